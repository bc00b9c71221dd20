/** When to say that somebody is writing: at once, again while they go on, and when they stopped. */

const AGAIN_MS = 3_000
const IDLE_MS = 6_000

export class TypingSignal {
  readonly #say: (typing: boolean) => void
  #said: number | undefined
  #idle: ReturnType<typeof setTimeout> | undefined

  constructor(say: (typing: boolean) => void) {
    this.#say = say
  }

  /** Something was typed; an emptied field is no writing. */
  typed(text: string): void {
    if (text.trim() === '') {
      this.stop()
      return
    }
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.stop(), IDLE_MS)
    const now = performance.now()
    if (this.#said !== undefined && now - this.#said < AGAIN_MS) return
    this.#said = now
    this.#say(true)
  }

  stop(): void {
    clearTimeout(this.#idle)
    if (this.#said === undefined) return
    this.#said = undefined
    this.#say(false)
  }
}
