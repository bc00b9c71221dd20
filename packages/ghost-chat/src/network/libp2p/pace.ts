/**
 * Frames on a topic at a pace that relays go along with (SPEC NW17).
 *
 * A relay drops what one peer hands over beyond its limit. Who says more than that waits here instead: meanwhile its
 * words gather, and the next envelope holds more of them (SPEC GC1).
 */

/** Below what relays allow by default, for a member's rooms share that: 500 a second, 2,000 at once. */
export const PACE = Object.freeze({ perSecond: 400, burst: 1_000 })

export class Pace {
  readonly #now: () => number
  /** Frames that may go at once; below zero while frames wait for their turn. */
  #tokens: number = PACE.burst
  #at: number

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number) {
    this.#now = now
    this.#at = now()
  }

  /** Takes a turn. Gives how long to wait for it, in milliseconds. */
  take(): number {
    const now = this.#now()
    this.#tokens = Math.min(PACE.burst, this.#tokens + ((now - this.#at) * PACE.perSecond) / 1_000) - 1
    this.#at = now
    return this.#tokens >= 0 ? 0 : (-this.#tokens * 1_000) / PACE.perSecond
  }
}
