/**
 * What was last known of each user who is here: name, picture and account. Tells of changes (SPEC PR18).
 */
import type { Did } from '../wire/ids.ts'
import type { Effect } from './effects.ts'
import type { OwnSession } from './own-session.ts'
import type { Sessions } from './sessions.ts'
import { faceOf, newestFace, type Face } from './users.ts'

export class Faces {
  readonly #sessions: Sessions
  readonly #own: OwnSession
  readonly #known = new Map<Did, Face>()

  constructor(sessions: Sessions, own: OwnSession) {
    this.#sessions = sessions
    this.#own = own
  }

  /** Looks at a user anew, after something of theirs came in or a session of theirs went. */
  look(did: Did, now: number): readonly Effect[] {
    // Of one's own sessions this one counts, and what it says changes by its own doing.
    if (did === this.#own.did && !this.#own.reader) return []
    return this.#note(did, newestFace(this.#sessions, did, now))
  }

  /** Looks at this member's own user anew. */
  lookAtOwn(now: number): readonly Effect[] {
    const { did, reader, profile, account } = this.#own
    return reader ? [] : this.#note(did, faceOf({ profile, claim: account }, now))
  }

  /** The user's last session is gone. */
  forget(did: Did): void {
    if (did !== this.#own.did) this.#known.delete(did)
  }

  #note(did: Did, face: Face): readonly Effect[] {
    const before = this.#known.get(did)
    this.#known.set(did, face)
    return before === undefined || isSame(before, face) ? [] : [{ do: 'user-changed', did }]
  }
}

function isSame(one: Face, other: Face): boolean {
  return (
    one.name === other.name &&
    one.avatar === other.avatar &&
    one.account === other.account &&
    one.unprovenAccount === other.unprovenAccount &&
    one.accountDomain === other.accountDomain
  )
}
