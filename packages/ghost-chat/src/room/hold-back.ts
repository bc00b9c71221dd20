/**
 * Messages that came before an earlier one of their session wait for it a moment (SPEC SQ7).
 *
 * Two paths to a member are not equally fast: when the faster one comes up, what is sent on it overtakes what
 * is still on the other.
 */
import type { Effect } from './effects.ts'
import { PATIENCE } from './gaps.ts'
import type { SessionRecord } from './sessions.ts'

/** Envelopes of one session that wait. More are not held: an order of so many is none that a path turned round. */
const MOST = 64

interface Waiting {
  readonly since: number
  readonly said: { readonly seq: number; readonly effects: readonly Effect[] }[]
}

export class HoldBack {
  readonly #waiting = new Map<SessionRecord, Waiting>()

  /** When to look again, in milliseconds; `Infinity` while nothing waits. */
  get dueAt(): number {
    let at = Infinity
    for (const { since } of this.#waiting.values()) at = Math.min(at, since + PATIENCE)
    return at
  }

  /** Takes what an envelope brings about, and gives what it is time for, in the order of the session's numbers. */
  pass(record: SessionRecord, seq: number, effects: readonly Effect[], now: number): readonly Effect[] {
    const waiting = this.#waiting.get(record)
    if (waiting === undefined && !record.gaps.patient) return effects
    const held = waiting ?? { since: now, said: [] }
    held.said.push({ seq, effects })
    this.#waiting.set(record, held)
    return record.gaps.patient && held.said.length < MOST ? [] : this.#release(record, held)
  }

  /** What has waited long enough, or for nothing any more. */
  due(now: number): readonly Effect[] {
    const effects: Effect[] = []
    for (const [record, held] of this.#waiting) {
      if (record.gaps.patient && now < held.since + PATIENCE) continue
      effects.push(...this.#release(record, held))
    }
    return effects
  }

  #release(record: SessionRecord, { said }: Waiting): readonly Effect[] {
    this.#waiting.delete(record)
    return said.sort((one, other) => one.seq - other.seq).flatMap(({ effects }) => effects)
  }
}
