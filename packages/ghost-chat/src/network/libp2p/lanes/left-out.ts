/**
 * What the topic was not given, because everyone had a lane: kept for a moment, for those of whom this member had not
 * heard yet (SPEC LN5).
 */
import { LANE_LIMITS } from './limits.ts'

interface Kept {
  readonly frame: Uint8Array
  readonly at: number
}

export class LeftOut {
  #kept: Kept[] = []
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** @param now milliseconds of a clock that only goes forward */
  keep(frame: Uint8Array, now: number): void {
    this.#kept.push({ frame, at: now })
    this.#bytes += frame.length
    this.#drop(now)
  }

  /** Gives all of it, oldest first, and keeps none: from now on the topic has it. */
  take(now: number): readonly Uint8Array[] {
    this.#drop(now)
    const frames = this.#kept.map(({ frame }) => frame)
    this.clear()
    return frames
  }

  clear(): void {
    this.#kept = []
    this.#bytes = 0
  }

  #drop(now: number): void {
    let old = 0
    for (const { frame, at } of this.#kept) {
      if (at > now - LANE_LIMITS.leftOutFor && this.#bytes <= LANE_LIMITS.leftOutBytes) break
      this.#bytes -= frame.length
      old++
    }
    if (old > 0) this.#kept.splice(0, old)
  }
}
