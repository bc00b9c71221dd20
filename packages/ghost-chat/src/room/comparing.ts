/**
 * Members of a room whose words go by lanes compare what a talker told each of them (SPEC SQ8): a lane goes to one member
 * alone, and nobody passes on what came by it.
 */
import { LIMITS } from '../wire/limits.ts'
import type { Effect } from './effects.ts'
import type { SessionRecord, Sessions } from './sessions.ts'

export class Comparing {
  readonly #sessions: Sessions
  readonly #random: () => number
  /** Talkers, and when another member is asked what they said. */
  readonly #due = new Map<SessionRecord, { readonly at: number; seq: number }>()
  readonly #askedAt = new Map<SessionRecord, number>()

  constructor(sessions: Sessions, random: () => number) {
    this.#sessions = sessions
    this.#random = random
  }

  /** A session said something, live. */
  heard(record: SessionRecord, seq: number, now: number): void {
    if (this.#sessions.present >= LIMITS.smallRoom) return
    const planned = this.#due.get(record)
    if (planned !== undefined) planned.seq = Math.max(planned.seq, seq)
    else if (this.#due.size < LIMITS.smallRoom) {
      const { comparePause, compareSpread } = LIMITS
      const soonest = Math.max(now, (this.#askedAt.get(record) ?? -Infinity) + comparePause)
      this.#due.set(record, { at: soonest + (0.1 + 0.9 * this.#random()) * compareSpread, seq })
    }
  }

  /** The questions that are due now. */
  due(now: number): readonly Effect[] {
    const effects: Effect[] = []
    for (const [record, { at, seq }] of this.#due) {
      if (at > now) continue
      this.#due.delete(record)
      for (const [asked, when] of this.#askedAt)
        if (when <= now - LIMITS.comparePause) this.#askedAt.delete(asked)
      const others = [...this.#sessions.peers()].filter((peer) => peer !== record.peer)
      const peer = others[Math.floor(this.#random() * others.length)]
      if (peer === undefined || this.#sessions.present >= LIMITS.smallRoom) continue
      this.#askedAt.set(record, now)
      const range = { from: Math.max(0, seq - LIMITS.compareItems + 1), to: seq }
      effects.push({ do: 'ask-repair', peer, iss: record.did, sid: record.sid, range })
    }
    return effects
  }

  get dueAt(): number {
    let soonest = Infinity
    for (const { at } of this.#due.values()) soonest = Math.min(soonest, at)
    return soonest
  }
}
