/**
 * Virtual time and the network of a simulation: everything that happens is an event at a moment, and what an
 * event brings about is done before the next one.
 */
import { MemoryHub, NO_FAULTS, type Faults } from 'ghost-chat/network/memory'
import type { PeerId } from 'ghost-chat/network'
import { VirtualClock } from '../../packages/ghost-chat/test/support/virtual-clock.ts'
import { turn } from '../../packages/ghost-chat/test/support/sync-crypto.ts'
import { sharedCrypto } from './crypto.ts'
import { bytesOf, streamOf } from './scenario.ts'

/** When every simulation begins. */
const BEGINNING = 1_800_000_000_000

export class World {
  readonly clock = new VirtualClock(BEGINNING)
  readonly hub: MemoryHub
  readonly crypto
  /** What every link suffers. */
  weather: Faults = NO_FAULTS
  /** What one peer's own links suffer besides. */
  readonly bad = new Map<PeerId, Partial<Faults>>()
  /** The side that each peer is on while the network is in parts. */
  readonly sides = new Map<PeerId, number>()
  #trace = 0x811c9dc5

  constructor(seed: number) {
    this.crypto = sharedCrypto(bytesOf(streamOf(seed, 'keys')))
    const after = (milliseconds: number, call: () => void): void => {
      this.clock.after(milliseconds, call)
    }
    this.hub = new MemoryHub({ seed: Math.floor(streamOf(seed, 'network')() * 2 ** 32), after })
    this.hub.between = (from, to) => {
      if ((this.sides.get(from) ?? 0) !== (this.sides.get(to) ?? 0)) return null
      const own = this.bad.get(from)
      return own === undefined ? this.weather : { ...this.weather, ...own }
    }
  }

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.clock.now() - BEGINNING
  }

  /** Lets so many milliseconds pass. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds
    for (;;) {
      // Nothing here waits for another thread, so after one turn of the event loop all promises have settled.
      await turn()
      const { nextAt } = this.clock
      if (nextAt > until) break
      this.clock.advanceTo(nextAt)
    }
    this.clock.advanceTo(until)
  }

  /** Lets time pass until `done`; returns how long that took, or `null` if `limit` passed before. */
  async until(done: () => boolean, limit: number, step: number): Promise<number | null> {
    const start = this.now
    while (!done()) {
      if (this.now - start >= limit) return null
      await this.pass(step)
    }
    return this.now - start
  }

  /** Mixes something that happened into the trace. */
  note(...numbers: readonly number[]): void {
    for (const number of [this.now, ...numbers]) {
      this.#trace = Math.imul(this.#trace ^ (number | 0), 0x01000193)
      this.#trace = (this.#trace ^ (this.#trace >>> 13)) >>> 0
    }
  }

  /** A hash of everything that happened so far, in its order. */
  get trace(): string {
    return this.#trace.toString(16).padStart(8, '0')
  }
}
