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

  /**
   * Whether a peer may be answered now; if so, that is counted.
   * @param isMember whether a session that is here is reached at a peer: strangers give way to those
   */
  spend(peer: string, ask: Request['ask'], now: number, isMember: (peer: string) => boolean): boolean {
    let spent = this.#spent.get(peer)
    if (spent === undefined || now - spent.since >= LIMITS.answerWindow) {
      if (spent === undefined && !this.#makeRoom(now, isMember(peer) ? isMember : null)) return false
      spent = { since: now, counts: { hello: 0, roster: 0, newcomers: 0, backlog: 0, repair: 0, direct: 0 } }
      this.#spent.set(peer, spent)
    }
    if (spent.counts[ask] >= ALLOWED[ask]) return false
    spent.counts[ask]++
    return true
  }

  /** @param isMember `null` for a stranger, who takes nobody's place */
  #makeRoom(now: number, isMember: ((peer: string) => boolean) | null): boolean {
    if (this.#spent.size < LIMITS.answerPeers) return true
    for (const [peer, { since }] of this.#spent) {
      if (now - since >= LIMITS.answerWindow) this.#spent.delete(peer)
    }
    if (this.#spent.size < LIMITS.answerPeers) return true
    if (isMember === null) return false
    for (const peer of this.#spent.keys()) if (!isMember(peer)) return this.#spent.delete(peer)
    return false
  }
}
