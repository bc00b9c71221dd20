/** Whether somebody scrolls right now. */

/** Without a word of it for this long, a movement is over; Safari has no `scrollend` before 26. */
const MOVEMENT_MS = 'onscrollend' in globalThis ? 1_000 : 150

export class Movement {
  readonly #onEnd: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  get active(): boolean {
    return this.#timer !== undefined
  }

  goesOn(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#onEnd, MOVEMENT_MS)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
