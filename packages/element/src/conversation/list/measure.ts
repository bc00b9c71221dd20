/** The rows in the page: how high they are, and word of when one changes. */
import type { Heights, Range } from './heights.ts'

export class Measure {
  readonly #observer: ResizeObserver
  #observed = new Set<Element>()

  constructor(onResize: () => void) {
    this.#observer = new ResizeObserver(onResize)
  }

  /** Takes the heights of the rows of `range`, which stand in `list` between its two spaces. */
  take(list: HTMLElement, { first, end }: Range, heights: Heights): void {
    const scale = scaleOf(list)
    const seen = new Set<Element>()
    for (let index = first; index < end; index += 1) {
      const row = list.children[1 + index - first]
      if (row === undefined) break
      seen.add(row)
      if (!this.#observed.has(row)) this.#observer.observe(row)
      heights.measure(index, row.getBoundingClientRect().height / scale)
    }
    for (const row of this.#observed) if (!seen.has(row)) this.#observer.unobserve(row)
    this.#observed = seen
  }

  watch(scroller: HTMLElement): void {
    this.#observer.observe(scroller)
  }

  stop(): void {
    this.#observer.disconnect()
    this.#observed.clear()
  }
}

/** A pop-up that grows while it opens must not be measured in its small state. */
function scaleOf(element: HTMLElement): number {
  const scale = element.getBoundingClientRect().width / element.offsetWidth
  return Number.isFinite(scale) && scale > 0 && Math.abs(scale - 1) > 0.001 ? scale : 1
}
