/**
 * Presence: who comes, who stays, who goes (SPEC PR1 to PR8, RP4).
 */
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { ignore } from '../wire/verdict.ts'
import type { Effect, Outcome, Way } from './effects.ts'
import { isGreeter } from './greeters.ts'
import type { PresentEnvelope, SessionRecord, Sessions } from './sessions.ts'

export class PresenceRules {
  readonly #sessions: Sessions
  readonly #did: Did
  readonly #sid: SessionId

  constructor(sessions: Sessions, did: Did, sid: SessionId) {
    this.#sessions = sessions
    this.#did = did
    this.#sid = sid
  }

  /** Takes in a state envelope that is newer than those before. */
  receive(record: SessionRecord, envelope: VerifiedEnvelope, way: Way): Outcome {
    const effects: Effect[] = []
    switch (envelope.body.type) {
      case 'join':
      case 'here': {
        const isNew = record.presence === null
        // This member's own session takes one of the places.
        if (isNew && this.#sessions.present + 1 >= LIMITS.rosterSessions) return ignore('roster-full')
        const isFirst = this.#sessions.arrive(record, envelope as PresentEnvelope)
        if (isFirst && record.did !== this.#did) effects.push({ do: 'user-joined', did: record.did })
        const isJoin = envelope.body.type === 'join' && way === 'live'
        if (isNew && isJoin && this.#greets(record)) effects.push({ do: 'greet', peer: envelope.body.peer })
        break
      }
      case 'leave':
        record.endedAt = envelope.claims.issuedAt
        this.#depart(record, effects)
        break
      case 'chat':
      case 'other':
        break
    }
    record.stateSeq = envelope.claims.seq
    return { ok: true, effects }
  }

  /** Sessions whose lease has run out are gone. */
  expire(now: number): readonly Effect[] {
    const effects: Effect[] = []
    for (const record of this.#sessions.here()) {
      if (record.presence.claims.expiresAt <= now) this.#depart(record, effects)
    }
    return effects
  }

  #greets(joiner: SessionRecord): boolean {
    const others = Array.from(this.#sessions.here(), (record) => record.sid)
    return isGreeter(this.#sid, joiner.sid, others)
  }

  #depart(record: SessionRecord, effects: Effect[]): void {
    const wasLast = this.#sessions.depart(record)
    if (wasLast && record.did !== this.#did) effects.push({ do: 'user-left', did: record.did })
  }
}
