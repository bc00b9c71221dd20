/**
 * What time it is: this machine's clock, set by those whom the app chose to tell the time (its relays, the page's own
 * server), or by the members where none of them does (SPEC TM1, TM5, TM6, TM8, TM9). A time far from this machine's
 * needs a second party. Pure: readings of this machine's clock come in as arguments ("local", milliseconds).
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

/** How far a stamp follows one party ahead: less than the bound by what may be added for an answer (SQ2). */
const ONE_PARTY_AHEAD = LIMITS.stampAhead - LIMITS.clockError

/** What those whom the app chose tell. */
interface Told {
  readonly offset: number
  readonly parties: number
}

export class ClockSync {
  readonly #own: Did
  readonly #lasting: boolean
  readonly #samples = new Map<Did, Sample>()
  #reading = OWN_CLOCK
  /** Whether enough parties vouch for the reading for stamps to follow it however far ahead (TM9). */
  #mayStampAhead = false
  /** The last time far from this machine's that the members agreed with; `null` if there was none. */
  #confirmed: number | null = null
  /** The two in the middle of the samples, or one twice, until one more comes or the oldest is too old. */
  #middle: readonly [number, number] | null = null
  #middleUntil = -Infinity

  /**
   * @param own this member's DID: its other sessions are no second opinion
   * @param lasting whether its key outlives the stay, so that what is signed ahead of time can be used against it later
   */
  constructor(own: Did, lasting = false) {
    this.#own = own
    this.#lasting = lasting
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
    return this.#mayStampAhead ? Infinity : ONE_PARTY_AHEAD
  }

  /** Whether those whom the app chose tell the time well enough to need no member's word. */
  isTold(chosen: readonly number[]): boolean {
    const told = agreed(chosen)
    if (told === null) return false
    return told.parties > 1 || (isNear(told.offset) && told.offset <= ONE_PARTY_AHEAD)
  }

  /**
   * Decides how the clock is set from now on.
   * @param chosen what each of those says whom the app chose to tell the time, as milliseconds to be added
   */
  settle(chosen: readonly number[], local: number): ClockReading {
    const told = agreed(chosen)
    const isConfirmed = told !== null && told.parties > 1
    if (told !== null && (isConfirmed || this.isTold(chosen)))
      return this.#set(told.offset, 'relay', isConfirmed)
    const middle = this.#middleAt(local)
    if (told !== null && isNear(told.offset)) {
      const agrees = middle !== null && distance(told.offset, middle) <= LIMITS.clockAgreement
      return this.#set(told.offset, 'relay', agrees && !this.#lasting)
    }
    if (told !== null) return this.#settleAlone(told.offset, middle)
    return chosen.length === 0 ? this.#settleByMembers(middle) : this.#settleByNobody(chosen, middle)
  }

  /** One party says a time far from this machine's. */
  #settleAlone(said: number, middle: readonly [number, number] | null): ClockReading {
    const agrees = middle !== null && distance(said, middle) <= LIMITS.clockAgreement
    if (agrees) this.#confirmed = said
    // Those who agreed may have left. They did not change their minds.
    const isConfirmed =
      agrees ||
      (middle === null &&
        this.#confirmed !== null &&
        Math.abs(this.#confirmed - said) <= LIMITS.clockAgreement)
    if (isConfirmed && this.#mayFollowMembers(said)) return this.#set(said, 'relay', !this.#lasting)
    this.#confirmed = isConfirmed ? this.#confirmed : null
    const isOwnRight = middle !== null && distance(0, middle) <= LIMITS.clockTrust
    return this.#doubt(isOwnRight ? null : said)
  }

  /** Those whom the app chose contradict each other: none of them is a reason to leave this machine's clock far behind. */
  #settleByNobody(chosen: readonly number[], middle: readonly [number, number] | null): ClockReading {
    const near = chosen.some(isNear)
    if (middle !== null && distance(0, middle) <= LIMITS.clockTrust) return this.#settleByMembers(middle)
    return this.#doubt(near ? null : (chosen[0] ?? null))
  }

  /** Between the two in the middle of an even number, who is right is open: this clock is set no further than need be. */
  #settleByMembers(middle: readonly [number, number] | null): ClockReading {
    if (middle === null) return this.#reading
    const { offset } = this.#reading
    const [low, high] = middle
    const said = Math.min(Math.max(offset, low), high)
    // Clocks that nearly agree are left alone: a message on its way takes a moment as well.
    if (Math.abs(said - offset) <= LIMITS.clockTolerance) return this.#reading
    if (!this.#mayFollowMembers(said)) return this.#doubt(said)
    return this.#set(said, 'members', !this.#lasting)
  }

  /** DIDs cost nothing: no number of them has a lasting key sign far ahead of this machine's clock (TM9). */
  #mayFollowMembers(offset: number): boolean {
    return !this.#lasting || offset <= LIMITS.clockTrust
  }

  #set(said: number, source: ClockReading['source'], mayStampAhead: boolean): ClockReading {
    const offset = Math.round(said)
    this.#mayStampAhead = mayStampAhead
    const { reading } = this
    if (offset !== reading.offset || source !== reading.source || reading.doubt !== undefined)
      this.#reading = Object.freeze({ offset, source })
    return this.#reading
  }

  /** This machine's clock holds, and `said`, unless it is `null`, is a reason to doubt it. */
  #doubt(said: number | null): ClockReading {
    if (said === null) return this.#set(0, 'own', false)
    const offset = Math.round(said)
    this.#mayStampAhead = false
    if (this.#reading.doubt?.offset !== offset || this.#reading.offset !== 0)
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

function isNear(offset: number): boolean {
  return Math.abs(offset) <= LIMITS.clockTrust
}

/** How far a time is outside what the members say. */
function distance(offset: number, [low, high]: readonly [number, number]): number {
  return Math.max(0, low - offset, offset - high)
}
