/**
 * The sessions of which something is missing, and asking for it (SPEC SQ4, SY6).
 */
import { AnswerBudget } from './answer-budget.ts'
import type { Effect } from './effects.ts'
import type { SessionRecord } from './sessions.ts'

export class GapWatch {
  readonly #gapped = new Set<SessionRecord>()
  readonly #someone: (but: string | null) => string | null
  /**
   * Repairs asked of each peer. A session may claim anybody's peer and any number: a member asks a peer no more often
   * than that peer answers (SY8).
   */
  readonly #asked = new AnswerBudget()

  /** @param someone any peer of the room but one, for sessions that are gone */
  constructor(someone: (but: string | null) => string | null) {
    this.#someone = someone
  }

  /** Something of a session came in. */
  look(record: SessionRecord): void {
    if (record.gaps.open) this.#gapped.add(record)
    else this.#gapped.delete(record)
  }

  /** When to look again, in milliseconds; `Infinity` while nothing is missing. */
  get dueAt(): number {
    let at = Infinity
    for (const record of this.#gapped) at = Math.min(at, record.gaps.dueAt)
    return at
  }

  /**
   * What to ask for now.
   * @param lost told of what nobody had
   */
  due(
    now: number,
    lost: (record: SessionRecord, seqs: readonly number[]) => readonly Effect[],
  ): readonly Effect[] {
    const effects: Effect[] = []
    for (const record of this.#gapped) {
      const due = record.gaps.due(now)
      this.look(record)
      if (due === null) continue
      if (due.do === 'give-up') {
        effects.push(...lost(record, due.lost))
        continue
      }
      const { range, isFirst } = due
      // The sender itself knows best; if it is gone or does not answer, anyone who stayed may have it.
      const sender = record.presence?.body.peer ?? null
      const peer = (isFirst ? sender : null) ?? this.#someone(sender) ?? sender
      if (peer === null || !this.#asked.spend(peer, 'repair', now, () => true)) record.gaps.notAsked()
      else effects.push({ do: 'ask-repair', peer, iss: record.did, sid: record.sid, range })
    }
    return effects
  }
}
