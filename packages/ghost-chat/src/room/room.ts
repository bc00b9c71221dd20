/**
 * A room, as one member sees it: who is here, what was said, what is missing.
 *
 * Pure: time, randomness and envelopes come in as arguments, effects go out as values. It does no I/O, knows
 * no keys and no network. Every time is the corrected one (SPEC TM1), in milliseconds since 1970.
 */
import type { Draft, Envelope, VerifiedEnvelope } from '../wire/envelope.ts'
import type { Said } from '../wire/body.ts'
import { ControlGate, DEFAULT_FLOOD, FloodGate, NEW_SESSIONS, type FloodRule } from '../wire/flood.ts'
import type { Did, MessageId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Profile } from '../wire/profile.ts'
import { turnsOf } from '../wire/turns.ts'
import { ignore, type Refusal } from '../wire/verdict.ts'
import { AnswerBudget } from './answer-budget.ts'
import { answerItems, type Asked } from './answers.ts'
import { Bylines } from './bylines.ts'
import type { Effect, Outcome, Way } from './effects.ts'
import { nextRenewal, welcomingPeer } from './leases.ts'
import type { Message } from './message.ts'
import { OwnSession, type StateType } from './own-session.ts'
import type { Request } from './requests.ts'
import type { RoomInit } from './room-init.ts'
import { PresenceRules } from './presence.ts'
import { Roster } from './roster.ts'
import { screenByline, screenEnvelope } from './screen.ts'
import type { PresentEnvelope, SessionName } from './session-record.ts'
import { Sessions, type SessionRecord } from './sessions.ts'
import { Catchup } from './catchup.ts'
import { Comparing } from './comparing.ts'
import { draftState } from './state-draft.ts'
import type { Suspicions } from './suspicions.ts'
import { Talk } from './talk.ts'
import type { Typing } from './typing.ts'

export class Room {
  readonly #init: RoomInit
  readonly #own: OwnSession
  readonly #sessions = new Sessions()
  /** Who is here. */
  readonly roster: Roster
  readonly talk: Talk
  readonly #budget = new AnswerBudget()
  readonly #control = new ControlGate()
  readonly #newSessions = new FloodGate(NEW_SESSIONS, 2 * LIMITS.skew + LIMITS.newSessionsWindow)
  readonly #catchup: Catchup
  readonly #comparing: Comparing
  readonly #presenceRules: PresenceRules
  readonly #bylines: Bylines
  /** Who was lost, and is asked, and taken for gone. */
  readonly suspicions: Suspicions
  /** Who is typing. */
  readonly typing: Typing
  #presence: VerifiedEnvelope | null = null
  #joinedAt = Infinity
  #renewAt = Infinity
  #sweepAt = 0

  constructor(init: RoomInit) {
    this.#init = init
    this.#catchup = new Catchup(this.#sessions, init.reaches)
    this.#comparing = new Comparing(this.#sessions, init.random)
    this.#own = new OwnSession(init.did, init.sid, init.topic, init.proof, init)
    this.roster = new Roster(init, this.#sessions, this.#own, this.#catchup)
    this.#bylines = new Bylines(this.#sessions, this.#own, (session) => this.talk.transcript.wrote(session))
    this.#presenceRules = new PresenceRules(
      this.#sessions,
      this.#own,
      init.random,
      this.#control,
      this.#bylines,
    )
    this.suspicions = this.#presenceRules.suspicions
    this.typing = this.#presenceRules.typing
    this.talk = new Talk(
      init,
      (but) => this.#catchup.somePeer(but),
      (author) => this.#bylines.of(author),
    )
  }

