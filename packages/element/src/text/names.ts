/**
 * How people are named. A name is whatever its owner claims, so it never stands without the end of the DID. An end
 * tells two people apart; it proves nothing, since keys can be tried until the end is a wanted one: 10 characters of a
 * `did:key` are 58 bits, 6 are 35, which take a graphics card half an hour. The whole DID is on the person's card.
 */

import { strings } from '../strings/strings.ts'

/** Stands for the name of a person without one. */
export const NAMELESS = strings.names.nameless

/** Far more than any name has; the rest of a huge one is not even looked at. */
const LONGEST = 256
/**
 * As the library forbids in names (SPEC NM2), which comes later than the interface: controls, and what shows as nothing
 * or turns the reading around. Joiners and the selectors of style stay: emoji and several scripts need them.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFF9-\uFFFB]|(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}/gu
/** Anything that shows by itself: no blank, no mark, no format character. */
const VISIBLE = /(?!\u{1D159})[^\s\u2800\p{M}\p{Cf}]/u
/** Two marks on a letter are enough for every script in everyday use; a tower of them covers other people's lines. */
const STACKED_MARKS = /([\p{Mn}\p{Me}]{2})[\p{Mn}\p{Me}]+/gu

/** A claimed name made safe to show, or `undefined` where nothing visible is left of it. */
export function cleanName(claimed: string | undefined): string | undefined {
  const name = (claimed ?? '')
    .slice(0, LONGEST)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(STACKED_MARKS, '$1')
    .trim()
  return VISIBLE.test(name) ? name : undefined
}

/** A name within a sentence, which it does not turn round: between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`
}

/**
 * What two names have in common that people take for the same one: compatibility forms, case and white space are
 * left out. Letters of different scripts that look alike are not found out.
 */
export function nameKey(clean: string): string {
  return clean.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}

/** Characters of a DID's end beside a name. */
const TAIL = 10

/** The end of a DID: enough to tell two people of one name apart. */
export function didTail(did: string, length = TAIL): string {
  return cleanName(did.slice(-length)) ?? '······'
}

/** Characters of a domain that are shown: a longer one loses its beginning, since its owner is named at its end. */
const DOMAIN = 32

export function shortDomain(domain: string): string {
  return domain.length <= DOMAIN ? domain : `…${domain.slice(1 - DOMAIN)}`
}

/** A name for one line of plain text: labels and announcements, where six characters are heard out. `name` is cleaned here. */
export function plainName({ did, name }: { readonly did: string; readonly name?: string }): string {
  return `${cleanName(name) ?? NAMELESS} ${didTail(did, 6)}`
}

/** The address of a `did:pkh:eip155` account, short: `0x12345678…90abcdef`, 64 bits of it; the end of the DID where it is no such account. */
export function shortAccount(account: string): string {
  const address = /^did:pkh:eip155:\d{1,20}:(0x[0-9a-fA-F]{40})$/.exec(account)?.[1]
  return address === undefined ? didTail(account) : `${address.slice(0, 10)}…${address.slice(-8)}`
}
