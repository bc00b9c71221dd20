/**
 * What was last known of each user who is here: name, picture and account. Tells of changes (SPEC PR18).
 */
import type { Did } from '../wire/ids.ts'
import type { Effect } from './effects.ts'
import type { OwnSession } from './own-session.ts'
import type { PresentRecord, SessionRecord } from './session-record.ts'
import type { Sessions } from './sessions.ts'
import { faceOf, newestOf, type Face } from './users.ts'

interface Known {
  readonly face: Face
  /** The session that says so: none for one's own user. */
  readonly by: SessionRecord | null
  /** When it said so. */
  readonly at: number
}

export class Faces {
  readonly #sessions: Sessions
  readonly #own: OwnSession
  readonly #known = new Map<Did, Known>()

  constructor(sessions: Sessions, own: OwnSession) {
    this.#sessions = sessions
    this.#own = own
  }

  /** A session said that it is here. Of a user with many only the newest counts, so the others are not gone through. */
  said(record: PresentRecord, now: number): readonly Effect[] {
    if (this.#isOwn(record.did)) return []
    const known = this.#known.get(record.did)
    const at = record.presence.claims.issuedAt
    if (known !== undefined && known.by !== record && known.at >= at) return []
    return this.#note(record.did, shownBy(record, now), record, at)
  }

  /** One of a user's sessions is gone, and not the last. */
  left(record: SessionRecord, now: number): readonly Effect[] {
    if (this.#isOwn(record.did) || this.#known.get(record.did)?.by !== record) return []
    const newest = newestOf(this.#sessions, record.did)
    return newest === null
      ? []
      : this.#note(record.did, shownBy(newest, now), newest, newest.presence.claims.issuedAt)
  }

  /** Looks at this member's own user anew. */
  lookAtOwn(now: number): readonly Effect[] {
    const { did, reader, profile, account } = this.#own
    return reader ? [] : this.#note(did, faceOf({ profile, claim: account }, now), null, now)
  }

  /** The user's last session is gone. */
  forget(did: Did): void {
    if (did !== this.#own.did) this.#known.delete(did)
  }

  /** Of one's own sessions this one counts, and what it says changes by its own doing. */
  #isOwn(did: Did): boolean {
    return did === this.#own.did && !this.#own.reader
  }

  #note(did: Did, face: Face, by: SessionRecord | null, at: number): readonly Effect[] {
    const before = this.#known.get(did)
    this.#known.set(did, { face, by, at })
    return before === undefined || isSame(before.face, face) ? [] : [{ do: 'user-changed', did }]
  }
}

function shownBy({ presence, account }: PresentRecord, now: number): Face {
  return faceOf({ profile: presence.body.profile, claim: account }, now)
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
