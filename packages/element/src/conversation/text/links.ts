/**
 * Links in what people write: http and https only, at most 2,048 characters, shown exactly as they were typed.
 */

/** A piece of a text. The pieces read one after the other are the text. */
export type Piece =
  { readonly text: string; readonly href?: never } | { readonly text: string; readonly href: string }

/** No white space, quotes, controls or bidirectional marks: those could make a link look like another one. */
const LINK = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu
/** Punctuation that ends a sentence and hardly ever an address. Each is one UTF-16 unit. */
const TRAILING = '.,;:!?…*_~'
/** Characters of one link. Browsers and mail programs agree on addresses up to about this long. */
const LONGEST_LINK = 2_048
/** A message full of links is a page of its own; the rest of them stay text. */
const MOST_LINKS = 64

/** Cuts a text into text and links. */
export function linksIn(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let end = 0
  let links = 0
  for (const match of text.matchAll(LINK)) {
    if (links === MOST_LINKS) break
    const typed = withoutTrailing(match[0])
    const href = safeUrl(typed)
    if (href === undefined) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: typed, href })
    end = match.index + typed.length
    links += 1
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

/**
 * A full stop or a bracket after a link belongs to the sentence, unless the link opened the bracket. One walk over the
 * characters: a pattern that is tried at every place of a run takes the square of the run's length, and the text is a
 * stranger's.
 */
function withoutTrailing(typed: string): string {
  let end = withoutPunctuation(typed, typed.length)
  let open = 0
  for (let place = 0; place < end; place++) {
    if (typed[place] === ')') open += 1
    else if (typed[place] === '(') open -= 1
  }
  while (open > 0 && typed[end - 1] === ')') {
    end = withoutPunctuation(typed, end - 1)
    open -= 1
  }
  return typed.slice(0, end)
}

/** Where a text of this length ends without its last punctuation. */
function withoutPunctuation(typed: string, length: number): number {
  let end = length
  while (end > 0 && TRAILING.includes(typed.charAt(end - 1))) end -= 1
  return end
}

function safeUrl(typed: string): string | undefined {
  if (typed.length > LONGEST_LINK) return undefined
  if (!URL.canParse(typed)) return undefined
  const url = new URL(typed)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  // In https://bank.example@other.example the part before the @ only deceives.
  if (url.username !== '' || url.password !== '') return undefined
  return url.href
}
