/**
 * The transcript: what was said, in memory only, bounded by number, age and size (SPEC SY13). One order for all
 * members: by time, then by id.
 */
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did, EnvelopeId, SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { UNSIGNED, type Byline } from './bylines.ts'
import { Message, type GapKind } from './message.ts'
import { sessionKey, type SessionKey, type SessionName } from './session-record.ts'
import type { TranscriptBounds } from './transcript-bounds.ts'

interface Entry {
  readonly envelope: VerifiedEnvelope
  readonly history: boolean
  byline: Byline
  messages: readonly Message[]
  gap: GapKind | undefined
}

/** When a DID spoke, the first and the last time, by its envelopes' own stamps in milliseconds. */
interface Spoke {
  readonly first: number
  readonly last: number
}

/** All who have just come, as one: DIDs cost nothing. */
const FRESH = Symbol('fresh')

/** A place in a session's chain, as a key. */
type PlaceKey = string & { readonly __placeKey: true }

export class Transcript {
  readonly #bounds: TranscriptBounds
  readonly #own: Did
  readonly #entries: Entry[] = []
  readonly #byId = new Map<EnvelopeId, Entry>()
  readonly #byPlace = new Map<PlaceKey, Entry>()
  /** The DIDs that spoke within the hour, also those of whom nothing is here any more. */
  readonly #spoke = new Map<Did, Spoke>()
  /** How many envelopes of each session are here, and of how many the author's name is not known. */
  readonly #written = new Map<SessionKey, { entries: number; unsigned: number }>()
  #messages = 0
  #bytes = 0
  /** None of them is past its `exp` before this, in milliseconds. */
  #goodUntil = Infinity

  /** @param own the member's own DID */
  constructor(bounds: TranscriptBounds, own: Did) {
    this.#bounds = bounds
    this.#own = own
  }

  /** All messages, oldest first. */
  messages(): readonly Message[] {
    return this.#entries.flatMap((entry) => entry.messages)
  }

  /** The messages of one envelope, if it is here. */
  find(id: EnvelopeId): readonly Message[] | undefined {
    return this.#byId.get(id)?.messages
  }

