/**
 * Learning from others what happened before: the roster after a join (SPEC PR8, PR9), and what was said
 * meanwhile after an interruption.
 */
import { LIMITS } from '../wire/limits.ts'
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
  /** When to ask who came at the same moment as this member; `null` until it has the roster (PR17). */
  #newcomersAt: number | null = null

  constructor(sessions: Sessions) {
    this.#sessions = sessions
  }

  /** Everything is to be learnt anew. */
  restart(): void {
    this.#wanted.add('roster').add('backlog')
    this.#askAt = null
    this.#newcomersAt = null
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
    const newcomers = this.#wanted.has('roster') ? [] : this.#newcomers(now)
    if (this.#wanted.size === 0) return newcomers
    this.#askAt ??= now + PATIENCE
    if (now < this.#askAt) return newcomers
    this.#askAt = now + PATIENCE
    const peer = this.somePeer()
    if (peer === null) return newcomers
    return [...newcomers, ...this.#ask('roster', peer), ...this.#ask('backlog', peer)]
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

  /** Whoever came while the roster was on its way is neither in it nor was heard. */
  #newcomers(now: number): readonly Effect[] {
    this.#newcomersAt ??= now + LIMITS.newcomersDelay
    if (now < this.#newcomersAt) return []
    this.#newcomersAt = Infinity
    const peer = this.somePeer()
    return peer === null ? [] : [{ do: 'ask-newcomers', peer, since: now - LIMITS.newcomersSince }]
  }

  #ask(what: What, peer: string): Effect[] {
    if (!this.#wanted.has(what) || this.#asking.has(what)) return []
    this.#asking.add(what)
    return [{ do: what === 'roster' ? 'ask-roster' : 'ask-backlog', peer }]
  }
}
