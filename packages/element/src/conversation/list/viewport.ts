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
import { Measure } from './measure.ts'
import { Movement } from './movement.ts'
import { Sheet, type Anchor } from './sheet.ts'

/**
 * Close enough to the end for a movement towards it to have arrived, and for who does not move to be there: positions
 * are no whole numbers. A movement away from it begins with a pixel.
 */
const NEAR_PX = 60
const THERE_PX = 1
/** What is in the page beyond each edge of the viewport, and how little of it may be left. */
const BEYOND_PX = 600
const LEAST_BEYOND_PX = 200
/** Renderings for one change, until guesses and measures agree. */
const MOST_ROUNDS = 6
/** Above and below a row that was asked for. */
const MARGIN_PX = 8

export interface ViewportHost {
  /** What the viewport shows has to be rendered anew. */
  changed(): void
  /** The reader came to the end, or left it. */
  endChanged(atEnd: boolean): void
  /** A movement is over. */
  still(): void
}

export class Viewport {
  readonly #host: ViewportHost
  readonly #heights = new Heights()
  readonly #measure = new Measure(() => this.#onResize())
  #sheet: Sheet | undefined
  /** What is in the page. */
  #rendered: Range = { first: 0, end: 0 }
  #atEnd = true
  #anchor: Anchor | undefined
  readonly #movement = new Movement(() => this.#onStill())
  /** The scroll position that is known: another one is somebody's movement. */
  #top = 0
  #rounds = 0
  #frame = 0

  constructor(host: ViewportHost) {
    this.#host = host
  }

  get atEnd(): boolean {
    return this.#atEnd
  }

  /** What can be seen at once: nothing while the list is hidden. */
  get view(): number {
    return this.#sheet?.view ?? 0
  }

