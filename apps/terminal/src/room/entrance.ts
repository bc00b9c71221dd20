/** Whom one meets on joining, in a line. Pure. */
import type { Did } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { personName } from '../text/format.ts'
import { cleanName, nameKey } from '../text/sanitize.ts'

/** Names in a line; the others are counted. */
export const MOST_NAMED = 3

/** @param shared those whose name another key bears too */
export function entranceWords(
  dids: readonly Did[],
  names: ReadonlyMap<Did, string>,
  shared: ReadonlySet<Did>,
): string {
  const named = dids.slice(0, MOST_NAMED)
  return strings.people.entrance(
    named.map((did) => personName(did, names.get(did), shared.has(did))),
    dids.length - named.length,
  )
}

/** Those who share a name, however it is written. */
export function sharing(names: ReadonlyMap<Did, string>): ReadonlySet<Did> {
  const first = new Map<string, Did>()
  const shared = new Set<Did>()
  for (const [did, name] of names) {
    const clean = cleanName(name)
    if (clean === undefined) continue
    const key = nameKey(clean)
    const other = first.get(key)
    if (other === undefined) first.set(key, did)
    else shared.add(other).add(did)
  }
  return shared
}
