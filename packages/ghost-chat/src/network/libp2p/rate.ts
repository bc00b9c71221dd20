/**
 * A token bucket per key: so many at once, so many per second afterwards. A key is a peer, an address, a room.
 */
export interface RateLimits {
  readonly perSecond: number
  readonly burst: number
}

/** Buckets kept at once. The one used longest ago gives way: most likely it is full again, and a full one is a new one. */
const MOST_KEYS = 16_384

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
    this.#set(peer, has ? tokens - 1 : tokens, now)
    return has
  }

  /**
   * Takes what something costs that was done already, and goes into debt for it. Gives the milliseconds until the debt
   * is paid; 0 if there is none.
   * @param most tokens that a debt may grow to; the rest is remitted
   */
  spend(peer: string, now: number, cost: number, most: number): number {
    const tokens = Math.max(-most, this.#tokens(peer, now) - cost)
    this.#set(peer, tokens, now)
    return tokens >= 0 ? 0 : (-tokens * 1_000) / this.#limits.perSecond
  }

  /** Tokens that a key has; fewer than none where it is in debt. */
  left(peer: string, now: number): number {
    return this.#tokens(peer, now)
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

  #set(peer: string, tokens: number, now: number): void {
    this.#buckets.delete(peer)
    this.#buckets.set(peer, { tokens, at: now })
    if (this.#buckets.size <= MOST_KEYS) return
    const eldest = this.#buckets.keys().next()
    if (eldest.done !== true) this.#buckets.delete(eldest.value)
  }

  #tokens(peer: string, now: number): number {
    const { perSecond, burst } = this.#limits
    const { tokens, at } = this.#buckets.get(peer) ?? { tokens: burst, at: now }
    return Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1_000)
  }
}
