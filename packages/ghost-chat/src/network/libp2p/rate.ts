/**
 * A token bucket per peer: so many at once, so many per second afterwards.
 */
export interface RateLimits {
  readonly perSecond: number
  readonly burst: number
}

export class Rate {
  readonly #limits: RateLimits
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(limits: RateLimits) {
    this.#limits = limits
  }

  /** Takes a token of this peer's; false if it has none left. `now` is in milliseconds. */
  take(peer: string, now: number): boolean {
    const { perSecond, burst } = this.#limits
    const bucket = this.#buckets.get(peer) ?? { tokens: burst, at: now }
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1_000)
    bucket.at = now
    this.#buckets.set(peer, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }

  /** Forgets a peer that left. */
  forget(peer: string): void {
    this.#buckets.delete(peer)
  }

  /** Forgets everybody. */
  clear(): void {
    this.#buckets.clear()
  }
}
