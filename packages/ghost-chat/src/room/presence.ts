/**
 * Presence: who comes, who stays, who goes (SPEC PR1 to PR18, RP4).
 */
import type { Presence } from '../wire/body.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { ControlGate } from '../wire/flood.ts'
import type { EnvelopeId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Profile } from '../wire/profile.ts'
import type { Suspect } from '../wire/suspect.ts'
import { ignore } from '../wire/verdict.ts'
import type { Bylines } from './bylines.ts'
import type { Effect, Outcome, Way } from './effects.ts'
import { Faces } from './faces.ts'
import { isGreeter } from './greeters.ts'
import type { OwnSession } from './own-session.ts'
import type { PresentEnvelope, PresentRecord, SessionRecord } from './session-record.ts'
import type { Sessions } from './sessions.ts'
import { Refutations, Suspicions } from './suspicions.ts'
import { Typing } from './typing.ts'

export class PresenceRules {
  readonly #sessions: Sessions
  readonly #own: OwnSession
  readonly #control: Pick<ControlGate, 'isHalfFree'>
  readonly #random: () => number
  readonly suspicions: Suspicions
  readonly typing: Typing
  readonly #faces: Faces
  readonly #bylines: Pick<Bylines, 'keep'>
  readonly #refutations = new Refutations()
  #announcedAt = -Infinity
  #announceAt = Infinity

  /**
   * @param control what this member's user may say beside messages (GC5)
   * @param bylines keeps what those are called who go
   */
  constructor(
    sessions: Sessions,
    own: OwnSession,
    random: () => number,
    control: Pick<ControlGate, 'isHalfFree'>,
    bylines: Pick<Bylines, 'keep'>,
  ) {
    this.#bylines = bylines
    this.#sessions = sessions
    this.#own = own
    this.#control = control
    this.#random = random
    this.suspicions = new Suspicions(sessions, random)
    this.typing = new Typing(sessions)
    this.#faces = new Faces(sessions, own)
  }

