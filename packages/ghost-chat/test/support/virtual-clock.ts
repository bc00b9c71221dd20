/**
 * A clock that a test moves by hand.
 */
import type { Clock, Platform } from '../../src/chat/platform.ts'
import { EventQueue } from './event-queue.ts'
import { syncCrypto } from './sync-crypto.ts'
import { seededRandom } from '../../src/network/memory/random.ts'

export class VirtualClock implements Clock {
  #now: number
  readonly #events = new EventQueue()

  constructor(now = 1_800_000_000_000) {
    this.#now = now
  }

  readonly now = (): number => this.#now

  readonly after = (milliseconds: number, call: () => void): (() => void) =>
    this.#events.add(this.#now + milliseconds, call)

  /** Lets time pass and calls what is due meanwhile, in order. */
  advance(milliseconds: number): void {
    this.advanceTo(this.#now + milliseconds)
  }

  /** As `advance`, to a moment. */
  advanceTo(until: number): void {
    for (let due = this.#events.take(until); due !== null; due = this.#events.take(until)) {
      this.#now = Math.max(this.#now, due.at)
      due.call()
    }
    this.#now = Math.max(this.#now, until)
  }

  /** When the next timer is due; `Infinity` without one. */
  get nextAt(): number {
    return this.#events.nextAt
  }

  /** Timers that are waiting. */
  get waiting(): number {
    return this.#events.waiting
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
