/**
 * What a member knows of every session it heard of: whether it is here and until when, what was seen of it,
 * what is missing, and that it is dead. The roster is the sessions of these that are here.
 */
import type { Did, SessionId } from '../wire/ids.ts'
import type { Claims } from '../wire/claims.ts'
import { LIMITS } from '../wire/limits.ts'
import {
  isPresent,
  keptUntil,
  sessionRecord,
  type PresentEnvelope,
  type PresentRecord,
  type SessionRecord,
} from './session-record.ts'

export type { PresentEnvelope, SessionRecord } from './session-record.ts'

/** Sessions are named by DID and session id together: a stranger may use another's session id. */
type SessionKey = string & { readonly __sessionKey: true }

export class Sessions {
  readonly #records = new Map<SessionKey, SessionRecord>()
  readonly #here = new Set<SessionRecord>()
  readonly #users = new Map<Did, Set<SessionRecord>>()
  readonly #peers = new Map<string, Set<SessionRecord>>()
  #readers = 0
  #version = 0
  /** No lease runs out before this, in milliseconds. */
  #leasesUntil = Infinity
  #longestLease = 0

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
    return this.#records.get(keyOf(claims.iss, claims.sid))
  }

  /**
   * The record of a session, made if need be; `null` when the memory is full of what may still matter (RP3).
   * @param isWhole whether all that a session has said, which is met only now, is this member's to hear (SQ4)
   */
  open(claims: Pick<Claims, 'iss' | 'sid'>, now: number, isWhole = false): SessionRecord | null {
    const known = this.find(claims)
    if (known !== undefined) return known
    if (this.#records.size >= LIMITS.replaySessions && !this.#makeRoom(now)) return null
    const record = sessionRecord(claims, isWhole)
    this.#records.set(keyOf(claims.iss, claims.sid), record)
    return record
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

  /** Peers of the sessions that renewed most often: they have heard the most (SY5). */
  eldestPeers(count: number): readonly string[] {
    const eldest = [...this.here()].sort((a, b) => b.presenceSeq - a.presenceSeq)
    return [...new Set(eldest.map(({ presence }) => presence.body.peer))].slice(0, count)
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
    for (const [key, record] of this.#records) {
      if (record.presence === null && keptUntil(record) <= now) this.#records.delete(key)
    }
  }

  /** Makes room for one: the one silent the longest goes, if nothing of it could be shown as new again. */
  #makeRoom(now: number): boolean {
    this.forget(now)
    if (this.#records.size < LIMITS.replaySessions) return true
    for (const [key, record] of this.#records) {
      if (
        record.presence === null &&
        record.endedAt === Infinity &&
        record.lastIssued < now - 2 * LIMITS.skew
      ) {
        this.#records.delete(key)
        return true
      }
    }
    return false
  }
}

function keyOf(did: Did, sid: SessionId): SessionKey {
  return `${sid}${did}` as SessionKey
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