  /** `scroller` is the list's offset parent; `list` holds a space, the rows, and a space. */
  attach(scroller: HTMLElement, list: HTMLElement): void {
    this.#sheet = new Sheet(scroller, list, this.#heights)
    scroller.addEventListener('scroll', this.#onScroll, { passive: true })
    scroller.addEventListener('scrollend', this.#onStill, { passive: true })
    this.#measure.watch(scroller)
  }

  detach(): void {
    this.#sheet?.scroller.removeEventListener('scroll', this.#onScroll)
    this.#sheet?.scroller.removeEventListener('scrollend', this.#onStill)
    this.#sheet = undefined
    this.#measure.stop()
    this.#movement.end()
    cancelAnimationFrame(this.#frame)
  }

  setKeys(keys: readonly string[]): void {
    this.#heights.setKeys(keys)
    this.#rounds = 0
  }

  /** The rows that the reader sees. */
  get visible(): Range {
    const from = this.#from()
    return this.#heights.range(from + THERE_PX, from + this.view - THERE_PX)
  }

  /** The rows to render now. */
  range(): Range {
    this.#rendered = this.#wanted()
    return this.#rendered
  }

  /** To be called when the rows of `range()` are in the page. */
  settle(): void {
    const sheet = this.#sheet
    if (sheet === undefined || sheet.view === 0) return
    this.#measure.take(sheet.list, this.#rendered, this.#heights)
    if (!this.#movement.active) this.#heights.guessAnew()
    if (this.#atEnd) {
      this.#place(sheet)
      this.#scroll(sheet, sheet.scroller.scrollHeight)
    } else this.#hold(sheet)
    this.#again()
  }

  toEnd(): void {
    this.#movement.end()
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
    const now = this.#heights.top(index) - this.#from()
    const lowest = middle ? (this.view - height) / 2 : this.view - height - MARGIN_PX
    const below = Math.max(MARGIN_PX, middle ? lowest : Math.min(now, lowest))
    const isHere = this.#rendered.first <= index && index < this.#rendered.end
    if (isHere && Math.abs(below - now) < 1) return
    this.#setAtEnd(false)
    if (isHere && middle && this.#sheet?.glide(now - below) === true) {
      this.#movement.goesOn()
      // Some browsers are there at once, and tell of it later.
      this.#scroll(this.#sheet, this.#sheet.scroller.scrollTop)
      return
    }
    this.#movement.end()
    this.#anchor = { key, below }
    this.#rounds = 0
    this.#host.changed()
  }

  /** Keeps the anchor where it is. */
  #hold(sheet: Sheet): void {
    const anchor = this.#anchor
    const { first, end } = this.#rendered
    const index = this.#anchored()
    if (anchor !== undefined && index >= first && this.#movement.active && first > 0) {
      // The movement has gone on since it was last heard of.
      const drift = sheet.scroller.scrollTop - this.#top
      const debt = sheet.debt + anchor.below - drift - sheet.below(index)
      if (this.#heights.top(first) + debt > 0) {
        this.#place(sheet, debt)
        return
      }
    }
    this.#place(sheet)
    if (anchor === undefined || index < 0) this.#takeAnchor(sheet)
    else this.#scroll(sheet, sheet.scroller.scrollTop + sheet.below(index) - anchor.below)
    const last = !this.#movement.active && end === this.#heights.count
    if (last && sheet.left < THERE_PX) this.#setAtEnd(true)
  }

  #wanted(): Range {
    const from = this.#from()
    const to = from + this.view
    const needed = this.#heights.range(from - LEAST_BEYOND_PX, to + LEAST_BEYOND_PX)
    const { first, end } = this.#rendered
    const enough = first <= needed.first && end >= needed.end && end <= this.#heights.count
    // A busy room grows at its end: what is far above that is let go at once.
    if (enough && !this.#atEnd) return this.#rendered
    const wanted = this.#heights.range(from - BEYOND_PX, to + BEYOND_PX)
    return wanted.first === first && wanted.end === end ? this.#rendered : wanted
  }

  /** Where the viewport begins, among the rows. */
  #from(): number {
    if (this.#atEnd) return this.#heights.total - this.view
    const index = this.#anchored()
    // A row that is gone: whatever stands in its place now.
    if (index < 0 || this.#anchor === undefined) return this.#top - (this.#sheet?.origin ?? 0)
    return this.#heights.top(index) - this.#anchor.below
  }

  readonly #onScroll = (): void => {
    const sheet = this.#sheet
    if (sheet === undefined || sheet.view === 0) return
    const moved = sheet.scroller.scrollTop - this.#top
    if (Math.abs(moved) < 1) return
    this.#top = sheet.scroller.scrollTop
    this.#movement.goesOn()
    const last = this.#rendered.end === this.#heights.count
    // Only who moves up leaves the end: it also moves away by itself, when something is said.
    if (last && sheet.left < (moved > 0 ? NEAR_PX : THERE_PX)) this.#setAtEnd(true)
    else if (moved < 0) this.#setAtEnd(false)
    this.#takeAnchor(sheet)
    if (this.#wanted() === this.#rendered) return
    this.#rounds = 0
    this.#host.changed()
  }

  /** The movement is over: what it owed is made good. */
  readonly #onStill = (): void => {
    this.#movement.end()
    if (this.#sheet?.debt !== 0) this.settle()
    this.#host.still()
  }

  #onResize(): void {
    if (this.#sheet?.isOtherWidth() === true) this.#heights.forget()
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

  #place(sheet: Sheet, debt = 0): void {
    sheet.debt = debt
    sheet.space(this.#rendered)
  }

  #scroll(sheet: Sheet, top: number): void {
    sheet.scrollTo(top)
    // What the page could give, which at its ends may be less than what was asked for.
    this.#top = sheet.scroller.scrollTop
    this.#takeAnchor(sheet)
  }

  #takeAnchor(sheet: Sheet): void {
    this.#anchor = sheet.anchorAt(this.#top)
  }

  /** Which row the anchor is, -1 where it is gone. */
  #anchored(): number {
    if (this.#anchor === undefined) return -1
    return this.#heights.indexOf(this.#anchor.key, this.#top - (this.#sheet?.origin ?? 0))
  }

  #setAtEnd(atEnd: boolean): void {
    if (atEnd === this.#atEnd) return
    this.#atEnd = atEnd
    this.#host.endChanged(atEnd)
  }
}
