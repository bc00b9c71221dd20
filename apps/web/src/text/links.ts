/**
 * Links in what people write: http and https only, shown exactly as they were typed.
 */
import { h } from '../dom.ts'

/** No white space, quotes, controls or bidirectional marks: those could make a link look like another one. */
const LINK = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu
const TRAILING = /[.,;:!?…*_~]+$/u

/** Text nodes and links; reading them one after the other gives the text back unchanged. */
export function linkedText(text: string): Node[] {
  const nodes: Node[] = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const typed = withoutTrailing(match[0])
    const url = safeUrl(typed)
    if (url === undefined) continue
    if (match.index > end) nodes.push(document.createTextNode(text.slice(end, match.index)))
    nodes.push(
      h('a', { href: url, title: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, typed),
    )
    end = match.index + typed.length
  }
  if (end < text.length) nodes.push(document.createTextNode(text.slice(end)))
  return nodes
}

/** A full stop or a bracket after a link belongs to the sentence, unless the link opened the bracket. */
function withoutTrailing(typed: string): string {
  let link = typed.replace(TRAILING, '')
  while (link.endsWith(')') && count(link, ')') > count(link, '('))
    link = link.slice(0, -1).replace(TRAILING, '')
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
