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

/** Whether `count` messages at `time` keep to a rule, after those said at `times`. */
export function isWithin(
  rule: FloodRule | null,
  times: readonly number[],
  time: number,
  count: number,
): boolean {
  if (rule === null) return true
  let within = count
  for (const said of times) if (said > time - rule.window && said <= time) within++
  return within <= rule.messages
}

export class FloodGate {
  readonly #rule: FloodRule | null
  /** Times of what each DID said, in order; the newest few windows' worth. */
  readonly #said = new Map<Did, number[]>()

  /** @param rule `null` lets everything through */
  constructor(rule: FloodRule | null) {
    this.#rule = rule
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
    const most = 3 * this.#rule.messages
    if (said.length > most) said.splice(0, said.length - most)
    this.#said.set(did, said)
  }

  /** Forgets those who have been silent for longer than any envelope is valid. */
  forget(now: number): void {
    for (const [did, said] of this.#said) {
      if ((said.at(-1) ?? 0) < now - LIMITS.lifetime) this.#said.delete(did)
    }
  }
}
