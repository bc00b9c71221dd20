/**
 * How often a peer is answered (SPEC SY8), so that a small request cannot be used to make others send much.
 */
import { LIMITS } from '../wire/limits.ts'
import type { Request } from './requests.ts'

interface Spent {
  readonly since: number
  readonly counts: Record<Request['ask'], number>
}

const ALLOWED: Readonly<Record<Request['ask'], number>> = {
  hello: LIMITS.repairsPerWindow,
  roster: LIMITS.answersPerWindow,
  newcomers: LIMITS.newcomersPerWindow,
  backlog: LIMITS.answersPerWindow,
  repair: LIMITS.repairsPerWindow,
  direct: LIMITS.directsPerWindow,
}

export class AnswerBudget {
  readonly #spent = new Map<string, Spent>()

  /** Whether a peer may be answered now; if so, that is counted. */
  spend(peer: string, ask: Request['ask'], now: number): boolean {
    let spent = this.#spent.get(peer)
    if (spent === undefined || now - spent.since >= LIMITS.answerWindow) {
      if (spent === undefined && !this.#makeRoom(now)) return false
      spent = { since: now, counts: { hello: 0, roster: 0, newcomers: 0, backlog: 0, repair: 0, direct: 0 } }
      this.#spent.set(peer, spent)
    }
    if (spent.counts[ask] >= ALLOWED[ask]) return false
    spent.counts[ask]++
    return true
  }

  #makeRoom(now: number): boolean {
    if (this.#spent.size < LIMITS.answerPeers) return true
    for (const [peer, { since }] of this.#spent) {
      if (now - since >= LIMITS.answerWindow) this.#spent.delete(peer)
    }
    return this.#spent.size < LIMITS.answerPeers
  }
}
