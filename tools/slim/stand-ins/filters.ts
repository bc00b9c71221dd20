// For the probabilistic filters of @libp2p/utils: a set, which is never wrong. A member remembers by them a few
// relays that could not be reserved at, until it looks for relays again.
class ExactFilter {
  readonly #items = new Set<string>()

  get count(): number {
    return this.#items.size
  }

  add(item: Uint8Array): boolean {
    this.#items.add(item.join())
    return true
  }

  has(item: Uint8Array): boolean {
    return this.#items.has(item.join())
  }

  remove(item: Uint8Array): boolean {
    return this.#items.delete(item.join())
  }
}

export const createScalableCuckooFilter = (): ExactFilter => new ExactFilter()
