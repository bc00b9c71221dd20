/**
 * Presence: who comes, who stays, who goes (SPEC PR1 to PR15, RP4).
 */
import type { Presence } from '../wire/body.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Suspect } from '../wire/suspect.ts'
import { ignore } from '../wire/verdict.ts'
import type { Effect, Outcome, Way } from './effects.ts'
import { isGreeter } from './greeters.ts'
import type { OwnSession } from './own-session.ts'
import type { PresentEnvelope, SessionRecord, Sessions } from './sessions.ts'
import { Suspicions } from './suspicions.ts'

export class PresenceRules {
  readonly #sessions: Sessions
  readonly #own: OwnSession
  readonly suspicions: Suspicions
  #refutedAt = -Infinity
  #refuteAt = Infinity

  constructor(sessions: Sessions, own: OwnSession, random: () => number) {
    this.#sessions = sessions
    this.#own = own
    this.suspicions = new Suspicions(sessions, random)
  }

  /** Takes in a state envelope that is newer than those of its kind before. */
  receive(record: SessionRecord, envelope: VerifiedEnvelope, way: Way, now: number): Outcome {
    const { body, claims } = envelope
    switch (body.type) {
      case 'join':
      case 'here': {
        // This member's own session takes one of the places.
        const isFull = this.#sessions.present + 1 >= LIMITS.rosterSessions
        if (record.presence === null && isFull) return ignore('roster-full')
        record.presenceSeq = claims.seq
        return { ok: true, effects: this.#arrive(record, envelope as PresentEnvelope, body, way) }
      }
      case 'leave': {
        record.presenceSeq = claims.seq
        record.endedAt = claims.issuedAt
        return { ok: true, effects: this.#depart(record) }
      }
      case 'suspect': {
        record.otherSeq = claims.seq
        const isFew = this.suspicions.mayAccuse(claims.iss, body.suspects.length, now)
        const refused = record.presence === null ? ignore('absent') : isFew ? null : ignore('flood')
        // Others may believe what this member does not: they may know the accuser, or have heard less of it.
        const pause = refused === null ? LIMITS.refutationPause : LIMITS.refutationPauseUnbelieved
        const effects = body.suspects.flatMap((suspect) => this.#refute(suspect, pause, now))
        if (refused !== null) return { ...refused, effects }
        this.suspicions.accuse(body.suspects, now)
        return { ok: true, effects }
      }
      case 'chat':
      case 'direct':
      case 'other':
        record.otherSeq = claims.seq
        return { ok: true, effects: [] }
    }
  }

  /** Sessions whose lease has run out, or that did not refute a suspicion, are gone. */
  tick(now: number): readonly Effect[] {
    const effects: Effect[] = []
    for (const record of this.#sessions.expired(now)) effects.push(...this.#depart(record))
    for (const record of this.suspicions.condemned(now)) effects.push(...this.#depart(record))
    effects.push(...this.suspicions.due(now))
    if (now >= this.#refuteAt) {
      this.#refutedAt = now
      this.#refuteAt = Infinity
      effects.push({ do: 'announce' })
    }
    return effects
  }

  /** When to look again at the latest, in milliseconds. */
  get dueAt(): number {
    return Math.min(this.#refuteAt, this.suspicions.dueAt)
  }

  #arrive(record: SessionRecord, envelope: PresentEnvelope, body: Presence, way: Way): readonly Effect[] {
    const effects: Effect[] = []
    const isOther = record.presence !== null && record.presence.body.reader !== body.reader
    if (isOther) effects.push(...this.#depart(record))
    const isNew = record.presence === null
    const isFirst = this.#sessions.arrive(record, envelope)
    if (isFirst && record.did !== this.#own.did) effects.push({ do: 'user-joined', did: record.did })
    if (isNew && body.reader) effects.push({ do: 'readers' })
    const isJoin = body.type === 'join' && way === 'live'
    if (isNew && isJoin && this.#greets(record)) effects.push({ do: 'greet', peer: body.peer })
    return effects
  }

  /** Somebody takes this session for gone. Said often, it is answered now and then (PR13). */
  #refute({ iss, sid, seq }: Suspect, pause: number, now: number): readonly Effect[] {
    const isOwn = sid === this.#own.sid && iss === this.#own.did
    if (!isOwn || seq < this.#own.presenceSeq || this.#refuteAt !== Infinity) return []
    if (now < this.#refutedAt + pause) {
      this.#refuteAt = this.#refutedAt + pause
      return []
    }
    this.#refutedAt = now
    return [{ do: 'announce' }]
  }

  #greets(joiner: SessionRecord): boolean {
    return isGreeter(this.#own.prefix, joiner.prefix, this.#prefixesBut(joiner))
  }

  *#prefixesBut(joiner: SessionRecord): Generator<number> {
    for (const record of this.#sessions.here()) if (record !== joiner) yield record.prefix
  }

  #depart(record: SessionRecord): readonly Effect[] {
    if (record.presence === null) return []
    const { reader } = record.presence.body
    const wasLast = this.#sessions.depart(record)
    if (reader) return [{ do: 'readers' }]
    return wasLast && record.did !== this.#own.did ? [{ do: 'user-left', did: record.did }] : []
  }
}