  /** Takes a chat envelope in and returns its messages; those of before, if it was here already. */
  add(
    envelope: VerifiedEnvelope,
    history: boolean,
    now: number,
    byline: Byline = UNSIGNED,
  ): readonly Message[] {
    const known = this.#byId.get(envelope.id)
    if (known !== undefined) return known.messages
    const messages = Message.of(envelope, { history, own: this.#own, byline })
    const entry: Entry = { envelope, history, byline, messages, gap: undefined }
    this.#count(entry, 1)
    this.#entries.splice(this.#placeOf(envelope), 0, entry)
    this.#byId.set(envelope.id, entry)
    this.#byPlace.set(placeKey(envelope.claims.iss, envelope.claims.sid, envelope.claims.seq), entry)
    this.#messages += entry.messages.length
    this.#bytes += envelope.text.length
    this.#goodUntil = Math.min(this.#goodUntil, envelope.claims.expiresAt)
    this.#note(envelope.claims.iss, envelope.claims.issuedAt, now)
    this.expire(now)
    return entry.messages
  }

  /** The envelope at a place in a session's chain. */
  at(iss: Did, sid: SessionId, seq: number): VerifiedEnvelope | undefined {
    return this.#byPlace.get(placeKey(iss, sid, seq))?.envelope
  }

  /** Every envelope, oldest first. */
  *envelopes(): Generator<VerifiedEnvelope> {
    for (const { envelope } of this.#entries) yield envelope
  }

  /** Marks the messages of an envelope and returns them; none if it is not here, or marked no less already. */
  mark({ id }: Pick<VerifiedEnvelope, 'id'>, gap: GapKind): readonly Message[] {
    const entry = this.#byId.get(id)
    if (entry === undefined || entry.gap === gap || entry.gap === 'two-faced') return []
    entry.gap = gap
    return this.#remake(entry)
  }

  /** Whether something of a session is here. */
  wrote(session: SessionKey): boolean {
    return this.#written.has(session)
  }

  /** Names the author of what is here of a session, where nothing was known of the author when it came. */
  sign(author: SessionName, byline: Byline): void {
    const key = sessionKey(author)
    if (byline.profile === null || (this.#written.get(key)?.unsigned ?? 0) === 0) return
    for (const entry of this.#entries) {
      if (entry.byline.profile !== null || sessionKey(entry.envelope.claims) !== key) continue
      this.#count(entry, -1)
      entry.byline = byline
      this.#count(entry, 1)
      this.#remake(entry)
    }
  }

  /** Drops what is over a bound or past its `exp`. */
  expire(now: number): void {
    while (this.#isOld(now)) this.#drop(0)
    while (this.#messages > this.#bounds.messages) this.#drop(this.#oldestOfGreediest(messagesOf))
    while (this.#bytes > this.#bounds.bytes) this.#drop(this.#oldestOfGreediest(bytesOf))
    if (now < this.#goodUntil) return
    // Lifetimes differ, so an expired envelope need not be the oldest one.
    this.#goodUntil = Infinity
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const { expiresAt = Infinity } = this.#entries[i]?.envelope.claims ?? {}
      if (expiresAt <= now) this.#drop(i)
      else this.#goodUntil = Math.min(this.#goodUntil, expiresAt)
    }
  }

  /** The latest envelopes not older than `since`, oldest first. */
  latest(limit: number, since: number): readonly VerifiedEnvelope[] {
    return this.#entries
      .filter(({ envelope }) => envelope.claims.issuedAt >= since)
      .slice(-limit)
      .map((entry) => entry.envelope)
  }

  /** The envelopes of one session whose numbers are in a range, oldest first. */
  range(iss: Did, sid: SessionId, from: number, to: number): readonly VerifiedEnvelope[] {
    const found: VerifiedEnvelope[] = []
    for (const { envelope } of this.#entries) {
      const { claims } = envelope
      if (claims.sid === sid && claims.iss === iss && claims.seq >= from && claims.seq <= to)
        found.push(envelope)
    }
    return found
  }

  #remake(entry: Entry): readonly Message[] {
    const { envelope, history, byline, gap } = entry
    entry.messages = Message.of(envelope, { history, own: this.#own, byline, gap })
    return entry.messages
  }

  #count({ envelope, byline }: Entry, by: 1 | -1): void {
    const key = sessionKey(envelope.claims)
    const { entries, unsigned } = this.#written.get(key) ?? { entries: 0, unsigned: 0 }
    const left = { entries: entries + by, unsigned: unsigned + (byline.profile === null ? by : 0) }
    if (left.entries === 0) this.#written.delete(key)
    else this.#written.set(key, left)
  }

  #isOld(now: number): boolean {
    const oldest = this.#entries[0]
    return oldest !== undefined && oldest.envelope.claims.issuedAt < now - this.#bounds.age
  }

  /**
   * The place of the oldest entry of the DID that has most here, all who have just come taken together. It is told from
   * the envelopes alone, so that members who heard the same keep the same.
   */
  #oldestOfGreediest(size: (entry: Entry) => number): number {
    const shares = new Map<Did | typeof FRESH, { readonly place: number; size: number }>()
    let most = { place: 0, size: 0 }
    for (const [place, entry] of this.#entries.entries()) {
      const { iss } = entry.envelope.claims
      const holder = this.#isFresh(iss) ? FRESH : iss
      const share = shares.get(holder) ?? { place, size: 0 }
      shares.set(holder, share)
      share.size += size(entry)
    }
    // Of several the one whose share begins with the oldest.
    for (const share of shares.values()) if (share.size > most.size) most = share
    return most.place
  }

  #isFresh(did: Did): boolean {
    const newest = this.#entries.at(-1)?.envelope.claims.issuedAt ?? 0
    return newest - (this.#spoke.get(did)?.first ?? newest) < LIMITS.freshSpeaker
  }

  #note(did: Did, at: number, now: number): void {
    const spoke = this.#spoke.get(did)
    if (spoke === undefined && this.#spoke.size >= LIMITS.speakers) {
      for (const [other, { last }] of this.#spoke)
        if (last < now - LIMITS.transcriptAge) this.#spoke.delete(other)
      // One more than can be known is taken for fresh: so new DIDs make nobody else so.
      if (this.#spoke.size >= LIMITS.speakers) return
    }
    const { first = at, last = at } = spoke ?? {}
    this.#spoke.set(did, { first: Math.min(first, at), last: Math.max(last, at) })
  }

  #drop(place: number): void {
    const [entry] = this.#entries.splice(place, 1)
    if (entry === undefined) return
    this.#byId.delete(entry.envelope.id)
    this.#count(entry, -1)
    const { iss, sid, seq } = entry.envelope.claims
    this.#byPlace.delete(placeKey(iss, sid, seq))
    this.#messages -= entry.messages.length
    this.#bytes -= entry.envelope.text.length
  }

  /** Where an envelope belongs. From the end: what comes in is nearly always the newest. */
  #placeOf(envelope: VerifiedEnvelope): number {
    let place = this.#entries.length
    while (place > 0) {
      const before = this.#entries[place - 1]
      if (before === undefined || isBefore(before.envelope, envelope)) break
      place--
    }
    return place
  }
}

function messagesOf({ messages }: Entry): number {
  return messages.length
}

function bytesOf({ envelope }: Entry): number {
  return envelope.text.length
}

function placeKey(iss: Did, sid: SessionId, seq: number): PlaceKey {
  return `${seq} ${sid}${iss}` as PlaceKey
}

function isBefore(a: VerifiedEnvelope, b: VerifiedEnvelope): boolean {
  const time = a.claims.issuedAt - b.claims.issuedAt
  return time < 0 || (time === 0 && a.id < b.id)
}
