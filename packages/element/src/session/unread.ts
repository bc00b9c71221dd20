/** How many messages came while nobody looked. */

export interface Unseen {
  readonly count: number
  /** So many of them are direct messages. */
  readonly direct: number
}

const NONE: Unseen = Object.freeze({ count: 0, direct: 0 })

export class Unread {
  #unseen = NONE
  readonly #changed: (unseen: Unseen) => void

  constructor(changed: (unseen: Unseen) => void) {
    this.#changed = changed
  }

  get unseen(): Unseen {
    return this.#unseen
  }

  add(isDirect: boolean): void {
    const { count, direct } = this.#unseen
    this.#become({ count: count + 1, direct: direct + (isDirect ? 1 : 0) })
  }

  clear(): void {
    if (this.#unseen.count > 0) this.#become(NONE)
  }

  #become(unseen: Unseen): void {
    this.#unseen = Object.freeze(unseen)
    this.#changed(unseen)
  }
}
