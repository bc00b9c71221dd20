// For denque, in which gossip keeps the ids of messages until they are too old to be remembered.
export default class Queue<T> {
  #items: T[] = []
  /** Where the first is. What was shifted stays until it is half of all. */
  #head = 0

  push(item: T): void {
    this.#items.push(item)
  }

  peekFront(): T | undefined {
    return this.#items[this.#head]
  }

  shift(): void {
    if (this.#head < this.#items.length) this.#head++
    if (this.#head * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }

  clear(): void {
    this.#items = []
    this.#head = 0
  }
}
