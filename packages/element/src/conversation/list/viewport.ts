/**
 * Which rows of a long list are in the page, and where. Only what is near the viewport is: two spaces stand for the
 * rest. Who reads at the end stays there; for everybody else the row that they read stays where it is, whatever
 * comes, goes or grows above it.
 *
 * While somebody scrolls, nothing here writes the scroll position: engines that move it by themselves take that
 * amiss, with jumps or an end of the movement. What rows turn out to be higher than guessed is taken from the space
 * above them, and made good when the movement is over.
 */
import { Heights, type Range } from './heights.ts'
import { Measure, setSpaces } from './measure.ts'

/** Close enough to the end for a movement towards it to have arrived. */
const NEAR_PX = 60
/** What is in the page beyond each edge of the viewport, and how little of it may be left. */
const BEYOND_PX = 600
const LEAST_BEYOND_PX = 200
/** Without a `scrollend` for this long, a movement is over. */
const MOVEMENT_MS = 150
/** Renderings for one change, until guesses and measures agree on what is near. */
const MOST_ROUNDS = 6
/** Above a row that was asked for. */
const MARGIN_PX = 8

/** A row, and where its upper edge stands below that of the viewport. */
interface Anchor {
  readonly key: string
  readonly below: number
}

export interface ViewportHost {
  /** What the viewport shows has to be rendered anew. */
  changed(): void
  /** The reader came to the end, or left it. */
  endChanged(atEnd: boolean): void
}

export class Viewport {
  readonly #host: ViewportHost
  readonly #heights = new Heights()
  readonly #measure = new Measure(() => this.#onResize())
  #scroller: HTMLElement | undefined
  #list: HTMLElement | undefined
  /** What is in the page. */
  #rendered: Range = { first: 0, end: 0 }
  #atEnd = true
  #anchor: Anchor | undefined
  /** How much higher the space above is than the rows it stands for. */
  #debt = 0
  #moving: ReturnType<typeof setTimeout> | undefined
  #top = 0
  #width = 0
  #rounds = 0
  #frame = 0

  constructor(host: ViewportHost) {
    this.#host = host
  }

  get atEnd(): boolean {
    return this.#atEnd
  }

  /** Whether the reader has anything of it in sight at all. */
  get visible(): boolean {
    return this.#view > 0
  }

