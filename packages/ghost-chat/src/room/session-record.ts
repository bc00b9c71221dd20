/**
 * What a member remembers of one session: whether it is here and until when, what was seen of it, what is missing,
 * and that it is dead.
 */
import type { AccountClaim } from '../wire/account.ts'
import type { Presence } from '../wire/body.ts'
import type { Claims } from '../wire/claims.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { Chain } from './chain.ts'
import { Gaps } from './gaps.ts'
import { prefixOf } from './greeters.ts'
import { ReplayWindow } from './window.ts'

/** What names a session: DID and session id together, for a stranger may use another's session id. */
export type SessionName = Pick<Claims, 'iss' | 'sid'>

/** A session's name, as a key. */
export type SessionKey = string & { readonly __sessionKey: true }

export function sessionKey({ iss, sid }: SessionName): SessionKey {
  return `${sid}${iss}` as SessionKey
}

export interface PresentEnvelope extends VerifiedEnvelope {
  readonly body: Presence
}

export interface SessionRecord {
  readonly did: Did
  readonly sid: SessionId
  /** The latest `join` or `here` while the session is here. */
  presence: PresentEnvelope | null
  /** Where it was reached last. */
  peer: string | null
  /** The account it claimed last. Stays when it is gone: what it said before may still come in. */
  account: AccountClaim | null
  /** The newest number of its presence that was judged (PR5), and of its other state (PR15). */
  presenceSeq: number
  otherSeq: number
  /** Of what it said of its typing: that must not outdate the rest, nor be outdated by it (TP3). */
  typingSeq: number
  readonly content: ReplayWindow
  /** Of what it said to this member alone (DM2). */
  readonly direct: ReplayWindow
  readonly chain: Chain
  readonly gaps: Gaps
  /** When it left; `Infinity` while it has not (RP4). */
  endedAt: number
  /** When it is gone unless it says otherwise; `Infinity` while nobody suspects it (PR13). */
  suspectedUntil: number
  /** The first 32 bits of its id (PR8). */
  readonly prefix: number
  /** When its newest envelope was made. */
  lastIssued: number
  /** The latest time until which an envelope of it is valid: the record is kept as long (RP3). */
  validUntil: number
}

/** One of a session that is here. */
export type PresentRecord = SessionRecord & { readonly presence: PresentEnvelope }

/**
 * The record of a session that nothing is known of yet.
 * @param isWhole whether all that it has said is this member's to hear (SQ4)
 */
export function sessionRecord({ iss, sid }: Pick<Claims, 'iss' | 'sid'>, isWhole: boolean): SessionRecord {
  return {
    did: iss,
    sid,
    presence: null,
    peer: null,
    account: null,
    presenceSeq: -1,
    otherSeq: -1,
    typingSeq: -1,
    content: new ReplayWindow(),
    direct: new ReplayWindow(),
    chain: new Chain(),
    gaps: new Gaps(isWhole),
    endedAt: Infinity,
    suspectedUntil: Infinity,
    prefix: prefixOf(sid),
    lastIssued: 0,
    validUntil: 0,
  }
}

/**
 * One that left says nothing more. One that fell silent may be back, and then what it said meanwhile is missed (SQ4).
 */
export function keptUntil({ endedAt, validUntil, lastIssued }: SessionRecord): number {
  return endedAt === Infinity ? Math.max(validUntil, lastIssued + LIMITS.lifetime) : validUntil
}

export function isPresent(record: SessionRecord): record is PresentRecord {
  return record.presence !== null
}
