/**
 * The member's own session: numbers and links for what it is about to say (SPEC SQ1 to SQ3).
 */
import { claimOf, type AccountClaim } from '../wire/account.ts'
import type { Draft, VerifiedEnvelope } from '../wire/envelope.ts'
import { isWithin, type FloodRule } from '../wire/flood.ts'
import type { Head, Link } from '../wire/claims.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Proof } from '../wire/proof.ts'
import type { Topic } from '../wire/topic.ts'

/** A rule of a relay that allows more than this is no bound. */
const MOST_SAID = 1_000

export class OwnSession {
  readonly did: Did
  readonly sid: SessionId
  readonly #topic: Topic
  /** The wallet account it claims. */
  readonly account: AccountClaim | null
  #nextState = 0
  #head: Head | null = null
  #lastIssued = 0
  /** When it said something, each message counted, in order; the newest. */
  readonly #saidAt: number[] = []

  /** @param proof its wallet account's, which its maker has verified */
  constructor(did: Did, sid: SessionId, topic: Topic, proof?: Proof) {
    this.did = did
    this.sid = sid
    this.#topic = topic
    this.account = proof === undefined ? null : claimOf(proof, true)
  }

  /**
   * A draft that continues the session. It takes no number: until `commit` says that it went out, the next
   * draft has the same one (SQ3).
   * @param lifetime milliseconds
   */
  draft(body: Draft['body'], lifetime: number, now: number): Draft {
    const content = body.type === 'chat'
    // Strictly later than the last one, even within a millisecond or when the clock was set back (SQ2).
    const issuedAt = Math.max(Math.floor(now), this.#lastIssued + 1)
    this.#lastIssued = issuedAt
    const link: Link = content
      ? { chain: 'content', prev: this.#head?.id ?? null }
      : { chain: 'state', head: this.#head }
    const seq = content ? this.#nextContent : this.#nextState
    const { did: iss, sid } = this
    const expiresAt = issuedAt + lifetime
    return { claims: { iss, aud: this.#topic, issuedAt, expiresAt, sid, seq, link }, body }
  }

  /**
   * Something was heard that was made at `issuedAt`: what is said after it will be stamped after it, so that
   * an answer never comes before what it answers. One whose clock is far ahead drags nobody along (SQ2).
   */
  heard(issuedAt: number, now: number): void {
    if (issuedAt > this.#lastIssued && issuedAt <= now + LIMITS.clockError) this.#lastIssued = issuedAt
  }

  /** An envelope of this session went out. */
  commit({ id, claims, body }: VerifiedEnvelope): void {
    if (claims.link.chain === 'content') this.#head = Object.freeze({ seq: claims.seq, id })
    else this.#nextState = claims.seq + 1
    if (body.type === 'chat') for (const _ of body.messages) this.#saidAt.push(claims.issuedAt)
    this.#saidAt.splice(0, this.#saidAt.length - MOST_SAID)
  }

  /** Whether it may say so much more by a rule that is not the room's. */
  maySay(count: number, now: number, rule: FloodRule | null): boolean {
    return isWithin(rule, this.#saidAt, now, count)
  }

  get #nextContent(): number {
    return this.#head === null ? 0 : this.#head.seq + 1
  }
}
