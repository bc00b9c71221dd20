/**
 * The member's own session: numbers and links for what it is about to say (SPEC SQ1 to SQ3).
 */
import { claimOf, type AccountClaim } from '../wire/account.ts'
import type { Draft, VerifiedEnvelope } from '../wire/envelope.ts'
import type { FloodRule, Said } from '../wire/flood.ts'
import type { Head, Link } from '../wire/claims.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Profile } from '../wire/profile.ts'
import type { Proof } from '../wire/proof.ts'
import type { Topic } from '../wire/topic.ts'
import type { Spent } from '../wire/turns.ts'
import { prefixOf } from './greeters.ts'

/** What a session says of what holds until the next one. */
export type StateType = 'join' | 'here' | 'suspect' | 'leave'

/** A rule of a relay that allows more than this is no bound. */
const MOST_SAID = 1_000

export class OwnSession {
  readonly did: Did
  readonly sid: SessionId
  readonly #topic: Topic
  /** The wallet account it claims. */
  readonly account: AccountClaim | null
  /** The first 32 bits of its id (PR8). */
  readonly prefix: number
  /** What it says of its user from now on. */
  profile: Profile
  /** Whether it only reads (PR10). */
  readonly reader: boolean
  #nextState = 0
  #head: Head | null = null
  /** What was last said to each person alone (DM2). */
  readonly #directs = new Map<Did, Head>()
  #presenceSeq = -1
  readonly #latest: () => number
  #lastIssued = 0
  /** The newest stamp that was heard, of those near this member's clock. */
  #lastHeard = 0
  /** When it said how many messages, in order; the newest. */
  readonly #said: Said[] = []

  /** @param proof its wallet account's, which its maker has verified */
  constructor(
    did: Did,
    sid: SessionId,
    topic: Topic,
    proof?: Proof,
    {
      profile = {},
      reader = false,
      latest = () => Infinity,
    }: { readonly profile?: Profile; readonly reader?: boolean; readonly latest?: () => number } = {},
  ) {
    this.did = did
    this.sid = sid
    this.#topic = topic
    this.prefix = prefixOf(sid)
    this.profile = profile
    this.reader = reader
    this.#latest = latest
    this.account = proof === undefined ? null : claimOf(proof, true)
  }

  /**
   * A draft that continues the session. It takes no number: until `commit` says that it went out, the next
   * draft has the same one (SQ3).
   * @param lifetime milliseconds
   */
  draft(body: Draft['body'], lifetime: number, now: number): Draft {
    const at = this.stampAt(now)
    // Strictly later than the last one, even within a millisecond or when the clock was set back (SQ2); but for
    // a stamp that nobody takes yet, made by a clock that was far ahead (TM7).
    const last = this.#lastIssued > at + LIMITS.skew ? 0 : this.#lastIssued
    const heard = this.#lastHeard > at + LIMITS.clockError ? 0 : this.#lastHeard
    const issuedAt = Math.max(at, last + 1, heard + 1)
    this.#lastIssued = issuedAt
    const { link, seq } = this.#continue(body)
    const { did: iss, sid } = this
    // Where a stamp stays behind the clock (TM9), what it says holds as long as it would otherwise.
    const expiresAt = Math.min(Math.max(issuedAt, Math.floor(now)) + lifetime, issuedAt + LIMITS.lifetime)
    return { claims: { iss, aud: this.#topic, issuedAt, expiresAt, sid, seq, link }, body }
  }

  /**
   * Something was heard that was made at `issuedAt`: what is said after it will be stamped after it, so that
   * an answer never comes before what it answers. One whose clock is far ahead drags nobody along (SQ2).
   */
  heard(issuedAt: number, now: number): void {
    if (issuedAt > this.#lastHeard && issuedAt <= now + LIMITS.clockError) this.#lastHeard = issuedAt
  }

  /** An envelope of this session went out. */
  commit({ id, claims, body }: VerifiedEnvelope): void {
    const head = Object.freeze({ seq: claims.seq, id })
    switch (claims.link.chain) {
      case 'content':
        this.#head = head
        break
      case 'direct':
        if (body.type === 'direct') this.#directs.set(body.to, head)
        break
      case 'state':
        this.#nextState = claims.seq + 1
        if (body.type === 'join' || body.type === 'here') this.#presenceSeq = claims.seq
    }
    if (body.type !== 'chat') return
    this.#said.push({ at: claims.issuedAt, count: body.messages.length })
    this.#said.splice(0, this.#said.length - MOST_SAID)
  }

  /** What it said, under a rule that is not the room's. */
  spent(rule: FloodRule | null): Spent {
    return { rule, said: this.#said }
  }

  /** The stamp of what is said at a moment, unless it must be later than another (SQ2). */
  stampAt(now: number): number {
    return Math.floor(Math.min(now, this.#latest()))
  }

  /** The number of its latest `join` or `here`; −1 before the first. */
  get presenceSeq(): number {
    return this.#presenceSeq
  }

  /** The next place in the chain that a statement belongs to. */
  #continue(body: Draft['body']): { readonly link: Link; readonly seq: number } {
    if (body.type !== 'chat' && body.type !== 'direct') {
      return { link: { chain: 'state', head: this.#head }, seq: this.#nextState }
    }
    const head = body.type === 'chat' ? this.#head : (this.#directs.get(body.to) ?? null)
    const chain = body.type === 'chat' ? 'content' : 'direct'
    return { link: { chain, prev: head?.id ?? null }, seq: head === null ? 0 : head.seq + 1 }
  }
}
