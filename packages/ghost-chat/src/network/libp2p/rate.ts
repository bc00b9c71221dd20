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
    const tokens = this.#tokens(peer, now)
    const has = tokens >= 1
    this.#buckets.set(peer, { tokens: has ? tokens - 1 : tokens, at: now })
    return has
  }

  /** Whether this peer has a token left, which stays. */
  has(peer: string, now: number): boolean {
    return this.#tokens(peer, now) >= 1
  }

  /** Forgets a peer that left. */
  forget(peer: string): void {
    this.#buckets.delete(peer)
  }

  /** Forgets everybody. */
  clear(): void {
    this.#buckets.clear()
  }

  #tokens(peer: string, now: number): number {
    const { perSecond, burst } = this.#limits
    const { tokens, at } = this.#buckets.get(peer) ?? { tokens: burst, at: now }
    return Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1_000)
  }
}
