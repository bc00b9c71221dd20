/**
 * A token bucket that many draw from, of which none may use more than is left: dynamic thresholds, as switches share
 * their buffers (Choudhury and Hahne, 1998). One greedy user leaves half of it to the others, k of them the k + 1st part:
 * the greediest gives way, and one that used nothing is served as long as anything is left.
 */

export interface BudgetLimits {
  readonly burst: number
  readonly perSecond: number
}

/** Users remembered. The rate of the bucket bounds how many have used anything of late. */
const USERS = 1_024

export class FairBudget {
  readonly #burst: number
  readonly #perMs: number
  /** The recent use of each user, an average that decays in the time in which the bucket fills. */
  readonly #used = new Map<string, { tokens: number; at: number }>()
  #left: number
  #at = 0

  constructor({ burst, perSecond }: BudgetLimits) {
    this.#burst = burst
    this.#left = burst
    this.#perMs = perSecond / 1_000
  }

  /**
   * Takes a token if there is one, and none of those who share it has used more than is left.
   * @param users who it is for: a peer, its address
   * @param now milliseconds
   */
  take(users: readonly string[], now: number): boolean {
    this.#left = Math.min(this.#burst, this.#left + Math.max(0, now - this.#at) * this.#perMs)
    this.#at = now
    if (this.#left < 1) return false
    const used = users.map((user) => this.#usedBy(user, now))
    if (used.some((tokens) => tokens >= this.#left)) return false
    this.#left--
    for (const [i, user] of users.entries()) this.#note(user, (used[i] ?? 0) + 1, now)
    return true
  }

  #usedBy(user: string, now: number): number {
    const { tokens, at } = this.#used.get(user) ?? { tokens: 0, at: now }
    return tokens * Math.exp((-Math.max(0, now - at) * this.#perMs) / this.#burst)
  }

  #note(user: string, tokens: number, now: number): void {
    this.#used.delete(user)
    this.#used.set(user, { tokens, at: now })
    if (this.#used.size <= USERS) return
    const longest = this.#used.keys().next()
    if (longest.done !== true) this.#used.delete(longest.value)
  }
}
