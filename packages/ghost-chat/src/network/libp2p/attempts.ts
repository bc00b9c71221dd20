/**
 * When a peer may be dialled directly (again): at once the first time, then ever later (SPEC NW13).
 */
import { Backoff } from './backoff.ts'

/** Times in milliseconds. */
export const ATTEMPT_LIMITS = Object.freeze({
  /** The first wait after a failure; the next ones double. */
  first: 2_000,
  longest: 600_000,
  /** A link that stood so long was a good one: its loss is no failure. */
  good: 60_000,
  /** Peers remembered at once. The one remembered longest gives way. */
  peers: 1_024,
})

interface Past {
  readonly backoff: Backoff
  /** When it may be dialled, by the caller's clock. */
  dueAt: number
  /** When its link came to stand; `null` while there is none. */
  stoodSince: number | null
  /** It has no way to link at all, and time alone will not give it one. */
  unable: boolean
}

/** Remembers attempts by peer. The clock comes in as an argument, in milliseconds. */
export class Attempts {
  readonly #past = new Map<string, Past>()

  dueAt(peer: string): number {
    return this.#past.get(peer)?.dueAt ?? -Infinity
  }

  /** @param unable whether the peer does not know how to link, rather than that it did not work out */
  failed(peer: string, now: number, unable: boolean): void {
    const past = this.#recall(peer)
    past.unable = unable
    past.dueAt = now + (unable ? ATTEMPT_LIMITS.longest : past.backoff.next())
  }

  succeeded(peer: string, now: number): void {
    this.#recall(peer).stoodSince = now
  }

  /** The link to a peer was lost. */
  lost(peer: string, now: number): void {
    const past = this.#past.get(peer)
    if (past === undefined || past.stoodSince === null) return
    if (now - past.stoodSince >= ATTEMPT_LIMITS.good) past.backoff.reset()
    past.stoodSince = null
    past.dueAt = now + past.backoff.next()
  }

  /** The network was away and is back: what failed meanwhile says nothing of the peers. */
  forgive(): void {
    for (const [peer, { unable, stoodSince }] of this.#past)
      if (!unable && stoodSince === null) this.#past.delete(peer)
  }

  #recall(peer: string): Past {
    const { first, longest, peers } = ATTEMPT_LIMITS
    const past = this.#past.get(peer) ?? {
      backoff: new Backoff({ first, longest }),
      dueAt: -Infinity,
      stoodSince: null,
      unable: false,
    }
    this.#past.delete(peer)
    this.#past.set(peer, past)
    const [eldest] = this.#past.keys()
    if (this.#past.size > peers && eldest !== undefined) this.#past.delete(eldest)
    return past
  }
}
