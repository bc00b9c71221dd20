/**
 * Which envelope has which number in a session's content chain, by all that the session itself signed: the
 * envelope, the `prev` of the next one, the `head` of its presence (SPEC SQ5). Two answers, and the session is
 * two-faced: it told some members one thing and others another.
 */
import type { EnvelopeId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'

export class Chain {
  readonly #ids = new Map<number, EnvelopeId>()
  /** Numbers that were contradicted. */
  readonly #disputed = new Set<number>()
  #newest = -1

  /** Notes that a number belongs to an envelope. Returns whether that contradicts what was known, once a number. */
  note(seq: number, id: EnvelopeId): boolean {
    const known = this.#ids.get(seq)
    if (known !== undefined) return known !== id && this.#dispute(seq)
    if (seq <= this.#newest - LIMITS.chainIds) return false
    this.#ids.set(seq, id)
    this.#newest = Math.max(this.#newest, seq)
    for (const oldest of this.#ids.keys()) {
      if (this.#ids.size <= LIMITS.chainIds) break
      this.#ids.delete(oldest)
    }
    return false
  }

  #dispute(seq: number): boolean {
    if (this.#disputed.has(seq) || this.#disputed.size >= LIMITS.chainIds) return false
    this.#disputed.add(seq)
    return true
  }
}
