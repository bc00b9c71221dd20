/**
 * The clock that a stay in a room judges and stamps by: this machine's, set by the relay's time or by the
 * members' (SPEC TM1, TM5 to TM7).
 */
import type { Network } from '../network/port.ts'
import type { ClockReading } from '../room/clock-reading.ts'
import { ClockSync } from '../room/clock-sync.ts'
import type { Envelope } from '../wire/envelope.ts'
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Refusal } from '../wire/verdict.ts'
import type { Clock } from './platform.ts'

const UNTIMELY: ReadonlySet<string> = new Set(['late', 'early', 'expired'])

export class CorrectedClock {
  readonly #clock: Pick<Clock, 'now'>
  readonly #network: Pick<Network, 'clockOffsets'>
  readonly #onStep: (by: number) => void
  readonly #sync: ClockSync
  #checkedAt = -Infinity

  /** @param onStep the clock was set by so many milliseconds, more than a little (TM7) */
  constructor(
    clock: Pick<Clock, 'now'>,
    network: Pick<Network, 'clockOffsets'>,
    own: Did,
    onStep: (by: number) => void,
  ) {
    this.#clock = clock
    this.#network = network
    this.#onStep = onStep
    this.#sync = new ClockSync(own)
  }

  /** Milliseconds since 1970, corrected. */
  readonly now = (): number => this.#clock.now() + this.#sync.reading.offset

  /** The latest time that an envelope of this member's may be stamped with now (TM9). */
  readonly latestStamp = (): number => this.#clock.now() + this.#sync.stampAhead

  get reading(): ClockReading {
    return this.#sync.reading
  }

  /** Sets the clock, if there is reason to. */
  look(): void {
    const before = this.reading.offset
    const by = this.#sync.settle(this.#network.clockOffsets, this.#clock.now()).offset - before
    if (Math.abs(by) > LIMITS.clockStep) this.#onStep(by)
  }

  /** This machine's own time. */
  readonly local = (): number => this.#clock.now()

  /**
   * A member's verified presence came in. No member is listened to while those whom the app chose tell the time (TM6).
   * @param at when it arrived, by this machine's clock
   */
  heard({ claims, body }: Pick<Envelope, 'claims' | 'body'>, at: number): void {
    if (this.#sync.isTold(this.#network.clockOffsets) || !isPresence(body)) return
    this.#sync.heard(claims.iss, claims.issuedAt, at)
    this.look()
  }

  /** Whether the signature of an envelope that was refused is to be verified, to learn from it. Counts. */
  mayLearn({ claims, body }: Pick<Envelope, 'claims' | 'body'>, refused: Refusal): boolean {
    if (!isPresence(body) || !UNTIMELY.has(refused.code)) return false
    if (this.#sync.isTold(this.#network.clockOffsets)) return false
    const now = this.#clock.now()
    // Somebody who was not heard yet is worth more.
    if (this.#sync.knows(claims.iss, now)) return false
    // A clock that was set back meanwhile is no reason to wait longer.
    if (now >= this.#checkedAt && now < this.#checkedAt + LIMITS.clockCheck) return false
    this.#checkedAt = now
    return true
  }
}

function isPresence(body: Envelope['body']): boolean {
  return body.type === 'join' || body.type === 'here'
}
