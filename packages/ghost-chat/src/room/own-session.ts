/**
 * The member's own session: numbers and links for what it is about to say (SPEC SQ1 to SQ3).
 */
import { claimOf, type AccountClaim } from '../wire/account.ts'
import type { Draft, VerifiedEnvelope } from '../wire/envelope.ts'
import type { Head, Link } from '../wire/claims.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Proof } from '../wire/proof.ts'
import type { Topic } from '../wire/topic.ts'

export class OwnSession {
  readonly did: Did
  readonly sid: SessionId
  readonly #topic: Topic
  /** The wallet account it claims. */
  readonly account: AccountClaim | null
  #nextState = 0
  #head: Head | null = null
  #lastIssued = 0

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
  commit({ id, claims }: VerifiedEnvelope): void {
    if (claims.link.chain === 'content') this.#head = Object.freeze({ seq: claims.seq, id })
    else this.#nextState = claims.seq + 1
  }

  get #nextContent(): number {
    return this.#head === null ? 0 : this.#head.seq + 1
  }
}
