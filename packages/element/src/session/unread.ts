/** How many messages came while nobody looked. */
export class Unread {
  #count = 0
  readonly #changed: (count: number) => void

  constructor(changed: (count: number) => void) {
    this.#changed = changed
  }

  get count(): number {
    return this.#count
  }

  add(): void {
    this.#count += 1
    this.#changed(this.#count)
  }

  clear(): void {
    if (this.#count === 0) return
    this.#count = 0
    this.#changed(0)
  }
}
