/**
 * A clock that a test moves by hand.
 */
import type { Clock, Platform } from '../../src/chat/platform.ts'
import { syncCrypto } from './sync-crypto.ts'
import { seededRandom } from '../../src/network/memory/random.ts'

interface Timer {
  readonly at: number
  readonly call: () => void
}

export class VirtualClock implements Clock {
  #now: number
  readonly #timers = new Set<Timer>()

  constructor(now = 1_800_000_000_000) {
    this.#now = now
  }

  readonly now = (): number => this.#now

  readonly after = (milliseconds: number, call: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, call }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }

  /** Lets time pass and calls what is due meanwhile, in order. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#now = Math.max(this.#now, due.at)
      due.call()
    }
    this.#now = until
  }

  /** Timers that are waiting. */
  get waiting(): number {
    return this.#timers.size
  }
}

/** A platform on a virtual clock, with randomness by seed. */
export function virtualPlatform(clock: VirtualClock, seed = 1): Platform {
  const random = seededRandom(seed)
  return {
    clock,
    crypto: syncCrypto,
    random,
    randomBytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
  }
}
