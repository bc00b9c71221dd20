/**
 * A sorted list in blocks: putting in and taking out move a block's entries, not all of them.
 */
const BLOCK = 512

export class Sorted<Entry extends Probe, Probe> {
  readonly #compare: (a: Probe, b: Probe) => number
  readonly #blocks: Entry[][] = []
  #size = 0

  /** @param compare negative where the first comes before the second, 0 only for one and the same */
  constructor(compare: (a: Probe, b: Probe) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#size
  }

  add(entry: Entry): void {
    const at = Math.min(this.#blockOf(entry), Math.max(0, this.#blocks.length - 1))
    const block = (this.#blocks[at] ??= [])
    block.splice(this.#indexIn(block, entry), 0, entry)
    if (block.length > BLOCK) this.#blocks.splice(at + 1, 0, block.splice(BLOCK / 2))
    this.#size++
  }

  /** Takes out an entry that is there. */
  remove(entry: Entry): void {
    const at = this.#blockOf(entry)
    const block = this.#blocks[at]
    if (block === undefined) return
    block.splice(this.#indexIn(block, entry), 1)
    if (block.length === 0) this.#blocks.splice(at, 1)
    this.#size--
  }

  /** The entries at and behind a place, in order. The list may not be changed while they are read. */
  *from(probe: Probe): Generator<Entry, void, undefined> {
    const first = this.#blockOf(probe)
    for (let at = first; at < this.#blocks.length; at++) {
      const block = this.#blocks[at] ?? []
      yield* at === first ? block.slice(this.#indexIn(block, probe)) : block
    }
  }

  /** The first block that ends at or behind a place. */
  #blockOf(probe: Probe): number {
    return firstIndex(this.#blocks, (block) => {
      const last = block.at(-1)
      return last !== undefined && this.#compare(last, probe) >= 0
    })
  }

  #indexIn(block: readonly Entry[], probe: Probe): number {
    return firstIndex(block, (entry) => this.#compare(entry, probe) >= 0)
  }
}

/** The first index whose item is so, by bisection: all behind it are, too. */
function firstIndex<Item>(items: readonly Item[], isSo: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && isSo(item)) high = middle
    else low = middle + 1
  }
  return low
}
