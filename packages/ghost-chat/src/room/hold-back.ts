/**
 * Messages wait a moment for what belongs before them: an earlier one of their session (SPEC SQ7), or the presence of
 * their sender (SPEC SQ9).
 *
 * Two paths to a member are not equally fast: when the faster one comes up, what is sent on it overtakes what
 * is still on the other.
 */
import { LIMITS } from '../wire/limits.ts'
import type { Effect } from './effects.ts'
import { PATIENCE } from './gaps.ts'
import type { SessionRecord } from './sessions.ts'

/** Envelopes of one session that wait. More are not held: an order of so many is none that a path turned round. */
const MOST = 64

/** What an envelope brings about, as of when it is told: meanwhile its author may have become known. */
export interface Told {
  readonly seq: number
  readonly effects: () => readonly Effect[]
  /** The length of the envelope. */
  readonly bytes: number
}

interface Waiting {
  readonly since: number
  readonly said: Told[]
}

export class HoldBack {
  readonly #waits: (record: SessionRecord) => boolean
  /** In the order in which they began to wait. */
  readonly #waiting = new Map<SessionRecord, Waiting>()
  #envelopes = 0
  #bytes = 0

  /** @param waits whether something still belongs before what a session says */
  constructor(waits: (record: SessionRecord) => boolean) {
    this.#waits = waits
  }

  /** When to look again, in milliseconds; `Infinity` while nothing waits. */
  get dueAt(): number {
    for (const { since } of this.#waiting.values()) return since + PATIENCE
    return Infinity
  }

  /** Takes what an envelope brings about, and gives what it is time for, in the order of the session's numbers. */
  pass(record: SessionRecord, told: Told, now: number): readonly Effect[] {
    const waiting = this.#waiting.get(record)
    const waits = this.#waits(record)
    if (waiting === undefined && !waits) return told.effects()
    const held = waiting ?? { since: now, said: [] }
    held.said.push(told)
    this.#waiting.set(record, held)
    this.#envelopes++
    this.#bytes += told.bytes
    if (!waits || held.said.length >= MOST) return this.#release(record, held)
    return this.#overBounds()
  }

  /** Something of a session came that may have been waited for. */
  look(record: SessionRecord): readonly Effect[] {
    const held = this.#waiting.get(record)
    return held === undefined || this.#waits(record) ? [] : this.#release(record, held)
  }

  /** What has waited long enough, or for nothing any more. */
  due(now: number): readonly Effect[] {
    const effects: Effect[] = []
    for (const [record, held] of this.#waiting) {
      if (this.#waits(record) && now < held.since + PATIENCE) continue
      effects.push(...this.#release(record, held))
    }
    return effects
  }

  /** Where too much waits, those that have waited the longest are told. */
  #overBounds(): readonly Effect[] {
    const effects: Effect[] = []
    for (const [record, held] of this.#waiting) {
      if (this.#envelopes <= LIMITS.heldEnvelopes && this.#bytes <= LIMITS.heldBytes) break
      effects.push(...this.#release(record, held))
    }
    return effects
  }

  #release(record: SessionRecord, { said }: Waiting): readonly Effect[] {
    this.#waiting.delete(record)
    this.#envelopes -= said.length
    for (const { bytes } of said) this.#bytes -= bytes
    return said.sort((one, other) => one.seq - other.seq).flatMap(({ effects }) => effects())
  }
}
