/**
 * A room, as one member sees it: roster, transcript, replay protection, limits.
 *
 * Pure: time, randomness and envelopes come in as arguments, effects go out as values. It does no I/O, knows
 * no keys and no network. Every time is the corrected one (SPEC TM1), in milliseconds since 1970.
 */
import type { Draft, Envelope, VerifiedEnvelope } from '../wire/envelope.ts'
import type { Said } from '../wire/body.ts'
import type { Claims } from '../wire/claims.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { judgeKeptTime, judgeLiveTime } from '../wire/time.ts'
import { ignore, reject, type Refusal } from '../wire/verdict.ts'
import { AnswerBudget } from './answer-budget.ts'
import { answerItems } from './answers.ts'
import type { Effect, Outcome, Way } from './effects.ts'
import { FloodGate, type FloodRule } from '../wire/flood.ts'
import { GapWatch } from './gap-watch.ts'
import { leaseOf, nextRenewal } from './leases.ts'
import type { Message } from './message.ts'
import { OwnSession } from './own-session.ts'
import type { Request } from './requests.ts'
import type { RoomInit } from './room-init.ts'
import { rosterUsers, type User } from './users.ts'
import { PresenceRules } from './presence.ts'
import { Sessions, type SessionRecord } from './sessions.ts'
import { Catchup } from './catchup.ts'
import { Transcript } from './transcript.ts'

export class Room {
  readonly #init: RoomInit
  readonly #own: OwnSession
  readonly #sessions = new Sessions()
  readonly #transcript: Transcript
  readonly #flood: FloodGate
  readonly #budget = new AnswerBudget()
  readonly #catchup = new Catchup(this.#sessions)
  readonly #gaps = new GapWatch(() => this.#catchup.somePeer())
  readonly #presenceRules: PresenceRules
  #presence: VerifiedEnvelope | null = null
  #joinedAt = Infinity
  #renewAt = Infinity
  #sweepAt = 0

  constructor(init: RoomInit) {
    this.#init = init
    this.#own = new OwnSession(init.did, init.sid, init.topic, init.proof)
    this.#presenceRules = new PresenceRules(this.#sessions, init.did, init.sid)
    this.#transcript = new Transcript(init.transcript)
    this.#flood = new FloodGate(init.flood)
  }

  /** A draft of `join`, `here` or `leave`. */
  draftPresence(type: 'join' | 'here' | 'leave', now: number): Draft {
    if (type === 'leave') return this.#own.draft({ type }, 2 * LIMITS.skew, now)
    const { peer, profile, proof } = this.#init
    return this.#own.draft({ type, peer, profile, proof }, leaseOf(this.#sessions.present + 1), now)
  }

  draftChat(messages: readonly Said[], now: number): Draft {
    return this.#own.draft({ type: 'chat', messages }, LIMITS.lifetime, now)
  }

  /**
   * Whether flood control lets one more message through, with `waiting` written before it (GC3).
   * @param relays the strictest rule of the relays
   */
  maySay(waiting: number, now: number, relays: FloodRule | null = null): boolean {
    return this.#flood.allows(this.#own.did, now, waiting + 1) && this.#own.maySay(waiting + 1, now, relays)
  }

