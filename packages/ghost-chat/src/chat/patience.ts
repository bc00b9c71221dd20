/**
 * One timer for many who wait: set for the first of them, and not again for each.
 */
import type { Clock } from './platform.ts'

export class Patience {
  readonly #clock: Clock
  readonly #onOver: (now: number) => number
  #callOff: () => void = () => undefined
  #at = Infinity

  /** @param onOver called when a moment has come; gives the next one, or `Infinity` */
  constructor(clock: Clock, onOver: (now: number) => number) {
    this.#clock = clock
    this.#onOver = onOver
  }

  /** Somebody waits until then, in milliseconds of the clock. */
  watch(until: number): void {
    if (until >= this.#at || until === Infinity) return
    this.end()
    this.#at = until
    this.#callOff = this.#clock.after(Math.max(0, until - this.#clock.now()), this.#onTime)
  }

  /** Nobody waits any more. May be called twice. */
  end(): void {
    this.#callOff()
    this.#callOff = () => undefined
    this.#at = Infinity
  }

  readonly #onTime = (): void => {
    // A clock may have been set: what was told to come after so long has come.
    const now = Math.max(this.#at, this.#clock.now())
    this.#at = Infinity
    this.watch(this.#onOver(now))
  }
}
