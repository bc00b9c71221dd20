/**
 * A token bucket per peer: so many requests at once, so many per second afterwards. Time is given.
 */
export interface RateLimits {
  readonly perSecond: number
  readonly burst: number
  /** Peers that are counted; beyond it, whoever asked longest ago is forgotten. */
  readonly peers: number
}

export class Rates {
  readonly #limits: RateLimits
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>()

  constructor(limits: RateLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#buckets.size
  }

  /** Takes a token of this peer's; false if it has none left. `now` is in milliseconds. */
  take(peer: string, now: number): boolean {
    const { perSecond, burst, peers } = this.#limits
    const { tokens, at } = this.#buckets.get(peer) ?? { tokens: burst, at: now }
    const filled = Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1_000)
    const taken = filled >= 1
    // Last in the order again: the first is who asked longest ago.
    this.#buckets.delete(peer)
    this.#buckets.set(peer, { tokens: taken ? filled - 1 : filled, at: now })
    if (this.#buckets.size > peers) {
      const [oldest] = this.#buckets.keys()
      if (oldest !== undefined) this.#buckets.delete(oldest)
    }
    return taken
  }
}
