/**
 * What time it is: this machine's clock, set by the parties that the app chose to tell the time (its relays, the page's
 * own server), or by the members where none of them does (SPEC TM1, TM5, TM6, TM8, TM9). Only two of those parties that
 * agree move it by more than 120 s. Pure: readings of this machine's clock come in as arguments ("local", milliseconds).
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

/** How far ahead a stamp follows fewer than two parties: less than the bound by what an answer may add (SQ2). */
const UNCONFIRMED_AHEAD = LIMITS.stampAhead - LIMITS.clockError

/** The time that the parties chosen by the app agree on, and how many of them do. */
interface Told {
  readonly offset: number
  readonly parties: number
}

export class ClockSync {
  readonly #own: Did
  readonly #samples = new Map<Did, Sample>()
  #reading = OWN_CLOCK
  /** Whether two parties vouch for the reading, so that stamps follow it however far ahead (TM9). */
  #isConfirmed = false
  /** The two in the middle of the samples, or one twice, until one more comes or the oldest is too old. */
  #middle: readonly [number, number] | null = null
  #middleUntil = -Infinity

  /** @param own this member's DID: its other sessions are no other member's word */
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

  /** How far ahead of this machine's clock a stamp may be, in milliseconds. */
  get stampAhead(): number {
    return this.#isConfirmed ? Infinity : UNCONFIRMED_AHEAD
  }

  /** Whether the parties that the app chose tell the time well enough to need no member's word. */
  isTold(chosen: readonly number[]): boolean {
    const told = agreed(chosen)
    return told !== null && isTrusted(told)
  }

  /**
   * Decides how the clock is set from now on.
   * @param chosen what each party that the app chose says is to be added, in milliseconds
   */
  settle(chosen: readonly number[], local: number): ClockReading {
    const told = agreed(chosen)
    if (told !== null && isTrusted(told)) return this.#set(told.offset, 'relay', told.parties > 1)
    const middle = this.#middleAt(local)
    const [first] = chosen
    if (first === undefined) return middle === null ? this.#reading : this.#settleByMembers(middle)
    if (middle !== null && distance(0, middle) <= LIMITS.clockTrust) return this.#settleByMembers(middle)
    return chosen.some(isNear) ? this.#set(0, 'own') : this.#doubt(first)
  }

  /** Between the two in the middle of an even number, which is right is open: the clock is set no further than need be. */
  #settleByMembers([low, high]: readonly [number, number]): ClockReading {
    const { offset, source, doubt } = this.#reading
    const said = Math.min(Math.max(offset, low), high)
    // Clocks that nearly agree are left alone: a message on its way takes a moment as well.
    if (Math.abs(said - offset) <= LIMITS.clockTolerance)
      return doubt === undefined ? this.#reading : this.#set(offset, source)
    // A DID costs nothing and a recorded room can be played back: no number of members is a second party.
    return isNear(said) ? this.#set(said, 'members') : this.#doubt(said)
  }

  #set(said: number, source: ClockReading['source'], isConfirmed = false): ClockReading {
    const offset = Math.round(said)
    this.#isConfirmed = isConfirmed
    const { reading } = this
    if (offset !== reading.offset || source !== reading.source || reading.doubt !== undefined)
      this.#reading = Object.freeze({ offset, source })
    return this.#reading
  }

  /** This machine's clock holds, and `said` is a reason to doubt it. */
  #doubt(said: number): ClockReading {
    const offset = Math.round(said)
    const known = this.#reading.doubt?.offset ?? Infinity
    this.#isConfirmed = false
    // The median moves a little with each member that is heard, which is no news.
    if (Math.abs(offset - known) > LIMITS.clockTolerance)
      this.#reading = Object.freeze({ ...OWN_CLOCK, doubt: Object.freeze({ code: 'ERR_CLOCK', offset }) })
    return this.#reading
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

/**
 * What more than half of them say within 15 s of each other; `null` where they contradict each other, or say nothing. Of
 * an even number it is the one in the middle that is nearer to this machine's clock.
 */
function agreed(chosen: readonly number[]): Told | null {
  const sorted = [...chosen].sort((one, other) => one - other)
  for (let parties = sorted.length; 2 * parties > sorted.length; parties--) {
    for (let first = 0; first + parties <= sorted.length; first++) {
      const group = sorted.slice(first, first + parties)
      const [low = 0, high = 0] = [group[0], group.at(-1)]
      if (high - low > LIMITS.clockAgreement) continue
      const [lower = 0, upper = 0] = [group[(parties - 1) >> 1], group[parties >> 1]]
      return { offset: Math.min(Math.max(0, lower), upper), parties }
    }
  }
  return null
}

/** Whether a time is followed: of one party alone, within 120 s of this machine's clock. */
function isTrusted({ offset, parties }: Told): boolean {
  return parties > 1 || isNear(offset)
}

function isNear(offset: number): boolean {
  return Math.abs(offset) <= LIMITS.clockTrust
}

/** How far a time is outside what the members say. */
function distance(offset: number, [low, high]: readonly [number, number]): number {
  return Math.max(0, low - offset, offset - high)
}
