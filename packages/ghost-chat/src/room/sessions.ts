/**
 * What a member knows of every session it heard of: whether it is here and until when, what was seen of it,
 * what is missing, and that it is dead. The roster is the sessions of these that are here.
 */
import type { Did } from '../wire/ids.ts'
import type { Claims } from '../wire/claims.ts'
import { LIMITS } from '../wire/limits.ts'
import {
  isPresent,
  keptUntil,
  sessionKey,
  sessionRecord,
  type PresentEnvelope,
  type PresentRecord,
  type SessionKey,
  type SessionRecord,
} from './session-record.ts'
import { Shares } from './shares.ts'

export type { PresentEnvelope, SessionRecord } from './session-record.ts'

export class Sessions {
  readonly #records = new Map<SessionKey, SessionRecord>()
  readonly #dids = new Map<Did, DidRecords>()
  /** Records of sessions that are gone, and sessions that are here, by DID. */
  readonly #gone = new Shares<Did>()
  readonly #present = new Shares<Did>()
  readonly #here = new Set<SessionRecord>()
  readonly #users = new Map<Did, Set<SessionRecord>>()
  readonly #peers = new Map<string, Set<SessionRecord>>()
  #readers = 0
  #version = 0
  /** No lease runs out before this, in milliseconds. */
  #leasesUntil = Infinity
  #longestLease = 0
  /** Of DIDs that nothing else is remembered of: what they say in a session that nobody knows may have been seen. */
  #floor: Floor = NO_FLOOR

  /** Sessions that are here. */
  get present(): number {
    return this.#here.size
  }

  /** Sessions that are here and only read. */
  get readers(): number {
    return this.#readers
  }

  /** Another number whenever somebody came, went or is reached elsewhere. */
  get version(): number {
    return this.#version
  }

  /** The longest lease that a session took, in milliseconds: it grows with the room that the session sees (PR3). */
  get longestLease(): number {
    return this.#longestLease
  }

  /** Sessions remembered. */
  get size(): number {
    return this.#records.size
  }

  /** The peers at which sessions that are here are reached, each once. */
  peers(): Iterable<string> {
    return this.#peers.keys()
  }

  find(claims: Pick<Claims, 'iss' | 'sid'>): SessionRecord | undefined {
    return this.#records.get(sessionKey(claims))
  }

