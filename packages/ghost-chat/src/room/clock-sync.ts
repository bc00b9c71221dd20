/**
 * What time it is: this machine's clock, set by the relay's time, or by the members' where that is not known
 * (SPEC TM1, TM5, TM6). Pure: readings of this machine's clock come in as arguments ("local", milliseconds).
 */
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import { OWN_CLOCK, type ClockReading } from './clock-reading.ts'

/** What one member's clock said. */
interface Sample {
  readonly offset: number
  readonly issuedAt: number
  readonly at: number
}

export class ClockSync {
  readonly #own: Did
  readonly #samples = new Map<Did, Sample>()
  #reading = OWN_CLOCK
  /** The two in the middle of the samples, or one twice, until one more comes or the oldest is too old. */
  #middle: readonly [number, number] | null = null
  #middleUntil = -Infinity

  /** @param own this member's DID: its other sessions are no second opinion */
  constructor(own: Did) {
    this.#own = own
  }

  get reading(): ClockReading {
    return this.#reading
  }

  /** Members whose clocks are remembered. */
  get size(): number {
    return this.#samples.size
  }

  /** Whether a member's clock was heard a short while ago. */
  knows(did: Did, local: number): boolean {
    const { at } = this.#samples.get(did) ?? {}
    return at !== undefined && local - at < LIMITS.clockSampleAge / 2
  }

  /** A member's verified presence, made at `issuedAt` by its clock, came in just now. */
  heard(did: Did, issuedAt: number, local: number): void {
    if (did === this.#own) return
    // What was said before is old news whenever it comes again: a replay sets no clock back.
    if (issuedAt <= (this.#samples.get(did)?.issuedAt ?? -Infinity)) return
    this.#forget(local)
    // Who was here first keeps its place: strangers could be any number.
    if (!this.#samples.has(did) && this.#samples.size >= LIMITS.clockSamples) return
    this.#samples.set(did, { offset: issuedAt - local, issuedAt, at: local })
    this.#middleUntil = -Infinity
  }

  /**
   * Decides how the clock is set from now on.
   * @param relay what the relay's time says is to be added, in milliseconds; `null` while it is not known
   */
  settle(relay: number | null, local: number): ClockReading {
    const { offset } = this.#reading
    const said = relay === null ? this.#median(local) : Math.round(relay)
    if (said === null) return this.#reading
    // Clocks that nearly agree are left alone: a message on its way takes a moment as well.
    if (relay === null && Math.abs(said - offset) <= LIMITS.clockTolerance) return this.#reading
    const source = relay === null ? 'members' : 'relay'
    if (said !== offset || source !== this.#reading.source)
      this.#reading = Object.freeze({ offset: said, source })
    return this.#reading
  }

  /** Between the two in the middle of an even number, who is right is open: this clock is set no further than need be. */
  #median(local: number): number | null {
    const middle = this.#middleAt(local)
    if (middle === null) return null
    const [low, high] = middle
    return Math.min(Math.max(this.#reading.offset, low), high)
  }

  #middleAt(local: number): readonly [number, number] | null {
    // Asked at every frame.
    if (local <= this.#middleUntil) return this.#middle
    this.#forget(local)
    const oldest = Math.min(...Array.from(this.#samples.values(), ({ at }) => at))
    this.#middleUntil = oldest + LIMITS.clockSampleAge
    this.#middle = this.#middleOfSamples()
    return this.#middle
  }

  #middleOfSamples(): readonly [number, number] | null {
    const offsets = Array.from(this.#samples.values(), ({ offset }) => offset).sort((a, b) => a - b)
    if (offsets.length < LIMITS.clockMembers) return null
    const [low = 0, high = 0] = [offsets[(offsets.length - 1) >> 1], offsets[offsets.length >> 1]]
    return [Math.round(low), Math.round(high)]
  }

  #forget(local: number): void {
    for (const [did, { at }] of this.#samples) {
      if (local - at > LIMITS.clockSampleAge) this.#samples.delete(did)
    }
  }
}