  get #view(): number {
    return this.#scroller?.clientHeight ?? 0
  }

  /** `scroller` is the list's offset parent; `list` holds a space, the rows, and a space. */
  attach(scroller: HTMLElement, list: HTMLElement): void {
    this.#scroller = scroller
    this.#list = list
    scroller.addEventListener('scroll', this.#onScroll, { passive: true })
    scroller.addEventListener('scrollend', this.#onStill, { passive: true })
    this.#measure.watch(scroller)
  }

  detach(): void {
    this.#scroller?.removeEventListener('scroll', this.#onScroll)
    this.#scroller?.removeEventListener('scrollend', this.#onStill)
    this.#measure.stop()
    this.#still()
    cancelAnimationFrame(this.#frame)
    this.#scroller = undefined
  }

  setKeys(keys: readonly string[]): void {
    this.#heights.setKeys(keys)
    this.#rounds = 0
  }

  /** The rows to render now. */
  range(): Range {
    this.#rendered = this.#wanted()
    return this.#rendered
  }

  /** To be called when the rows of `range()` are in the page. */
  settle(): void {
    const list = this.#list
    if (list === undefined || this.#view === 0) return
    this.#measure.take(list, this.#rendered, this.#heights)
    if (this.#moving === undefined) this.#heights.guessAnew()
    if (this.#atEnd) {
      this.#debt = 0
      this.#space()
      this.#write(this.#scroller?.scrollHeight ?? 0)
    } else this.#hold()
    this.#again()
  }

  toEnd(): void {
    this.#still()
    this.#setAtEnd(true)
    this.#rounds = 0
    this.#host.changed()
  }

  /** Brings a row into sight: to the middle where that is asked for, otherwise no further than needed. */
  show(index: number, middle = false): void {
    const key = this.#heights.key(index)
    if (key === undefined) return
    if (index === this.#heights.count - 1 && !middle) {
      this.toEnd()
      return
    }
    const height = this.#heights.top(index + 1) - this.#heights.top(index)
    const now = this.#heights.top(index) - this.#place()
    const lowest = middle ? (this.#view - height) / 2 : this.#view - height - MARGIN_PX
    const below = Math.max(MARGIN_PX, middle ? lowest : Math.min(now, lowest))
    if (this.#rendered.first <= index && index < this.#rendered.end && Math.abs(below - now) < 1) return
    this.#still()
    this.#setAtEnd(false)
    this.#anchor = { key, below }
    this.#rounds = 0
    this.#host.changed()
  }

  /** Keeps the anchor where it is. */
  #hold(): void {
    const anchor = this.#anchor
    const { first, end } = this.#rendered
    const index = this.#anchored()
    if (anchor !== undefined && index >= first && index < end && this.#moving !== undefined && first > 0) {
      this.#space()
      const debt = this.#debt + anchor.below - this.#below(index)
      if (this.#heights.top(first) + debt > 0) {
        this.#debt = debt
        this.#space()
        return
      }
    }
    this.#debt = 0
    this.#space()
    if (anchor === undefined || index < 0) this.#takeAnchor()
    else this.#write((this.#scroller?.scrollTop ?? 0) + this.#below(index) - anchor.below)
    if (this.#left() <= 2 && end === this.#heights.count) this.#setAtEnd(true)
  }

  #wanted(): Range {
    const from = this.#place()
    const to = from + this.#view
    const needed = this.#heights.range(from - LEAST_BEYOND_PX, to + LEAST_BEYOND_PX)
    const { first, end } = this.#rendered
    const enough = first <= needed.first && end >= needed.end && end <= this.#heights.count
    // A busy room grows at its end: what is far above that is let go at once.
    if (enough && !this.#atEnd) return this.#rendered
    const wanted = this.#heights.range(from - BEYOND_PX, to + BEYOND_PX)
    return wanted.first === first && wanted.end === end ? this.#rendered : wanted
  }

  /** Where the viewport begins, among the rows. */
  #place(): number {
    if (this.#atEnd) return this.#heights.total - this.#view
    const index = this.#anchored()
    // A row that is gone: whatever stands in its place now.
    if (index < 0 || this.#anchor === undefined) return this.#top - this.#origin()
    return this.#heights.top(index) - this.#anchor.below
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller
    if (scroller === undefined || this.#view === 0) return
    const moved = scroller.scrollTop - this.#top
    if (Math.abs(moved) < 1) return
    this.#top = scroller.scrollTop
    clearTimeout(this.#moving)
    this.#moving = setTimeout(this.#onStill, MOVEMENT_MS)
    const left = this.#left()
    const last = this.#rendered.end === this.#heights.count
    // Only who moves up leaves the end: it also moves away by itself, when something is said.
    if (last && left <= (moved > 0 ? NEAR_PX : 2)) this.#setAtEnd(true)
    else if (moved < 0) this.#setAtEnd(false)
    this.#takeAnchor()
    if (this.#wanted() === this.#rendered) return
    this.#rounds = 0
    this.#host.changed()
  }

  /** The movement is over: what it owed is made good. */
  readonly #onStill = (): void => {
    this.#still()
    if (this.#debt !== 0) this.settle()
  }

  #still(): void {
    clearTimeout(this.#moving)
    this.#moving = undefined
  }

  #onResize(): void {
    const width = this.#scroller?.clientWidth ?? 0
    if (width !== this.#width) this.#heights.forget()
    this.#width = width
    this.#rounds = 0
    this.settle()
  }

  /** Rows that turned out lower than guessed leave a gap: one more round, with what is known now. */
  #again(): void {
    if (this.#wanted() === this.#rendered || this.#rounds >= MOST_ROUNDS) return
    this.#rounds += 1
    // Never within the callback of an observer, which would have to observe what it makes.
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#host.changed())
  }

  #takeAnchor(): void {
    const index = this.#heights.at(this.#top - this.#origin())
    const key = this.#heights.key(index)
    this.#anchor = key === undefined ? undefined : { key, below: this.#below(index) }
  }

  /** Which row the anchor is, -1 where it is gone. */
  #anchored(): number {
    if (this.#anchor === undefined) return -1
    return this.#heights.indexOf(this.#anchor.key, this.#top - this.#origin())
  }

  /** Where the rows begin in what scrolls. */
  #origin(): number {
    return (this.#list?.offsetTop ?? 0) + this.#debt
  }

  /** Where a row stands now, below the upper edge of the viewport. */
  #below(index: number): number {
    return this.#origin() + this.#heights.top(index) - (this.#scroller?.scrollTop ?? 0)
  }

  /** What is below the viewport. */
  #left(): number {
    const scroller = this.#scroller
    return scroller === undefined ? 0 : scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
  }

  #space(): void {
    const { first, end } = this.#rendered
    const { total } = this.#heights
    if (this.#list === undefined) return
    setSpaces(this.#list, this.#heights.top(first) + this.#debt, total - this.#heights.top(end))
  }

  #write(top: number): void {
    const scroller = this.#scroller
    if (scroller === undefined) return
    if (Math.abs(scroller.scrollTop - top) >= 0.5) scroller.scrollTop = top
    this.#top = scroller.scrollTop
    // Now the position is what the page could give, which at its ends may differ from what was asked for.
    this.#takeAnchor()
  }

  #setAtEnd(atEnd: boolean): void {
    if (atEnd === this.#atEnd) return
    this.#atEnd = atEnd
    this.#host.endChanged(atEnd)
  }
}