  /**
   * Takes in a state envelope that is newer than those of its kind before.
   * @param joinedAt when this member came, in milliseconds
   */
  receive(
    record: SessionRecord,
    envelope: VerifiedEnvelope,
    way: Way,
    joinedAt: number,
    now: number,
  ): Outcome {
    const { body, claims } = envelope
    switch (body.type) {
      case 'join':
      case 'here': {
        const isNew = record.presence === null
        const leaving = isNew ? this.#sessions.givingWay(record.did, this.#random) : null
        if (isNew && leaving === null && this.#sessions.isFull) return ignore('roster-full')
        record.presenceSeq = claims.seq
        const left = leaving === null ? [] : this.#depart(leaving, now)
        const arrived = this.#arrive(record, envelope as PresentEnvelope, body, way, now)
        return { ok: true, effects: [...left, ...arrived] }
      }
      case 'leave': {
        record.presenceSeq = claims.seq
        record.endedAt = claims.issuedAt
        return { ok: true, effects: this.#depart(record, now) }
      }
      case 'suspect': {
        record.otherSeq = claims.seq
        if (record.presence === null) return ignore('absent')
        if (!this.suspicions.mayAccuse(claims.iss, body.suspects.length, now)) return ignore('flood')
        const effects = this.#refute(body.suspects, envelope.id, now)
        this.suspicions.accuse(body.suspects, now, claims.issuedAt)
        return { ok: true, effects }
      }
      case 'typing':
        return this.typing.receive(record, envelope, body.typing, joinedAt, now)
      case 'chat':
      case 'direct':
      case 'other':
        record.otherSeq = claims.seq
        return { ok: true, effects: [] }
    }
  }

  /** Sessions whose lease has run out, or that did not refute a suspicion, are gone. */
  tick(now: number): readonly Effect[] {
    const effects: Effect[] = [...this.typing.tick(now), ...this.#faces.lookAtOwn(now)]
    for (const record of this.#sessions.expired(now)) effects.push(...this.#depart(record, now))
    for (const record of this.suspicions.condemned(now)) effects.push(...this.#depart(record, now))
    effects.push(...this.suspicions.due(now))
    if (now >= this.#announceAt) {
      this.#announceAt = Infinity
      effects.push(...this.#announce(0, now))
    }
    return effects
  }

  /** When to look again at the latest, in milliseconds. */
  get dueAt(): number {
    return Math.min(this.#announceAt, this.suspicions.dueAt, this.typing.dueAt)
  }

  /** What this member says of its user from now on (PR18). */
  setProfile(profile: Profile, now: number): readonly Effect[] {
    const before = this.#faces.lookAtOwn(now)
    this.#own.profile = profile
    return [...before, ...this.#faces.lookAtOwn(now)]
  }

  #arrive(
    record: SessionRecord,
    envelope: PresentEnvelope,
    body: Presence,
    way: Way,
    now: number,
  ): readonly Effect[] {
    const effects: Effect[] = []
    const isOther = record.presence !== null && record.presence.body.reader !== body.reader
    if (isOther) effects.push(...this.#depart(record, now))
    const isNew = record.presence === null
    const isFirst = this.#sessions.arrive(record, envelope)
    if (isFirst && record.did !== this.#own.did) effects.push({ do: 'user-joined', did: record.did })
    if (!body.reader) effects.push(...this.#faces.said(record as PresentRecord, now))
    if (isNew && body.reader) effects.push({ do: 'readers' })
    const isJoin = body.type === 'join' && way === 'live'
    if (isNew && isJoin) effects.push(...this.#welcome(record, body.peer, now))
    return effects
  }

  /** Says that this session is here, if it is accused and one of the few that say so to all (PR13). */
  #refute(suspects: readonly Suspect[], id: EnvelopeId, now: number): readonly Effect[] {
    const { did, sid, prefix, presenceSeq } = this.#own
    const isOwn = (suspect: Suspect): boolean => suspect.sid === sid && suspect.iss === did
    if (!suspects.some((suspect) => isOwn(suspect) && suspect.seq >= presenceSeq)) {
      // The others' share counts all the same.
      this.#refutations.isChosen(this.#accused(suspects), '', id, now)
      return []
    }
    const accused = [...this.#accused(suspects), { sid, prefix }]
    // Accused without end, it leaves the rest to its answers: its renewals must not be too many (GC5).
    const isFree = this.#control.isHalfFree(did, now)
    return this.#refutations.isChosen(accused, sid, id, now) && isFree
      ? this.#announce(LIMITS.refutationPause, now)
      : []
  }

  #accused(suspects: readonly Suspect[]): readonly SessionRecord[] {
    return suspects.flatMap((suspect) => {
      const record = this.#sessions.find(suspect)
      const isHere = record !== undefined && record.presence !== null
      return isHere && record.presenceSeq <= suspect.seq ? [record] : []
    })
  }

  /** In a small room everybody says so at once to all, in a large one two do to the joiner alone. */
  #welcome(joiner: SessionRecord, peer: string, now: number): readonly Effect[] {
    if (this.#sessions.present < LIMITS.smallRoom && this.#control.isHalfFree(this.#own.did, now)) {
      // Whose own join is still to come says it by that.
      return this.#own.presenceSeq < 0 ? [] : this.#announce(LIMITS.welcomePause, now)
    }
    const greets = isGreeter(this.#own.prefix, joiner.prefix, this.#prefixesBut(joiner))
    return greets ? [{ do: 'greet', peer }] : []
  }

  /** Says `here`, now or when the last time is so long ago; what is said then serves all who are to hear it. */
  #announce(pause: number, now: number): readonly Effect[] {
    if (this.#announceAt !== Infinity) return []
    if (now < this.#announcedAt + pause) {
      this.#announceAt = this.#announcedAt + pause
      return []
    }
    this.#announcedAt = now
    return [{ do: 'announce' }]
  }

  *#prefixesBut(joiner: SessionRecord): Generator<number> {
    for (const record of this.#sessions.here()) if (record !== joiner) yield record.prefix
  }

  #depart(record: SessionRecord, now: number): readonly Effect[] {
    if (record.presence === null) return []
    const { presence } = record
    const { reader } = presence.body
    const wasLast = this.#sessions.depart(record)
    if (reader) return [{ do: 'readers' }]
    this.#bylines.keep(presence, now)
    const typing = this.typing.gone(record)
    if (!wasLast) return [...typing, ...this.#faces.left(record, now)]
    this.#faces.forget(record.did)
    return record.did === this.#own.did ? typing : [...typing, { do: 'user-left', did: record.did }]
  }
}
