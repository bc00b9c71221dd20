/**
 * What is missing of a session's content chain (SPEC SQ4), and when to ask for it again.
 */
import { LIMITS } from '../wire/limits.ts'

/** A run of content numbers, both ends included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** What is to be done about a gap. */
export type GapDue =
  | { readonly do: 'ask'; readonly range: Range; readonly isFirst: boolean }
  | { readonly do: 'give-up'; readonly lost: readonly number[] }

const ATTEMPTS = 3
const RETRY = 2_000
/** Frames that were sent one after another may arrive the other way round; in milliseconds. */
export const PATIENCE = 150
/** How often what was given up is asked for again. */
const ROUNDS = 3
/** Shared while nothing is missing: of most sessions, and of all that a stranger makes up, nothing ever is. */
const NOTHING: Set<number> = new Set()

export class Gaps {
  readonly #isWhole: boolean
  /** The next number this member expects; `null` until it knows where to count from. */
  #next: number | null = null
  #missing = NOTHING
  /** Given up, until the session is heard of again: the way to it may have been cut. */
  #lost = NOTHING
  #rounds = 0
  #attempts = 0
  #retryAt = Infinity

  /** @param isWhole whether all that the session has said is this member's to hear */
  constructor(isWhole = false) {
    this.#isWhole = isWhole
  }

  /** When to ask, in milliseconds; `Infinity` while nothing is missing. */
  get dueAt(): number {
    return this.#missing.size === 0 ? Infinity : this.#retryAt
  }

  /** Whether something is missing that may just be late: nobody was asked for it yet. */
  get patient(): boolean {
    return this.open && this.#attempts === 0
  }

  /** Whether anything is missing that is worth asking for. */
  get open(): boolean {
    return this.#missing.size > 0
  }

  /**
   * The session's chain ends at `head` (−1: it is empty).
   * @param mayStart whether counting may begin here; not so for what was true before the member joined
   */
  reached(head: number, mayStart: boolean, now: number): void {
    this.#reopen(now)
    if (mayStart && this.#isWhole) this.#next ??= 0
    if (this.#next !== null) this.#expect(head + 1, now)
    else if (mayStart) this.#next = head + 1
  }

  /** A content envelope was seen. */
  got(seq: number, now: number): void {
    this.#next ??= this.#isWhole ? 0 : seq
    const wasLost = this.#lost.delete(seq)
    if (this.#missing.delete(seq) || wasLost) this.#rounds = 0
    this.#reopen(now)
    if (seq >= this.#next) {
      this.#expect(seq, now)
      this.#next = seq + 1
    }
  }

  /** What to do now, if anything is due: ask, which is counted; or give up, after the last attempt. */
  due(now: number): GapDue | null {
    if (this.#missing.size === 0 || now < this.#retryAt) return null
    if (this.#attempts === ATTEMPTS) {
      const lost = [...this.#missing]
      this.#lost = new Set([...this.#lost, ...lost])
      const lowest = (this.#next ?? 0) - LIMITS.answerItems
      for (const seq of this.#lost) if (seq < lowest) this.#lost.delete(seq)
      this.#missing = NOTHING
      return { do: 'give-up', lost }
    }
    this.#attempts++
    this.#retryAt = now + RETRY
    const isFirst = this.#attempts === 1
    let from = Infinity
    let to = -1
    for (const seq of this.#missing) {
      from = Math.min(from, seq)
      to = Math.max(to, seq)
    }
    return { do: 'ask', range: Object.freeze({ from, to }), isFirst }
  }

  /** There was nobody to ask: that was no attempt. */
  notAsked(): void {
    this.#attempts--
  }

  #reopen(now: number): void {
    if (this.#lost.size === 0 || this.#rounds === ROUNDS) return
    this.#rounds++
    for (const seq of this.#lost) this.#miss(seq)
    this.#lost = NOTHING
    this.#attempts = 0
    this.#retryAt = now + PATIENCE
  }

  #expect(next: number, now: number): void {
    if (this.#next === null || next <= this.#next) return
    // Only what one answer can hold: the oldest of a longer gap stays lost.
    for (let seq = Math.max(this.#next, next - LIMITS.answerItems); seq < next; seq++) this.#miss(seq)
    for (const old of this.#missing) if (old < next - LIMITS.answerItems) this.#missing.delete(old)
    this.#next = next
    this.#attempts = 0
    this.#retryAt = now + PATIENCE
  }

  #miss(seq: number): void {
    if (this.#missing === NOTHING) this.#missing = new Set()
    this.#missing.add(seq)
  }
}
