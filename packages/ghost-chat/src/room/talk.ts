/**
 * What is said in a room: live talk, history and direct messages, flood control, and what is wrong with any of it
 * (SPEC TM4, GC3, SQ4 to SQ6, DM).
 */
import { FloodGate } from '../wire/flood.ts'
import type { Claims } from '../wire/claims.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did } from '../wire/ids.ts'
import type { Spent } from '../wire/turns.ts'
import { ignore } from '../wire/verdict.ts'
import type { Byline } from './bylines.ts'
import type { Effect, Outcome } from './effects.ts'
import type { Gap } from './gap.ts'
import { HoldBack, type Told } from './hold-back.ts'
import { GapWatch } from './gap-watch.ts'
import type { GapKind, Message } from './message.ts'
import type { RoomInit } from './room-init.ts'
import type { SessionName } from './session-record.ts'
import type { SessionRecord } from './sessions.ts'
import { Transcript } from './transcript.ts'

/** How old what was said is for this member. */
interface Age {
  /** It is no live message (TM4). */
  readonly isHistory: boolean
  /** It was made before this member joined. */
  readonly isBefore: boolean
}

export class Talk {
  readonly transcript: Transcript
  /** What was said to one person. It is in no answer (SY10). */
  readonly #direct: Transcript
  readonly #flood: FloodGate
  readonly #directFlood: FloodGate
  readonly #gaps: GapWatch
  readonly #holdBack: HoldBack
  readonly #directHoldBack: HoldBack
  readonly #bylineOf: (author: Claims) => Byline

  /**
   * @param somePeer any peer of the room
   * @param bylineOf what is known of the author of something
   */
  constructor(
    { transcript, flood, did }: Pick<RoomInit, 'transcript' | 'flood' | 'did'>,
    somePeer: (but: string | null) => string | null,
    bylineOf: (author: Claims) => Byline,
  ) {
    this.#bylineOf = bylineOf
    // One's own user is always among the users.
    const isStranger = (record: SessionRecord): boolean => record.did !== did && isUnknown(record)
    this.#holdBack = new HoldBack((record) => record.gaps.patient || isStranger(record))
    this.#directHoldBack = new HoldBack(isStranger)
    this.transcript = new Transcript(transcript, did)
    this.#direct = new Transcript(transcript, did)
    this.#flood = new FloodGate(flood)
    this.#directFlood = new FloodGate(flood)
    this.#gaps = new GapWatch(somePeer)
  }

