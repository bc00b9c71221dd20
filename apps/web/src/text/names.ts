/**
 * How people are named. A name is whatever its owner claims, so it never stands without the end of the DID,
 * which nobody else can claim.
 */
import { h } from '../dom.ts'

const NAMELESS = 'Guest'

/** Controls, bidirectional and zero-width characters; the joiners stay, emoji and several scripts need them. */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E0FFF}]/gu
/** Two marks on a letter are enough for every script in everyday use; a tower of them covers other people's lines. */
const STACKED_MARKS = /([\p{Mn}\p{Me}]{2})[\p{Mn}\p{Me}]+/gu

/** A claimed name made safe to show, or `undefined` where nothing visible is left of it. */
export function cleanName(claimed: string | undefined): string | undefined {
  const name = (claimed ?? '')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(STACKED_MARKS, '$1')
    .trim()
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : undefined
}

/** The end of a DID: enough to tell two people of one name apart. */
function didTail(did: string): string {
  return cleanName(did.slice(-6)) ?? '······'
}

/** A name for one line of plain text: labels and announcements. */
export function plainName(did: string, name: string | undefined): string {
  return `${name ?? NAMELESS} ${didTail(did)}`
}

/** The name as it stands in the page, isolated from the direction of the text around it. */
export function nameElement(did: string, name: string | undefined): HTMLElement {
  return h(
    'span',
    { class: 'name', title: did, 'data-did': did },
    nick(name),
    ' ',
    h('bdi', { class: 'tail' }, didTail(did)),
  )
}

/** Puts names where none was known when the line was written. */
export function nameTheNameless(within: HTMLElement, nameOf: (did: string) => string | undefined): void {
  for (const nameless of within.querySelectorAll<HTMLElement>('.nameless')) {
    const name = nameOf(nameless.parentElement?.dataset['did'] ?? '')
    if (name !== undefined) nameless.replaceWith(nick(name))
  }
}

function nick(name: string | undefined): HTMLElement {
  return h('bdi', { class: name === undefined ? 'nick nameless' : 'nick' }, name ?? NAMELESS)
}
