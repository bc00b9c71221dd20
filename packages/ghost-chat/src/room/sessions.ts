/**
 * What a member knows of every session it heard of: whether it is here and until when, what was seen of it,
 * what is missing, and that it is dead. The roster is the sessions of these that are here.
 */
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import type { AccountClaim } from '../wire/account.ts'
import type { Claims } from '../wire/claims.ts'
import type { Presence } from '../wire/body.ts'
import { LIMITS } from '../wire/limits.ts'
import { Gaps } from './gaps.ts'
import { ReplayWindow } from './window.ts'

/** Sessions are named by DID and session id together: a stranger may use another's session id. */
type SessionKey = string & { readonly __sessionKey: true }

export interface PresentEnvelope extends VerifiedEnvelope {
  readonly body: Presence
}

export interface SessionRecord {
  readonly did: Did
  readonly sid: SessionId
  /** The latest `join` or `here` while the session is here. */
  presence: PresentEnvelope | null
  /** The account it claimed last. Stays when it is gone: what it said before may still come in. */
  account: AccountClaim | null
  /** The newest state number judged (PR5). */
  stateSeq: number
  readonly content: ReplayWindow
  readonly gaps: Gaps
  /** When it left; `Infinity` while it has not (RP4). */
  endedAt: number
  /** When its newest envelope was made. */
  lastIssued: number
  /** The latest time until which an envelope of it is valid: the record is kept as long (RP3). */
  validUntil: number
}

export class Sessions {
  readonly #records = new Map<SessionKey, SessionRecord>()
  readonly #users = new Map<Did, Set<SessionId>>()
  #present = 0

  /** Sessions that are here. */
  get present(): number {
    return this.#present
  }

  /** Sessions remembered. */
  get size(): number {
    return this.#records.size
  }

  find(claims: Pick<Claims, 'iss' | 'sid'>): SessionRecord | undefined {
    return this.#records.get(keyOf(claims.iss, claims.sid))
  }

  /** The record of a session, made if need be; `null` when the memory is full of what may still matter (RP3). */
  open(claims: Pick<Claims, 'iss' | 'sid'>, now: number): SessionRecord | null {
    const known = this.find(claims)
    if (known !== undefined) return known
    if (this.#records.size >= LIMITS.replaySessions && !this.#makeRoom(now)) return null
    const record: SessionRecord = {
      did: claims.iss,
      sid: claims.sid,
      presence: null,
      account: null,
      stateSeq: -1,
      content: new ReplayWindow(),
      gaps: new Gaps(),
      endedAt: Infinity,
      lastIssued: 0,
      validUntil: 0,
    }
    this.#records.set(keyOf(claims.iss, claims.sid), record)
    return record
  }

  /** The session is here. Returns whether it is its user's first (PR6). */
  arrive(record: SessionRecord, presence: PresentEnvelope): boolean {
    const wasHere = record.presence !== null
    record.presence = presence
    record.account = presence.account ?? null
    if (wasHere) return false
    this.#present++
    const sessions = this.#users.get(record.did)
    if (sessions !== undefined) {
      sessions.add(record.sid)
      return false
    }
    this.#users.set(record.did, new Set([record.sid]))
    return true
  }

  /** The session is gone. Returns whether it was its user's last (PR6). */
  depart(record: SessionRecord): boolean {
    if (record.presence === null) return false
    record.presence = null
    this.#present--
    const sessions = this.#users.get(record.did)
    sessions?.delete(record.sid)
    if (sessions === undefined || sessions.size > 0) return false
    this.#users.delete(record.did)
    return true
  }

  /** Every session that is here. */
  *here(): Generator<SessionRecord & { readonly presence: PresentEnvelope }> {
    for (const record of this.#records.values()) {
      if (isPresent(record)) yield record
    }
  }

  /** Peers of the sessions that renewed most often: they have heard the most (SY5). */
  eldestPeers(count: number): readonly string[] {
    const eldest = [...this.here()].sort((a, b) => b.stateSeq - a.stateSeq)
    return [...new Set(eldest.map(({ presence }) => presence.body.peer))].slice(0, count)
  }

  /** The users that are here, with their sessions. */
  users(): ReadonlyMap<Did, ReadonlySet<SessionId>> {
    return this.#users
  }

  /** Forgets sessions that are gone and of which no envelope is valid any more. */
  forget(now: number): void {
    for (const [key, record] of this.#records) {
      if (record.presence === null && record.validUntil <= now) this.#records.delete(key)
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

function isPresent(record: SessionRecord): record is SessionRecord & { readonly presence: PresentEnvelope } {
  return record.presence !== null
}
