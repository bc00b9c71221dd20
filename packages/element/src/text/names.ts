/**
 * How people are named. A name is whatever its owner claims, so it never stands without the end of the DID,
 * which nobody else can claim.
 */

/** Whoever gave no name that can be shown. */
export const NAMELESS = 'Guest'

/** Far more than any name has; the rest of a huge one is not even looked at. */
const LONGEST = 256
/** Controls, bidirectional and zero-width characters; the joiners stay, emoji and several scripts need them. */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E0FFF}]/gu
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
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : undefined
}

/** The end of a DID: enough to tell two people of one name apart. */
export function didTail(did: string): string {
  return cleanName(did.slice(-6)) ?? '······'
}

/** A name for one line of plain text: labels and announcements. `name` is cleaned here. */
export function plainName({ did, name }: { readonly did: string; readonly name?: string }): string {
  return `${cleanName(name) ?? NAMELESS} ${didTail(did)}`
}

/** The address of a `did:pkh:eip155` account, short: `0x1234…abcd`; the end of the DID where it is no such account. */
export function shortAccount(account: string): string {
  const address = /^did:pkh:eip155:\d{1,20}:(0x[0-9a-fA-F]{40})$/.exec(account)?.[1]
  return address === undefined ? didTail(account) : `${address.slice(0, 6)}…${address.slice(-4)}`
}
