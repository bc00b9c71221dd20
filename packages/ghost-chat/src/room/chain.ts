/**
 * Which envelope has which number in a session's content chain, by all that the session itself signed: the
 * envelope, the `prev` of the next one, the `head` of its presence (SPEC SQ5). Two answers, and the session is
 * two-faced: it told some members one thing and others another.
 */
import type { EnvelopeId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'

export class Chain {
  /** Made when the first is known: a large room has many who never say anything. */
  #ids: Map<number, EnvelopeId> | null = null
  /** Numbers that were contradicted. */
  #disputed: Set<number> | null = null
  #newest = -1

  /** Notes that a number belongs to an envelope. Returns whether that contradicts what was known, once a number. */
  note(seq: number, id: EnvelopeId): boolean {
    const ids = (this.#ids ??= new Map<number, EnvelopeId>())
    const known = ids.get(seq)
    if (known !== undefined) return known !== id && this.#dispute(seq)
    if (seq <= this.#newest - LIMITS.chainIds) return false
    ids.set(seq, id)
    this.#newest = Math.max(this.#newest, seq)
    for (const oldest of ids.keys()) {
      if (ids.size <= LIMITS.chainIds) break
      ids.delete(oldest)
    }
    return false
  }

  #dispute(seq: number): boolean {
    const disputed = (this.#disputed ??= new Set())
    if (disputed.has(seq) || disputed.size >= LIMITS.chainIds) return false
    disputed.add(seq)
    return true
  }
}