  /** Takes note that an envelope of this session went out. */
  sent(envelope: VerifiedEnvelope, now: number): readonly Message[] {
    this.#own.commit(envelope)
    switch (envelope.body.type) {
      case 'join':
      case 'here':
        if (this.#joinedAt === Infinity) this.#joinedAt = envelope.claims.issuedAt
        this.#presence = envelope
        this.#renewAt = nextRenewal(this.#sessions.present + 1, now, this.#init.random())
        break
      case 'leave':
        this.#renewAt = Infinity
        break
      case 'chat':
        this.#flood.note(this.#own.did, envelope.claims.issuedAt, envelope.body.messages.length)
        return this.#transcript.add(envelope, false, now, this.#own.account)
      case 'other':
    }
    return []
  }

  /** What can be said against an envelope before its signature is verified (VE4). Remembers nothing. */
  screen({ claims }: Envelope, way: Way, now: number): Refusal | null {
    if (claims.aud !== this.#init.topic) return reject('topic')
    const untimely = way === 'live' ? judgeLiveTime(claims, now) : judgeKeptTime(claims, now)
    if (untimely !== null) return untimely
    if (claims.sid === this.#own.sid && claims.iss === this.#own.did) return ignore('seen')
    const record = this.#sessions.find(claims)
    if (record === undefined) return null
    if (claims.link.chain === 'content') {
      if (record.content.has(claims.seq)) return ignore('seen')
      return claims.issuedAt > record.endedAt ? ignore('ended') : null
    }
    if (record.endedAt !== Infinity) return ignore('ended')
    return claims.seq <= record.stateSeq ? ignore('outdated') : null
  }

  /** Takes a verified envelope in. */
  receive(envelope: VerifiedEnvelope, way: Way, now: number): Outcome {
    // Once more: while its signature was being verified, its twin may have come in.
    const refused = this.screen(envelope, way, now)
    if (refused !== null) return refused
    const { claims } = envelope
    const record = this.#sessions.open(claims, now)
    if (record === null) return ignore('replay-full')
    if (way === 'live') this.#own.heard(claims.issuedAt, now)
    record.lastIssued = Math.max(record.lastIssued, claims.issuedAt)
    record.validUntil = Math.max(record.validUntil, claims.expiresAt)
    return claims.link.chain === 'content'
      ? this.#receiveContent(record, envelope, now)
      : this.#receiveState(record, envelope, claims.link.head?.seq ?? -1, way, now)
  }

  /** A member said that it is here, and did so over a stream of its own (SY3). */
  greetedBy(peer: string): readonly Effect[] {
    return this.#catchup.greetedBy(peer)
  }

  /** A roster or backlog that was asked for came, or did not. */
  caughtUp(what: 'roster' | 'backlog', succeeded: boolean): void {
    this.#catchup.done(what, succeeded)
  }

  /** The network is back after an interruption: others may have come, gone and spoken meanwhile (GC4). */
  resumed(now: number): readonly Effect[] {
    this.#catchup.restart()
    this.#renewAt = now
    return this.tick(now)
  }

  /** Lets time pass. To be called at `wakeAt` at the latest. */
  tick(now: number): readonly Effect[] {
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + LIMITS.sweep
      this.#sessions.forget(now)
      this.#flood.forget(now)
    }
    this.#transcript.expire(now)
    const effects = [...this.#presenceRules.expire(now)]
    if (now >= this.#renewAt) {
      this.#renewAt = now + LIMITS.renewal / 10
      effects.push({ do: 'announce' })
    }
    effects.push(...this.#gaps.due(now))
    if (this.#joinedAt !== Infinity) effects.push(...this.#catchup.due(now))
    return effects
  }

  /** When the room next has something to do, at the latest. */
  wakeAt(now: number): number {
    return Math.max(now, Math.min(now + 1_000, this.#renewAt, this.#gaps.dueAt))
  }

  /** The items of an answer (SY4 to SY6); `hello` asks for nothing. */
  answer(request: Exclude<Request, { ask: 'hello' }>, now: number): readonly VerifiedEnvelope[] {
    this.#transcript.expire(now)
    return answerItems(request, {
      own: this.#presence,
      sessions: this.#sessions,
      transcript: this.#transcript,
    })
  }

  /** Whether a peer has not asked too often (SY8). Counts. */
  mayAsk(peer: string, ask: Request['ask'], now: number): boolean {
    return this.#budget.spend(peer, ask, now)
  }

  /** The session's own latest `join` or `here`. */
  get presence(): VerifiedEnvelope | null {
    return this.#presence
  }

  users(now: number): readonly User[] {
    return rosterUsers(this.#sessions, this.#init.did, this.#init.profile, this.#own.account, now)
  }

  messages(): readonly Message[] {
    return this.#transcript.messages()
  }

  /** The messages of an envelope that is in the transcript, by what names it (RP1). */
  messagesOf({ iss, sid, seq }: Pick<Claims, 'iss' | 'sid' | 'seq'>): readonly Message[] {
    return this.#transcript
      .range(iss, sid, seq, seq)
      .flatMap((envelope) => this.#transcript.find(envelope.id) ?? [])
  }

  /** Peers of those who have been here the longest. */
  eldestPeers(count: number): readonly string[] {
    return this.#sessions.eldestPeers(count)
  }

  /** Peers of the sessions that are here, with their DIDs. */
  *peers(): Generator<{ readonly peer: string; readonly did: Did }> {
    for (const { did, presence } of this.#sessions.here()) yield { peer: presence.body.peer, did }
  }

  #receiveContent(record: SessionRecord, envelope: VerifiedEnvelope, now: number): Outcome {
    const { claims, body } = envelope
    record.content.add(claims.seq)
    const history = claims.issuedAt < this.#joinedAt
    const effects: Effect[] = []
    if (!history) {
      record.gaps.got(claims.seq, now)
      this.#gaps.look(record)
    }
    if (body.type === 'chat') {
      // It counts as seen either way: nobody asks again for what would be refused again.
      if (!this.#flood.allows(claims.iss, claims.issuedAt, body.messages.length)) return ignore('flood')
      this.#flood.note(claims.iss, claims.issuedAt, body.messages.length)
      const messages = this.#transcript.add(envelope, history, now, record.account)
      if (!history) for (const message of messages) effects.push({ do: 'message', message })
    }
    return { ok: true, effects }
  }

  #receiveState(
    record: SessionRecord,
    envelope: VerifiedEnvelope,
    head: number,
    way: Way,
    now: number,
  ): Outcome {
    const outcome = this.#presenceRules.receive(record, envelope, way)
    if (!outcome.ok) return outcome
    record.gaps.reached(head, envelope.claims.issuedAt >= this.#joinedAt, now)
    this.#gaps.look(record)
    return outcome
  }
}