  /** Takes in a content envelope whose number was not seen before. */
  receive(
    record: SessionRecord,
    envelope: VerifiedEnvelope,
    { isHistory, isBefore }: Age,
    now: number,
  ): Outcome {
    const { claims, body } = envelope
    record.content.add(claims.seq)
    // Its session's numbers may have been forgotten among very many others (RP3).
    if (this.transcript.find(envelope.id) !== undefined) return ignore('seen')
    const disputed = contradictedBy(record, envelope)
    if (!isBefore) {
      record.gaps.got(claims.seq, now)
      this.#gaps.look(record)
    }
    // It counts as seen either way: nobody asks again for what would be refused again.
    if (body.type === 'chat' && !this.#flood.allows(claims.iss, claims.issuedAt, body.messages.length))
      return ignore('flood')
    let messages: readonly Message[] = []
    if (body.type === 'chat') {
      this.#flood.note(claims.iss, claims.issuedAt, body.messages.length)
      // Told even where a full transcript drops it at once: others who wrote as much in the same moment came first.
      messages = this.transcript.add(envelope, isHistory, now, this.#bylineOf(claims))
    }
    const effects: Effect[] = disputed.length === 0 ? [] : [this.#twoFaced(record, [...disputed, claims.seq])]
    if (!isBefore) {
      const told = toldOf(this.transcript, envelope, messages)
      effects.push(...this.#holdBack.pass(record, told, now))
    }
    return { ok: true, effects }
  }

  /** Takes in what was said to this member alone. */
  receiveDirect(record: SessionRecord, envelope: VerifiedEnvelope, now: number): Outcome {
    const { claims, body } = envelope
    if (body.type !== 'direct') return ignore('private')
    record.direct.add(claims.seq)
    if (!this.#directFlood.allows(claims.iss, claims.issuedAt, body.messages.length)) return ignore('flood')
    this.#directFlood.note(claims.iss, claims.issuedAt, body.messages.length)
    const messages = this.#direct.add(envelope, false, now, this.#bylineOf(claims))
    const told = toldOf(this.#direct, envelope, messages)
    return { ok: true, effects: this.#directHoldBack.pass(record, told, now) }
  }

  /** Takes note of what this member said itself. */
  sent(envelope: VerifiedEnvelope, now: number): readonly Message[] {
    const { claims, body } = envelope
    if (body.type !== 'chat' && body.type !== 'direct') return []
    const [flood, transcript] =
      body.type === 'chat' ? [this.#flood, this.transcript] : [this.#directFlood, this.#direct]
    flood.note(claims.iss, claims.issuedAt, body.messages.length)
    return transcript.add(envelope, false, now, this.#bylineOf(claims))
  }

  /** What `did` said under the room's rule, to everybody or to one. */
  spentBy(did: Did, toOne: boolean): Spent {
    return (toOne ? this.#directFlood : this.#flood).spentBy(did)
  }

  /** A session is here: what it said before that was known is told now (SQ9). */
  introduced(record: SessionRecord): readonly Effect[] {
    return [...this.#holdBack.look(record), ...this.#directHoldBack.look(record)]
  }

  /** Names the author of what is here, where nothing was known of the author when it came. */
  sign(author: SessionName, byline: Byline): void {
    this.transcript.sign(author, byline)
    this.#direct.sign(author, byline)
  }

  /** A session says that its chain ends at `head`. */
  reached(
    record: SessionRecord,
    { claims, body }: VerifiedEnvelope,
    joinedAt: number,
    now: number,
  ): readonly Effect[] {
    if (claims.link.chain !== 'state') return []
    const { head } = claims.link
    record.gaps.reached(head?.seq ?? -1, claims.issuedAt >= joinedAt, now)
    this.#gaps.look(record)
    return this.#headContradicted(record, record.chain.noteHead(head, claims.issuedAt, body.type !== 'leave'))
  }

  /** Checks an older presence against its session's chain (SQ5). */
  otherHead(record: SessionRecord, { claims }: VerifiedEnvelope): readonly Effect[] {
    if (claims.link.chain !== 'state') return []
    return this.#headContradicted(record, record.chain.noteHead(claims.link.head, claims.issuedAt, true))
  }

  /** Another envelope came in the place of one that is here: its sender has two faces. */
  contradicted(record: SessionRecord, seq: number): readonly Effect[] {
    return [this.#twoFaced(record, [seq])]
  }

  /** Whether it is another envelope in the place of one that is here, and the first such. */
  mayContradict({
    claims,
    text,
    signedLength,
  }: Pick<VerifiedEnvelope, 'claims' | 'text' | 'signedLength'>): boolean {
    const known = this.transcript.at(claims.iss, claims.sid, claims.seq)
    if (known === undefined || this.transcript.find(known.id)?.[0]?.gap === 'two-faced') return false
    return known.signedLength !== signedLength || !known.text.startsWith(text.slice(0, signedLength))
  }

  /** Looks for what is missing in the history that others gave (SQ6). */
  checkHistory(find: (claims: VerifiedEnvelope['claims']) => SessionRecord | undefined): readonly Effect[] {
    const effects: Effect[] = []
    const before = new Map<SessionRecord, number>()
    for (const envelope of [...this.transcript.envelopes()]) {
      const { claims } = envelope
      const record = find(claims)
      if (record === undefined) continue
      const last = before.get(record)
      before.set(record, claims.seq)
      if (last === undefined || record.content.has(claims.seq - 1)) continue
      const missing = claims.seq - last - 1
      const messages = this.#mark([envelope], 'missing')
      if (messages.length > 0) effects.push(gapEffect(record, 'missing', missing, messages))
    }
    return effects
  }

  /** Drops what is too old, and asks for what is missing. */
  tick(now: number): readonly Effect[] {
    this.transcript.expire(now)
    this.#direct.expire(now)
    const asked = this.#gaps.due(now, (record, seqs) => this.#lost(record, seqs))
    return [...this.#holdBack.due(now), ...this.#directHoldBack.due(now), ...asked]
  }

  forget(now: number): void {
    this.#flood.forget(now)
    this.#directFlood.forget(now)
  }

  /** When to look again at the latest, in milliseconds. */
  get dueAt(): number {
    return Math.min(this.#gaps.dueAt, this.#holdBack.dueAt, this.#directHoldBack.dueAt)
  }

  /** The messages of an envelope that is in the transcript, by what names it (RP1). */
  messagesOf({ iss, sid, seq }: Pick<Claims, 'iss' | 'sid' | 'seq'>): readonly Message[] {
    const envelope = this.transcript.at(iss, sid, seq)
    return envelope === undefined ? [] : (this.transcript.find(envelope.id) ?? [])
  }

  /** The messages to everybody that are in memory, oldest first. */
  messages(): readonly Message[] {
    return this.transcript.messages()
  }

  /** The messages from one user to another that are in memory, oldest first. */
  directMessages(): readonly Message[] {
    return this.#direct.messages()
  }

  #headContradicted(record: SessionRecord, seqs: readonly number[]): readonly Effect[] {
    return seqs.length === 0 ? [] : [this.#twoFaced(record, seqs)]
  }

  #twoFaced(record: SessionRecord, seqs: readonly number[]): Effect {
    const here = [...new Set(seqs)].flatMap((seq) => this.transcript.at(record.did, record.sid, seq) ?? [])
    return gapEffect(record, 'two-faced', 0, this.#mark(here, 'two-faced'))
  }

  #lost(record: SessionRecord, seqs: readonly number[]): readonly Effect[] {
    const after = seqs.flatMap((seq) => this.transcript.at(record.did, record.sid, seq + 1) ?? [])
    return [gapEffect(record, 'missing', seqs.length, this.#mark(after, 'missing'))]
  }

  #mark(envelopes: readonly VerifiedEnvelope[], kind: GapKind): readonly Message[] {
    return Object.freeze(envelopes.flatMap((envelope) => this.transcript.mark(envelope, kind)))
  }
}

/** Whether nothing was ever heard of a session but its words. One that has gone was known. */
function isUnknown({ presence, presenceSeq }: SessionRecord): boolean {
  return presence === null && presenceSeq < 0
}

function toldOf(transcript: Transcript, envelope: VerifiedEnvelope, messages: readonly Message[]): Told {
  return {
    seq: envelope.claims.seq,
    bytes: envelope.text.length,
    // Made anew meanwhile, where its author has become known.
    effects: () => (transcript.find(envelope.id) ?? messages).map((message) => ({ do: 'message', message })),
  }
}

/** The numbers of which an envelope, by its own place and its `prev`, says something else than was known. */
function contradictedBy(
  { chain }: SessionRecord,
  { id, claims: { seq, link, issuedAt } }: VerifiedEnvelope,
): readonly number[] {
  const isOtherTime = chain.noteContent(seq, issuedAt)
  const seqs = chain.note(seq, id) || isOtherTime ? [seq] : []
  const isOther = link.chain === 'content' && link.prev !== null && chain.note(seq - 1, link.prev)
  return isOther ? [...seqs, seq - 1] : seqs
}

function gapEffect(
  record: SessionRecord,
  kind: GapKind,
  missing: number,
  messages: readonly Message[],
): Effect {
  const gap: Gap = Object.freeze({ kind, from: record.did, session: record.sid, missing, messages })
  return { do: 'gap', gap }
}
