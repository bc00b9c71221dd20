/**
 * The names people gave themselves. A name is remembered for a while after its owner left, since their
 * messages still stand there.
 */
import type { User } from 'ghost-chat'
import { cleanName } from './text/names.ts'

const REMEMBERED = 2_000

export interface NameBook {
  /** Whether a name is known now that was not known before. */
  read: (users: readonly User[]) => boolean
  nameOf: (did: string) => string | undefined
}

export function createNameBook(): NameBook {
  const names = new Map<string, string>()
  return {
    read(users) {
      let grown = false
      for (const { did, name } of users) {
        const clean = cleanName(name)
        if (clean === undefined) continue
        grown ||= !names.has(did)
        // Set anew, the entry moves to the young end of the map.
        names.delete(did)
        names.set(did, clean)
      }
      for (const did of names.keys()) {
        if (names.size <= Math.max(REMEMBERED, users.length)) break
        names.delete(did)
      }
      return grown
    },
    nameOf: (did) => names.get(did),
  }
}
