/** The order of people in a list, the search in it, and whether the ways to them have changed. */
import type { Connection } from 'ghost-chat'
import type { Person } from '../model.ts'
import { didTail, NAMELESS, nameKey } from '../text/names.ts'

/** Made once: a comparison by `localeCompare` makes one each time. "Person 2" comes before "Person 10". */
const collator = new Intl.Collator(undefined, { numeric: true })

/** People with a name first, in the order of their reader's alphabet. */
export function byName(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return collator.compare(a, b)
}

/** A search text as it is compared; empty where it has nothing in it. */
export function searchKey(query: string): string {
  return nameKey(query)
}

/**
 * Whether a person's name, the code after it or their proven account has the text in it.
 * @param key as `searchKey` returns it
 * @param name cleaned
 */
export function isFoundBy(key: string, { did, account }: Person, name = NAMELESS): boolean {
  return `${nameKey(name)}${didTail(did).toLowerCase()} ${(account ?? '').toLowerCase()}`.includes(key)
}

/** Whether two lists have the same ways to the same people; their round trips do not count. */
export function samePeers(a: Connection['peers'], b: Connection['peers'] = []): boolean {
  if (a === b) return true
  return a.length === b.length && a.every(({ did, path }, at) => b[at]?.did === did && b[at].path === path)
}
