/**
 * A token bucket for each of many keys, a peer or a network address. It outlives connections, so that a peer that
 * comes back has no fresh burst. Beyond `most` keys the one that asked longest ago is forgotten.
 */
import type { RateLimits } from 'ghost-chat/network/gossip'

export class KeyedRate {
  readonly #limits: RateLimits
  readonly #most: number
  /** The key that asked longest ago comes first. */
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>()

  constructor(limits: RateLimits, most: number) {
    this.#limits = limits
    this.#most = most
  }

  get size(): number {
    return this.#buckets.size
  }

  /** Takes a token of this key's; false if it has none left. `now` is in milliseconds. */
  take(key: string, now: number): boolean {
    const { perSecond, burst } = this.#limits
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: burst, at: now }
    const filled = Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1_000)
    const taken = filled >= 1
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: taken ? filled - 1 : filled, at: now })
    if (this.#buckets.size > this.#most) {
      const [oldest] = this.#buckets.keys()
      if (oldest !== undefined) this.#buckets.delete(oldest)
    }
    return taken
  }
}
