/**
 * How many each of many holds, and which holds the most: so that the greediest gives way. Every call takes the same
 * time, however many there are.
 */
export class Shares<Holder> {
  readonly #counts = new Map<Holder, number>()
  /** The holders of so many, those that have held as many for the longest first. */
  readonly #levels = new Map<number, Set<Holder>>()
  #most = 0

  /** How many a holder has. */
  of(holder: Holder): number {
    return this.#counts.get(holder) ?? 0
  }

  /** The holder that has most, of several the one that has for the longest; `undefined` where none has any. */
  greediest(): Holder | undefined {
    return this.#levels.get(this.#most)?.values().next().value
  }

  /** Adds so many to a holder, or takes them away. */
  change(holder: Holder, by: number): void {
    const before = this.of(holder)
    const after = before + by
    if (by === 0) return
    this.#leave(holder, before)
    if (after === 0) this.#counts.delete(holder)
    else {
      this.#counts.set(holder, after)
      const level = this.#levels.get(after)
      if (level === undefined) this.#levels.set(after, new Set([holder]))
      else level.add(holder)
      this.#most = Math.max(this.#most, after)
    }
    while (this.#most > 0 && !this.#levels.has(this.#most)) this.#most--
  }

  #leave(holder: Holder, count: number): void {
    const level = this.#levels.get(count)
    level?.delete(holder)
    if (level?.size === 0) this.#levels.delete(count)
  }
}