  /**
   * The record of a session, made if need be. Where its DID has too many, or all have, a session that is gone gives
   * way: the DID's own, or one of the DID that has most (RP3). `null` where the envelope may be of one that did.
   * @param isWhole whether all that a session has said, which is met only now, is this member's to hear (SQ4)
   */
  open(claims: Pick<Claims, 'iss' | 'sid' | 'issuedAt'>, now: number, isWhole = false): SessionRecord | null {
    const known = this.find(claims)
    if (known !== undefined) return known
    const { iss } = claims
    const held = this.#dids.get(iss)
    const floor = held?.floor ?? this.#floor
    if (claims.issuedAt <= floor.at && now < floor.until) return null
    if (held !== undefined && held.records.size >= LIMITS.recordsPerDid) this.#drop(oldestGone(held), now)
    else if (this.#records.size >= LIMITS.replaySessions) this.#drop(this.#oldestOfGreediest(), now)
    const record = sessionRecord(claims, isWhole)
    this.#records.set(sessionKey(claims), record)
    const records = this.#dids.get(iss)?.records
    if (records === undefined) this.#dids.set(iss, { records: new Set([record]), floor: this.#floor })
    else records.add(record)
    this.#gone.change(iss, 1)
    return record
  }

  /**
   * The session that makes room for one more of a DID: where the DID has as many as it may, its own; where the roster
   * is full, one of the DID that has most, or, while everyone has one, any that never said anything (PR7). Of a DID's
   * sessions the one that was heard the longest ago. `null` where none has to.
   */
  givingWay(did: Did, random: () => number): PresentRecord | null {
    if (this.#present.of(did) >= LIMITS.sessionsPerDid) return this.#longestUnheard(did)
    if (!this.isFull) return null
    const greediest = this.#present.greediest()
    if (greediest !== undefined && this.#present.of(greediest) > 1) return this.#longestUnheard(greediest)
    return this.#anySilent(random)
  }

  /** The session is here. Returns whether it is its user's first (PR6). */
  arrive(record: SessionRecord, presence: PresentEnvelope): boolean {
    const before = record.presence
    record.presence = presence
    record.peer = presence.body.peer
    record.account = presence.account ?? null
    record.suspectedUntil = Infinity
    const { expiresAt, issuedAt } = presence.claims
    this.#leasesUntil = Math.min(this.#leasesUntil, expiresAt)
    this.#longestLease = Math.max(this.#longestLease, expiresAt - issuedAt)
    if (before?.body.peer !== presence.body.peer) {
      this.#version++
      if (before !== null) remove(this.#peers, before.body.peer, record)
      add(this.#peers, presence.body.peer, record)
    }
    if (before !== null) return false
    this.#here.add(record)
    this.#gone.change(record.did, -1)
    this.#present.change(record.did, 1)
    if (presence.body.reader) {
      this.#readers++
      return false
    }
    return add(this.#users, record.did, record)
  }

  /** The session is gone. Returns whether it was its user's last (PR6). */
  depart(record: SessionRecord): boolean {
    const { presence } = record
    if (presence === null) return false
    record.presence = null
    record.suspectedUntil = Infinity
    this.#version++
    this.#here.delete(record)
    this.#present.change(record.did, -1)
    this.#gone.change(record.did, 1)
    remove(this.#peers, presence.body.peer, record)
    if (presence.body.reader) {
      this.#readers--
      return false
    }
    return remove(this.#users, record.did, record)
  }

  /** Every session that is here. */
  *here(): Generator<PresentRecord> {
    for (const record of this.#here) if (isPresent(record)) yield record
  }

  /** Those whose lease has run out. Looks at everyone only when the first may have. */
  expired(now: number): readonly SessionRecord[] {
    if (now < this.#leasesUntil) return []
    const expired: SessionRecord[] = []
    this.#leasesUntil = Infinity
    for (const record of this.here()) {
      const { expiresAt } = record.presence.claims
      if (expiresAt <= now) expired.push(record)
      else this.#leasesUntil = Math.min(this.#leasesUntil, expiresAt)
    }
    return expired
  }

  /** The sessions that are here and reached at a peer. */
  at(peer: string): Iterable<SessionRecord> {
    return this.#peers.get(peer) ?? []
  }

  /** The sessions of a user that are here. */
  of(did: Did): Iterable<SessionRecord> {
    return this.#users.get(did) ?? []
  }

  /** The peer of the session which says that it renewed most often: it has heard the most, if it says the truth. */
  eldestPeer(): string | null {
    let eldest: PresentRecord | null = null
    for (const record of this.here()) if (record.presenceSeq > (eldest?.presenceSeq ?? -1)) eldest = record
    return eldest?.presence.body.peer ?? null
  }

  /** Adds peers of those that are here, drawn at random and one of each DID, until there are so many or no more. */
  addPeers(peers: Set<string>, count: number, random: () => number): void {
    const byDid = new Map<Did, string>()
    for (const { did, presence } of this.here()) byDid.set(did, presence.body.peer)
    const others = [...byDid.values()]
    while (peers.size < count && others.length > 0) {
      const [drawn] = others.splice(Math.floor(random() * others.length), 1)
      if (drawn !== undefined) peers.add(drawn)
    }
  }

  /** Peers of sessions that fell silent and said no goodbye, the latest first: some may be here after all. */
  silentPeers(count: number): readonly string[] {
    const silent = [...this.#records.values()]
      .filter(({ presence, endedAt }) => presence === null && endedAt === Infinity)
      .sort((a, b) => b.lastIssued - a.lastIssued)
    return [...new Set(silent.flatMap(({ peer }) => peer ?? []))].slice(0, count)
  }

  /** The users that are here. */
  users(): Iterable<Did> {
    return this.#users.keys()
  }

  /** Forgets sessions that are gone and of which no envelope is valid any more. */
  forget(now: number): void {
    for (const record of this.#records.values()) {
      if (record.presence === null && keptUntil(record) <= now) this.#drop(record, now)
    }
  }

  /** Whether the roster is full. This member's own session takes one of the places. */
  get isFull(): boolean {
    return this.#here.size + 1 >= LIMITS.rosterSessions
  }

  /** Forgets a session that is gone. What it said, and may be valid still, is not taken for new again. */
  #drop(record: SessionRecord | null, now: number): void {
    if (record === null) return
    const { did, sid, lastIssued, validUntil } = record
    this.#records.delete(sessionKey({ iss: did, sid }))
    this.#gone.change(did, -1)
    const held = this.#dids.get(did)
    if (held === undefined) return
    held.records.delete(record)
    held.floor = raised(held.floor, { at: lastIssued, until: validUntil }, now)
    if (held.records.size > 0) return
    this.#dids.delete(did)
    // Of everybody's sessions none that is live may be locked out, whatever stamps the dropped ones chose.
    const { at, until } = held.floor
    this.#floor = raised(this.#floor, { at: Math.min(at, now - LIMITS.skew - 1), until }, now)
  }

  #oldestOfGreediest(): SessionRecord | null {
    const did = this.#gone.greediest()
    const held = did === undefined ? undefined : this.#dids.get(did)
    return held === undefined ? null : oldestGone(held)
  }

  #longestUnheard(did: Did): PresentRecord | null {
    const here = [...(this.#dids.get(did)?.records ?? [])].filter(isPresent)
    return leastBy(here, ({ presence }) => presence.claims.issuedAt)
  }

  /** Any of those that are here and never said anything, each as likely; `null` where everybody did. */
  #anySilent(random: () => number): PresentRecord | null {
    let silent: PresentRecord | null = null
    let skip = Math.floor(random() * this.#here.size)
    for (const record of this.here()) {
      if (record.content.newest < 0) silent = record
      if (skip-- <= 0 && silent !== null) return silent
    }
    return silent
  }
}

/** The memory of a DID; as many records as `LIMITS.recordsPerDid`. */
interface DidRecords {
  readonly records: Set<SessionRecord>
  floor: Floor
}

/** In sessions that nobody knows nothing counts that was made until `at`, while it may be valid; in milliseconds. */
interface Floor {
  readonly at: number
  readonly until: number
}

const NO_FLOOR: Floor = Object.freeze({ at: -Infinity, until: -Infinity })

/** Both floors in one, as far as anything under them is valid still. */
function raised(floor: Floor, by: Floor, now: number): Floor {
  if (by.until <= now) return floor
  if (floor.until <= now) return by
  return { at: Math.max(floor.at, by.at), until: Math.max(floor.until, by.until) }
}

/** The session of a DID that is gone and was heard the longest ago. */
function oldestGone({ records }: DidRecords): SessionRecord | null {
  return leastBy(
    [...records].filter((record) => !isPresent(record)),
    ({ lastIssued }) => lastIssued,
  )
}

function leastBy<Item>(items: readonly Item[], by: (item: Item) => number): Item | null {
  let least: Item | null = null
  for (const item of items) if (least === null || by(item) < by(least)) least = item
  return least
}

/** Returns whether it is the first under its key. */
function add<K>(index: Map<K, Set<SessionRecord>>, key: K, record: SessionRecord): boolean {
  const known = index.get(key)
  if (known === undefined) index.set(key, new Set([record]))
  else known.add(record)
  return known === undefined
}

/** Returns whether it was the last under its key. */
function remove<K>(index: Map<K, Set<SessionRecord>>, key: K, record: SessionRecord): boolean {
  const known = index.get(key)
  known?.delete(record)
  return known?.size === 0 && index.delete(key)
}
