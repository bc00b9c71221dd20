/** What scrolls: where its rows stand in the page. Pixels; rows that are not in the page are where they are guessed. */
import type { Heights, Range } from './heights.ts'

/** A row, and where its upper edge stands below that of the viewport. */
export interface Anchor {
  readonly key: string
  readonly below: number
}

export class Sheet {
  readonly scroller: HTMLElement
  /** A space, the rows, and a space. */
  readonly list: HTMLElement
  /** How much higher the space above is than the rows it stands for. */
  debt = 0
  readonly #heights: Heights
  #width = 0

  /** `scroller` is the list's offset parent. */
  constructor(scroller: HTMLElement, list: HTMLElement, heights: Heights) {
    this.scroller = scroller
    this.list = list
    this.#heights = heights
  }

  /** What can be seen at once. */
  get view(): number {
    return this.scroller.clientHeight
  }

  /** Whether it is wider or narrower than at the last time of asking: then nothing has the height it had. */
  isOtherWidth(): boolean {
    const before = this.#width
    this.#width = this.scroller.clientWidth
    return this.#width !== before
  }

  /** What is below the viewport. */
  get left(): number {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight
  }

  /** Where the rows begin in what scrolls. */
  get origin(): number {
    return this.list.offsetTop + this.debt
  }

  /** Where a row stands now, below the upper edge of the viewport. */
  below(index: number): number {
    return this.origin + this.#heights.top(index) - this.scroller.scrollTop
  }

  /** The row at the upper edge of the viewport when it is scrolled to `top`. */
  anchorAt(top: number): Anchor | undefined {
    const index = this.#heights.at(top - this.origin)
    const key = this.#heights.key(index)
    return key === undefined ? undefined : { key, below: this.below(index) }
  }

  /** Gives the spaces the height of the rows that are not in the page. */
  space({ first, end }: Range): void {
    setHeight(this.list.firstElementChild, this.#heights.top(first) + this.debt)
    setHeight(this.list.lastElementChild, this.#heights.total - this.#heights.top(end))
  }

  /** Moves so that the way can be followed, where people want movement. Returns whether it does. */
  glide(by: number): boolean {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return false
    this.scroller.scrollBy({ top: by, behavior: 'smooth' })
    return true
  }

  scrollTo(top: number): void {
    if (Math.abs(this.scroller.scrollTop - top) >= 0.5) this.scroller.scrollTop = top
  }
}

function setHeight(element: Element | null, height: number): void {
  if (element instanceof HTMLElement) element.style.setProperty('height', `${Math.max(0, height)}px`)
}
