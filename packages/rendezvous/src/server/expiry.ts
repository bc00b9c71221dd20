/**
 * What ends when: sets by the second. Putting in, taking out and moving cost the same at any size.
 */
export class Expiry<Entry extends { readonly expires: number }> {
  readonly #seconds = new Map<number, Set<Entry>>()
  #until = -Infinity

  /** `expires` is the second from which the entry is no more. */
  add(entry: Entry): void {
    const set = this.#seconds.get(entry.expires)
    if (set === undefined) this.#seconds.set(entry.expires, new Set([entry]))
    else set.add(entry)
  }

  remove(entry: Entry): void {
    const set = this.#seconds.get(entry.expires)
    if (set?.delete(entry) === true && set.size === 0) this.#seconds.delete(entry.expires)
  }

  /** Whatever has ended by this second. It stays in here until it is removed. */
  due(second: number): Entry[] {
    if (second <= this.#until) return []
    this.#until = second
    // Seconds are few, 259,200 by default, and looked through once a second at most.
    const due: Entry[] = []
    for (const [at, set] of this.#seconds) if (at <= second) due.push(...set)
    return due
  }
}
