/**
 * Tells the others that this member's user is typing (SPEC TP1).
 */
import type { Identity } from '../identity/identity.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Outbox } from './outbox.ts'

export class Typist {
  /** Another program that signs may ask its person each time: not for this. */
  readonly #isMute: boolean
  readonly #outbox: Pick<Outbox, 'typing'>
  /** Milliseconds, by this machine's clock. */
  readonly #now: () => number
  #toldAt = -Infinity
  /** Whether the others may still believe it. */
  #told = false

  constructor(identity: Identity, outbox: Pick<Outbox, 'typing'>, now: () => number) {
    this.#isMute = !('sign' in identity)
    this.#outbox = outbox
    this.#now = now
  }

  /** To be called at every key; `false` when what was typed was thrown away. */
  typing(isTyping: boolean): void {
    if (this.#isMute) return
    // A clock may be set back: then what was told "later" does not count.
    const since = Math.abs(this.#now() - this.#toldAt)
    if (!isTyping) {
      if (this.#told && since < LIMITS.typingShown) this.#outbox.typing(false)
      this.#told = false
    } else if (since >= LIMITS.typingPause && this.#outbox.typing(true)) {
      this.#told = true
      this.#toldAt = this.#now()
    }
  }

  /** Something is said to everyone: by that the others see it. */
  said(): void {
    this.#told = false
    this.#outbox.typing(null)
  }
}
