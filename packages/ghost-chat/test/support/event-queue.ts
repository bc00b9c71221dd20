/**
 * Events in the order of their time, as a binary heap: adding one and taking the next cost log n steps.
 */

export interface Event {
  /** Milliseconds. */
  readonly at: number
  /** `null` once it was called off or has happened. */
  call: (() => void) | null
}

interface Queued extends Event {
  /** Events of one moment happen in the order they were added. */
  readonly order: number
}

/** Below so many events called off, nobody tidies up. */
const UNTIDY = 1_024

export class EventQueue {
  #heap: Queued[] = []
  #added = 0
  #waiting = 0

  /** Events still to happen. */
  get waiting(): number {
    return this.#waiting
  }

  /** The time of the next event; `Infinity` if there is none. */
  get nextAt(): number {
    for (let next = this.#heap[0]; next !== undefined; next = this.#heap[0]) {
      if (next.call !== null) return next.at
      this.#pop()
    }
    return Infinity
  }

  /** Adds an event; returns what calls it off. */
  add(at: number, call: () => void): () => void {
    const event: Queued = { at, order: this.#added++, call }
    this.#heap.push(event)
    this.#rise(this.#heap.length - 1)
    this.#waiting++
    return () => {
      if (event.call === null) return
      event.call = null
      this.#waiting--
      this.#tidy()
    }
  }

  /** Takes the next event if it is due by then. */
  take(by: number): { readonly at: number; readonly call: () => void } | null {
    if (this.nextAt > by) return null
    const event = this.#pop()
    if (event === undefined || event.call === null) return null
    const { at, call } = event
    event.call = null
    this.#waiting--
    return { at, call }
  }

  /** What was called off is passed over when its time comes; when it is most of the heap, it goes at once. */
  #tidy(): void {
    if (this.#heap.length < UNTIDY || this.#waiting * 2 > this.#heap.length) return
    this.#heap = this.#heap.filter((event) => event.call !== null).sort((a, b) => (isBefore(a, b) ? -1 : 1))
  }

  #pop(): Queued | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    heap[0] = last
    this.#sink()
    return first
  }

  #rise(place: number): void {
    const heap = this.#heap
    const event = heap[place]
    if (event === undefined) return
    for (let at = place; at > 0;) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, event)) return
      heap[at] = parent
      heap[above] = event
      at = above
    }
  }

  #sink(): void {
    const heap = this.#heap
    const event = heap[0]
    if (event === undefined) return
    for (let at = 0; ;) {
      let below = 2 * at + 1
      let child = heap[below]
      if (child === undefined) return
      const other = heap[below + 1]
      if (other !== undefined && isBefore(other, child)) {
        child = other
        below++
      }
      if (isBefore(event, child)) return
      heap[at] = child
      heap[below] = event
      at = below
    }
  }
}

function isBefore(a: Queued, b: Queued): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
