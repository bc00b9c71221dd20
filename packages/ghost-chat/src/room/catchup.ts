/**
 * Learning from others what happened before: the roster after a join (SPEC PR8, PR9), and what was said
 * meanwhile after an interruption.
 */
import type { Effect } from './effects.ts'
import type { Sessions } from './sessions.ts'

type What = 'roster' | 'backlog'

/** Long enough for a greeting to come first, and between two attempts. */
const PATIENCE = 1_000

export class Catchup {
  readonly #sessions: Sessions
  readonly #wanted = new Set<What>(['roster'])
  readonly #asking = new Set<What>()
  /** Whom to ask next: the room's sessions in turn, so that one that does not answer is passed over. */
  #turn = 0
  #askAt: number | null = null

  constructor(sessions: Sessions) {
    this.#sessions = sessions
  }

  /** Everything is to be learnt anew. */
  restart(): void {
    this.#wanted.add('roster').add('backlog')
    this.#askAt = null
  }

  greetedBy(peer: string): readonly Effect[] {
    return this.#ask('roster', peer)
  }

  done(what: What, succeeded: boolean): void {
    this.#asking.delete(what)
    if (succeeded) this.#wanted.delete(what)
  }

  /** What to ask now, if nobody came forward by himself. */
  due(now: number): readonly Effect[] {
    if (this.#wanted.size === 0) return []
    this.#askAt ??= now + PATIENCE
    if (now < this.#askAt) return []
    this.#askAt = now + PATIENCE
    const peer = this.somePeer()
    if (peer === null) return []
    return [...this.#ask('roster', peer), ...this.#ask('backlog', peer)]
  }

  /** One of the room's peers but one, another each time; `null` where there is none. */
  somePeer(but: string | null = null): string | null {
    const present = this.#sessions.present
    if (present === 0) return null
    let skip = this.#turn++ % present
    let before: string | null = null
    for (const { presence } of this.#sessions.here()) {
      const { peer } = presence.body
      if (peer !== but) {
        if (skip <= 0) return peer
        before ??= peer
      }
      skip--
    }
    return before
  }

  #ask(what: What, peer: string): Effect[] {
    if (!this.#wanted.has(what) || this.#asking.has(what)) return []
    this.#asking.add(what)
    return [{ do: what === 'roster' ? 'ask-roster' : 'ask-backlog', peer }]
  }
}
