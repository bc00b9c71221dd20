/**
 * Which numbers of a chain were seen (SPEC RP2): the newest, and a window below it.
 */
import { LIMITS } from '../wire/limits.ts'

export class ReplayWindow {
  #newest = -1
  /** Made when something was seen: a large room has many who never say anything. */
  #seen: Set<number> | null = null

  /** The greatest number seen, or −1. */
  get newest(): number {
    return this.#newest
  }

  /** Numbers below the window count as seen: better one late message lost than one shown twice. */
  has(seq: number): boolean {
    return seq <= this.#newest - LIMITS.replayWindow || this.#seen?.has(seq) === true
  }

  add(seq: number): void {
    const seen = (this.#seen ??= new Set())
    seen.add(seq)
    if (seq <= this.#newest) return
    const lowest = seq - LIMITS.replayWindow
    const before = this.#newest - LIMITS.replayWindow
    // One by one as the window moves on; all at once only where it jumps.
    if (lowest - before <= LIMITS.replayWindow) {
      for (let old = Math.max(0, before + 1); old <= lowest; old++) seen.delete(old)
    } else for (const old of seen) if (old <= lowest) seen.delete(old)
    this.#newest = seq
  }
}
