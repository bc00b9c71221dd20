/**
 * Who is who: the names people gave themselves and their proven accounts. Remembered for a while after they left,
 * since their messages still stand there.
 */
import type { Did, User } from 'ghost-chat'
import type { Person } from '../model.ts'

const REMEMBERED = 2_000

type Known = Pick<Person, 'name' | 'account'>

export class NameBook {
  readonly #known = new Map<Did, Known>()

  /** Whether anybody is called otherwise than before. */
  read(users: readonly User[]): boolean {
    let changed = false
    for (const { did, name, account } of users) {
      const before = this.#known.get(did)
      changed ||= before?.name !== name || before?.account !== account
      // Set anew, the entry moves to the young end of the map.
      this.#known.delete(did)
      this.#known.set(did, {
        ...(name === undefined ? {} : { name }),
        ...(account === undefined ? {} : { account }),
      })
    }
    for (const did of this.#known.keys()) {
      if (this.#known.size <= Math.max(REMEMBERED, users.length)) break
      this.#known.delete(did)
    }
    return changed
  }

  /** Whether they were seen in the room. */
  knows(did: Did): boolean {
    return this.#known.has(did)
  }

  personOf(did: Did, self: Did | undefined, blocked: ReadonlySet<Did>): Person {
    return Object.freeze({ did, ...this.#known.get(did), self: did === self, blocked: blocked.has(did) })
  }
}