  /** A draft of `join`, `here`, `suspect` or `leave`; `null` when there is nobody to suspect any more. */
  draftState(type: StateType, now: number): Draft | null {
    return draftState(type, this.#own, this.#init, this.suspicions, this.#sessions.present + 1, now)
  }

  /** A draft that says whether this member's user types; `null` where nobody is told (TP1). */
  draftTyping(typing: boolean, now: number): Draft | null {
    if (this.#own.reader || !this.typing.isTold) return null
    return this.#own.draft({ type: 'typing', typing }, LIMITS.skew, now)
  }

  /** What this member says of its user from now on. */
  setProfile(profile: Profile, now: number): readonly Effect[] {
    return this.#presenceRules.setProfile(profile, now)
  }

  draftChat(messages: readonly Said[], now: number): Draft {
    return this.#own.draft({ type: 'chat', messages }, LIMITS.lifetime, now)
  }

  /** A draft of what is said to one person. `commitDirect` before the next one. */
  draftDirect(to: Did, messages: readonly Said[], now: number): Draft {
    return this.#own.draft({ type: 'direct', to, messages }, 2 * LIMITS.skew, now)
  }

  /** A direct message was signed; its number is used up, whether or not it arrives. */
  commitDirect(envelope: VerifiedEnvelope): void {
    this.#own.commit(envelope)
  }

  /**
   * In how many milliseconds flood control lets each of the next `count` messages through (GC3). `relays` is what they
   * pass on, which is no reason to say less than every relay is to pass on (NW8).
   */
  turns(count: number, now: number, relays: FloodRule | null = null): readonly number[] {
    const [own, at] = [this.#own, this.#own.stampAt(now)]
    const room = this.talk.spentBy(own.did, false)
    return turnsOf(count, at, room, [own.spent(relays), own.spent(DEFAULT_FLOOD)]).map((turn) => turn - at)
  }

  /** The rule of those two that binds; of one that lets everything through, any. */
  rule(relays: FloodRule | null = null): FloodRule {
    const rate = (rule: FloodRule | null): number => (rule === null ? Infinity : rule.messages / rule.window)
    const lenient = rate(relays) > rate(DEFAULT_FLOOD) ? relays : DEFAULT_FLOOD
    const { flood } = this.#init
    return (rate(flood) <= rate(lenient) ? flood : lenient) ?? DEFAULT_FLOOD
  }

  /** The same for the next `count` direct messages (DM6). */
  turnsToTell(count: number, now: number): readonly number[] {
    const at = this.#own.stampAt(now)
    return turnsOf(count, at, this.talk.spentBy(this.#own.did, true), []).map((turn) => turn - at)
  }

  /** Whether flood control lets a `here` through that the lease does not need, and leaves enough for renewals (GC5). */
  mayAnnounce(now: number): boolean {
    return this.#control.isHalfFree(this.#own.did, now)
  }

  /** Takes note that an envelope of this session went out. */
  sent(envelope: VerifiedEnvelope, now: number): readonly Message[] {
    const { body, claims } = envelope
    if (body.type !== 'direct') this.#own.commit(envelope)
    this.#control.note(envelope)
    switch (body.type) {
      case 'join':
      case 'here':
        if (this.#joinedAt === Infinity) this.#joinedAt = claims.issuedAt
        this.#presence = envelope
        this.#renewAt = nextRenewal(this.#sessions.present + 1, now, this.#init.random())
        break
      case 'leave':
        this.#renewAt = Infinity
        break
      case 'suspect':
        this.suspicions.accuse(body.suspects, now, claims.issuedAt)
        break
      case 'chat':
      case 'direct':
        return this.talk.sent(envelope, now)
      case 'typing':
      case 'other':
    }
    return []
  }

  /** What speaks against an envelope before its signature is verified (VE4). */
  screen(envelope: Envelope, way: Way, now: number): Refusal | null {
    if (way === 'byline') return this.#screenByline(envelope, now)
    const refused = screenEnvelope(envelope, way, now, this.#own, this.#init.topic, this.#sessions)
    // One DID may say so much and no more; what others keep of it is bounded by how much they may answer.
    if (refused === null && way === 'live' && this.#isFlood(envelope)) return ignore('flood')
    if (envelope.body.type === 'typing') return refused ?? this.typing.screen(envelope.claims)
    // A twin with another face is worth a look at its signature (SQ5).
    const isTwin = refused?.code === 'seen' && envelope.claims.link.chain === 'content'
    if (isTwin && this.talk.mayContradict(envelope)) return null
    return refused?.code === 'outdated' && this.#hasOtherHead(envelope) ? null : refused
  }

  /** Takes a verified envelope in. */
  receive(envelope: VerifiedEnvelope, way: Way, now: number): Outcome {
    // Once more: while its signature was being verified, its twin may have come in.
    const refused = this.screen(envelope, way, now)
    if (refused !== null) return refused
    const { claims } = envelope
    if (way === 'byline') return this.#receiveByline(envelope as PresentEnvelope, now)
    if (way === 'live') this.#note(envelope)
    const record = this.#sessions.open(claims, now, this.#catchup.knowsAll)
    if (record === null) return ignore('replay-full')
    if (claims.link.chain === 'content' && record.content.has(claims.seq))
      return { ...ignore('two-faced'), effects: this.talk.contradicted(record, claims.seq) }
    if (this.#isOutdated(record, envelope))
      return { ...ignore('outdated'), effects: this.talk.otherHead(record, envelope) }
    const isBefore = claims.issuedAt < this.#joinedAt
    // An envelope that is told late, to one member perhaps, is not live, though this member was here when it was made.
    const isHistory = isBefore || (way === 'kept' && claims.issuedAt < now - LIMITS.skew)
    if (way !== 'kept' || !isBefore) this.#own.heard(claims.issuedAt, now)
    record.lastIssued = Math.max(record.lastIssued, claims.issuedAt)
    record.validUntil = Math.max(record.validUntil, claims.expiresAt)
    if (way === 'live' && envelope.body.type !== 'typing') this.suspicions.heard(record, claims.issuedAt)
    switch (claims.link.chain) {
      case 'content':
        if (way === 'live') this.#comparing.heard(record, claims.seq, now)
        return this.typing.said(
          record,
          claims,
          this.talk.receive(record, envelope, { isHistory, isBefore }, now),
        )
      case 'direct':
        return this.typing.said(record, claims, this.talk.receiveDirect(record, envelope, now))
      case 'state':
        return this.#receiveState(record, envelope, way, now)
    }
  }

  /**
   * Takes in what another stay of this member's user has in memory: who is here, and what was said. Its signatures
   * were verified when it came, and need not be again.
   */
  takeOver(memory: Room, now: number): readonly Effect[] {
    for (const presence of memory.#named()) this.receive(presence, 'byline', now)
    const effects: Effect[] = []
    for (const envelope of memory.#heard()) {
      const outcome = this.receive(envelope, 'kept', now)
      if (outcome.effects !== undefined) effects.push(...outcome.effects)
    }
    return effects
  }

  /** A member said that it is here, and did so over a stream of its own (SY3). */
  greetedBy(peer: string): readonly Effect[] {
    return this.#catchup.greetedBy(peer)
  }

  /** A roster or backlog that was asked for came, or did not. */
  caughtUp(what: 'roster' | 'backlog', succeeded: boolean): readonly Effect[] {
    this.#catchup.done(what, succeeded)
    return what === 'backlog' && succeeded ? this.checkHistory() : []
  }

  /** A backlog was taken in: what is missing in it shows (SQ6). */
  checkHistory(): readonly Effect[] {
    return this.talk.checkHistory((claims) => this.#sessions.find(claims))
  }

  /** Others may have come, gone and spoken during an interruption (GC4), or before a `hearer` was there (FD8). */
  resumed(now: number, hearer: string | null = null): readonly Effect[] {
    this.suspicions.clear()
    this.#catchup.restart()
    this.#renewAt = now
    return [...(hearer === null ? [] : this.greetedBy(hearer)), ...this.tick(now)]
  }

  /** This member's clock was set by so many milliseconds: what it said by the old one is said anew (TM7). */
  clockSet(by: number, now: number): readonly Effect[] {
    this.#joinedAt += by
    // By the old clock this member may have come after those who came after it (SQ4).
    const here = [...this.#sessions.here()]
    const effects = here.flatMap((record) => this.talk.reached(record, record.presence, this.#joinedAt, now))
    // What the others said meanwhile was out of time.
    return [...effects, ...this.resumed(now)]
  }

  /** Lets time pass. To be called at `wakeAt` at the latest. */
  tick(now: number): readonly Effect[] {
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + LIMITS.sweep
      this.#sessions.forget(now)
      this.talk.forget(now)
      this.typing.forget(now)
      this.#bylines.forget(now)
      this.#control.forget(now)
      this.#newSessions.forget(now)
    }
    const effects = [...this.#presenceRules.tick(now)]
    if (now >= this.#renewAt) {
      this.#renewAt = now + LIMITS.renewal / 10
      effects.push({ do: 'announce' })
    }
    effects.push(...this.talk.tick(now), ...this.#comparing.due(now))
    if (this.#joinedAt !== Infinity) effects.push(...this.#catchup.due(now))
    return effects
  }

  /** When the room next has something to do, at the latest. Every envelope may bring it forward. */
  wakeAt(now: number): number {
    const dueAt = Math.min(this.#catchup.dueAt, this.#comparing.dueAt)
    const soonest = Math.min(this.#renewAt, this.talk.dueAt, this.#presenceRules.dueAt, dueAt)
    return Math.max(now, Math.min(now + 1_000, soonest))
  }

  /** Whether a lost peer can be asked: one that names relays of its own, perhaps not (FD7). */
  mayProbe(peer: string): boolean {
    return this.roster.viaOf(peer).length === 0 || (this.#init.reaches?.(peer) ?? true)
  }

  /** The items of an answer (SY4 to SY6). */
  answer(request: Asked, now: number): readonly VerifiedEnvelope[] {
    const { transcript } = this.talk
    const memory = { own: this.#presence, sessions: this.#sessions, transcript, bylines: this.#bylines }
    memory.transcript.expire(now)
    return answerItems(request, memory)
  }

  /** Whether a peer has not asked too often (SY8). Counts. */
  mayAsk(peer: string, ask: Request['ask'], now: number): boolean {
    return this.#budget.spend(peer, ask, now, (one) => this.roster.isAt(one))
  }

  /** Sessions that are here, with this member's own. */
  get size(): number {
    return this.#sessions.present + 1
  }

  /** The session's own latest `join` or `here`. */
  get presence(): VerifiedEnvelope | null {
    return this.#presence
  }

  /** The messages to everybody that are in memory, oldest first. */
  messages(): readonly Message[] {
    return this.talk.messages()
  }

  /** The messages from one user to another that are in memory, oldest first. */
  directMessages(): readonly Message[] {
    return this.talk.directMessages()
  }

  /** The direct message of an id, if it is in memory. */
  directMessage(id: MessageId): Message | undefined {
    return this.talk.directMessages().find((message) => message.id === id)
  }

  /** Presence of those who wrote and are not here, and of this member itself: it is about to go. */
  *#named(): Generator<VerifiedEnvelope> {
    if (this.#presence !== null) yield this.#presence
    yield* this.#bylines.presences()
  }

  /** What others said that is in memory: presence first, so that everybody is known who speaks. */
  *#heard(): Generator<VerifiedEnvelope> {
    for (const { presence } of this.#sessions.here()) yield presence
    yield* this.talk.transcript.envelopes()
  }

  /** Whether a DID says, or begins, more than it may (GC5, GC6). Counts nothing. */
  #isFlood(envelope: Envelope): boolean {
    if (!this.#control.allows(envelope)) return true
    const { claims } = envelope
    const isNew = this.#sessions.find(claims) === undefined
    return isNew && !this.#newSessions.allows(claims.iss, claims.issuedAt, 1)
  }

  #note(envelope: VerifiedEnvelope): void {
    this.#control.note(envelope)
    const { claims } = envelope
    if (this.#sessions.find(claims) === undefined) this.#newSessions.note(claims.iss, claims.issuedAt, 1)
  }

  #isOutdated({ presenceSeq }: SessionRecord, { claims, body }: Envelope): boolean {
    const isPresence = body.type === 'join' || body.type === 'here'
    return isPresence && claims.seq <= presenceSeq
  }

  /** Presence that came too late to count may still show that its sender has two faces (SQ5). */
  #hasOtherHead(envelope: Envelope): boolean {
    const { claims } = envelope
    const record = this.#sessions.find(claims)
    if (record === undefined || claims.link.chain !== 'state') return false
    return this.#isOutdated(record, envelope) && record.chain.isOtherHead(claims.link.head, claims.issuedAt)
  }

  #screenByline(envelope: Envelope, now: number): Refusal | null {
    const refused = screenByline(envelope, now, this.#own, this.#init.topic)
    return refused === null && this.#bylines.knows(envelope) ? ignore('outdated') : refused
  }

  /** An author was called so (SY15). Nobody is here for that. */
  #receiveByline(presence: PresentEnvelope, now: number): Outcome {
    this.#bylines.keep(presence, now)
    this.#sign(presence.claims)
    return { ok: true, effects: [] }
  }

  /** Names the author of what came before anything was known of them. */
  #sign(author: SessionName): void {
    this.talk.sign(author, this.#bylines.of(author))
  }

  #receiveState(record: SessionRecord, envelope: VerifiedEnvelope, way: Way, now: number): Outcome {
    const outcome = this.#presenceRules.receive(record, envelope, way, this.#joinedAt, now)
    if (!outcome.ok) return outcome
    this.#sign(envelope.claims)
    const reached = this.talk.reached(record, envelope, this.#joinedAt, now)
    const peer = way === 'live' && this.#joinedAt !== Infinity ? welcomingPeer(envelope) : null
    const greeted = peer === null ? [] : this.greetedBy(peer)
    const told = this.talk.introduced(record)
    return { ok: true, effects: [...outcome.effects, ...told, ...reached, ...greeted] }
  }
}
