/**
 * How high the rows are, measured or guessed, and which of them are near the viewport. Plain arithmetic; pixels.
 */

/** What a row is taken for until one has been measured. */
const FIRST_GUESS = 60

export interface Range {
  readonly first: number
  /** One behind the last. */
  readonly end: number
}

export class Heights {
  #keys: readonly string[] = []
  #measured = new Map<string, number>()
  /** What all that were measured add up to: their mean is the guess for the others. */
  #sum = 0
  /** Where each row begins; the last is where they all end. Filled up to `#known`. */
  #tops = new Float64Array(1)
  #known = 0
  #guess = FIRST_GUESS

  get count(): number {
    return this.#keys.length
  }

  key(index: number): string | undefined {
    return this.#keys[index]
  }

  /** -1 where there is no such row. One that stands at `place` is found without a search. */
  indexOf(key: string, place: number): number {
    const near = this.at(place)
    return this.#keys[near] === key ? near : this.#keys.lastIndexOf(key)
  }

  get total(): number {
    return this.top(this.#keys.length)
  }

  setKeys(keys: readonly string[]): void {
    let same = 0
    while (same < keys.length && keys[same] === this.#keys[same]) same += 1
    this.#keys = keys
    this.#known = Math.min(this.#known, same)
    if (this.#tops.length <= keys.length) {
      const tops = new Float64Array(Math.max(64, keys.length * 2))
      tops.set(this.#tops.subarray(0, this.#known + 1))
      this.#tops = tops
    }
    // Rows that are gone are forgotten, now and then.
    if (this.#measured.size > keys.length + 256) this.#forgetOthers()
  }

  /** Takes the height of a row. Returns whether it was another. */
  measure(index: number, height: number): boolean {
    const key = this.#keys[index]
    if (key === undefined) return false
    const before = this.#measured.get(key)
    if (before === height) return false
    this.#measured.set(key, height)
    this.#sum += height - (before ?? 0)
    this.#known = Math.min(this.#known, index)
    return true
  }

  /** All rows may be of another height: the list is of another width, or the letters of another size. */
  forget(): void {
    this.#guess = this.#mean()
    this.#measured.clear()
    this.#sum = 0
    this.#known = 0
  }

  /** Takes what was measured since for the guess, where that makes a difference. */
  guessAnew(): void {
    if (Math.abs(this.#mean() - this.#guess) > this.#guess / 8) this.#known = 0
  }

  /** Where a row begins. */
  top(index: number): number {
    const wanted = Math.min(index, this.#keys.length)
    // One guess for one whole list, or rows would move while nothing but the mean changes.
    if (this.#known === 0) this.#guess = this.#mean()
    for (; this.#known < wanted; this.#known += 1) {
      const height = this.#measured.get(this.#keys[this.#known] ?? '') ?? this.#guess
      this.#tops[this.#known + 1] = (this.#tops[this.#known] ?? 0) + height
    }
    return this.#tops[Math.max(0, wanted)] ?? 0
  }

  /** The row that stands at this place: the first where it is above all, the last where it is below all. */
  at(place: number): number {
    this.top(this.#keys.length)
    let low = 0
    let high = this.#keys.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#tops[middle] ?? 0) <= place) low = middle
      else high = middle - 1
    }
    return Math.max(0, low)
  }

  /** The rows that a part of the list shows. */
  range(from: number, to: number): Range {
    if (this.#keys.length === 0) return { first: 0, end: 0 }
    return { first: this.at(from), end: this.at(to) + 1 }
  }

  #mean(): number {
    return this.#measured.size === 0 ? this.#guess : this.#sum / this.#measured.size
  }

  #forgetOthers(): void {
    const here = new Set(this.#keys)
    for (const [key, height] of this.#measured) {
      if (here.has(key)) continue
      this.#measured.delete(key)
      this.#sum -= height
    }
  }
}
