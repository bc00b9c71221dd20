/**
 * Flood control (SPEC GC3): how much one DID may say, judged by the envelopes' own times, so that every
 * member comes to the same result.
 */
import { LIMITS } from './limits.ts'
import type { Did } from './ids.ts'

export interface FloodRule {
  readonly messages: number
  /** Milliseconds. */
  readonly window: number
}

export const DEFAULT_FLOOD: FloodRule = Object.freeze({
  messages: LIMITS.floodMessages,
  window: LIMITS.floodWindow,
})

/** What a DID may say of its typing: the same everywhere (TP3). */
export const TYPING_FLOOD: FloodRule = Object.freeze({
  messages: LIMITS.typingPerWindow,
  window: LIMITS.typingWindow,
})

/**
 * Whether `count` messages at `time` keep to a rule beside those said at `times`, which are in order. Every
 * window that holds `time` counts, those that end later too: else a DID could say as much as it likes by
 * stamping each message earlier than the one before.
 */
export function isWithin(
  rule: FloodRule | null,
  times: readonly number[],
  time: number,
  count: number,
): boolean {
  if (rule === null) return true
  const { messages, window } = rule
  const near = times.filter((said) => said > time - window && said < time + window)
  const until = near.findIndex((said) => said > time)
  let within = until === -1 ? near.length : until
  // The window that ends at `time`, then those that end with each of the later ones.
  let first = 0
  for (let last = within; ; last++) {
    if (within + count > messages) return false
    const end = near[last]
    if (end === undefined) return true
    within++
    while ((near[first] ?? end) <= end - window) {
      first++
      within--
    }
  }
}

export class FloodGate {
  readonly #rule: FloodRule | null
  readonly #span: number
  /** Times of what each DID said, in order. The rule itself bounds how many there can be within the span. */
  readonly #said = new Map<Did, number[]>()

  /**
   * @param rule `null` lets everything through
   * @param span milliseconds between the oldest and the newest envelope that may still come. What was noted is
   * kept for so long: if less were, a DID could fill the present and then say at will in the past.
   */
  constructor(rule: FloodRule | null, span: number = LIMITS.lifetime + LIMITS.skew) {
    this.#rule = rule
    this.#span = span
  }

  /** DIDs that are remembered. */
  get size(): number {
    return this.#said.size
  }

  /** Whether `did` may have said `count` messages at `time`. */
  allows(did: Did, time: number, count: number): boolean {
    return isWithin(this.#rule, this.#said.get(did) ?? [], time, count)
  }

  /** Notes that `did` said `count` messages at `time`. */
  note(did: Did, time: number, count: number): void {
    if (this.#rule === null) return
    const said = this.#said.get(did) ?? []
    for (let i = 0; i < count; i++) said.push(time)
    const last = said.length - count - 1
    if (last >= 0 && (said[last] ?? 0) > time) said.sort((a, b) => a - b)
    const oldest = (said.at(-1) ?? time) - this.#span
    const kept = said.findIndex((at) => at >= oldest)
    if (kept > 0) said.splice(0, kept)
    this.#said.set(did, said)
  }

  /** Forgets those who have been silent for longer than the span. */
  forget(now: number): void {
    for (const [did, said] of this.#said) {
      if ((said.at(-1) ?? 0) < now - this.#span) this.#said.delete(did)
    }
  }
}
