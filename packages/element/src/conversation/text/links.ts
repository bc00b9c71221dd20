/**
 * Links in what people write: http and https only, shown exactly as they were typed.
 */

/** A piece of a text. The pieces read one after the other are the text. */
export type Piece =
  { readonly text: string; readonly href?: never } | { readonly text: string; readonly href: string }

/** No white space, quotes, controls or bidirectional marks: those could make a link look like another one. */
const LINK = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu
const TRAILING = /[.,;:!?…*_~]+$/u
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

/** A full stop or a bracket after a link belongs to the sentence, unless the link opened the bracket. */
function withoutTrailing(typed: string): string {
  let link = typed.replace(TRAILING, '')
  let open = count(link, ')') - count(link, '(')
  while (open > 0 && link.endsWith(')')) {
    link = link.slice(0, -1).replace(TRAILING, '')
    open -= 1
  }
  return link
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}

function safeUrl(typed: string): string | undefined {
  if (!URL.canParse(typed)) return undefined
  const url = new URL(typed)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  // In https://bank.example@other.example the part before the @ only deceives.
  if (url.username !== '' || url.password !== '') return undefined
  return url.href
}
