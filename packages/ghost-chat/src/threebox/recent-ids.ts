/**
 * The ids of the latest posts that were told: while a thread is in two chats, it hears everything twice.
 */
import { LIMITS } from '../index.ts'

/** More than two chats have in memory. */
const MOST = 4 * LIMITS.transcriptMessages

export class RecentIds {
  readonly #ids = new Set<string>()

  /** Returns whether it is new. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > MOST && oldest !== undefined) this.#ids.delete(oldest)
    return true
  }
}
