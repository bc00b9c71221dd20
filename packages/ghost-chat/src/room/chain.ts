/**
 * Which envelope has which number in a session's content chain, by all that the session itself signed: the
 * envelope, the `prev` of the next one, the `head` of its state; and when each was made (SPEC SQ5). Two answers, and
 * the session is two-faced: it told some members one thing and others another.
 */
import type { Head } from '../wire/claims.ts'
import type { EnvelopeId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'

/** A state envelope, as far as the chain goes: when it was made, and how many content envelopes came before it. */
interface Mark {
  readonly at: number
  readonly seq: number
}

export class Chain {
  /** Made when the first is known: a large room has many who never say anything. */
  #ids: Map<number, EnvelopeId> | null = null
  /** When content was made, of places that came in. */
  #times: Map<number, number> | null = null
  #marks: Mark[] | null = null
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

  /**
   * Notes when content was made. Returns whether a state envelope says otherwise: `iat` grows within a session, so one
   * that was made later names this place or a later one, and one that was made before does not.
   */
  noteContent(seq: number, at: number): boolean {
    const times = (this.#times ??= new Map<number, number>())
    times.set(seq, at)
    for (const oldest of times.keys()) {
      if (times.size <= LIMITS.chainIds) break
      times.delete(oldest)
    }
    const isOther = this.#marks?.some((mark) => contradicts(mark, seq, at)) === true
    return isOther && this.#dispute(seq)
  }

  /**
   * Notes the `head` of a state envelope. Gives the places whose content says otherwise.
   * @param keepsUp whether it names all that was said before it: a `leave` is signed ahead (PR16)
   */
  noteHead(head: Head | null, at: number, keepsUp: boolean): readonly number[] {
    const disputed = head !== null && this.note(head.seq, head.id) ? [head.seq] : []
    if (!keepsUp) return disputed
    const mark = { at, seq: head?.seq ?? -1 }
    for (const [seq, made] of this.#times ?? [])
      if (contradicts(mark, seq, made) && this.#dispute(seq)) disputed.push(seq)
    const marks = (this.#marks ??= [])
    marks.push(mark)
    if (marks.length > LIMITS.chainHeads) marks.shift()
    return disputed
  }

  /** Whether a `head` says something else than is known, in a place that was not contradicted yet. Notes nothing. */
  isOtherHead(head: Head | null, at: number): boolean {
    const known = head === null ? undefined : this.#ids?.get(head.seq)
    if (head !== null && known !== undefined && known !== head.id && this.#isOpen(head.seq)) return true
    const mark = { at, seq: head?.seq ?? -1 }
    for (const [seq, made] of this.#times ?? [])
      if (contradicts(mark, seq, made) && this.#isOpen(seq)) return true
    return false
  }

  #isOpen(seq: number): boolean {
    const disputed = this.#disputed
    return disputed === null || (!disputed.has(seq) && disputed.size < LIMITS.chainIds)
  }

  #dispute(seq: number): boolean {
    if (!this.#isOpen(seq)) return false
    ;(this.#disputed ??= new Set()).add(seq)
    return true
  }
}

function contradicts(mark: Mark, seq: number, at: number): boolean {
  return mark.at > at ? mark.seq < seq : mark.at < at && mark.seq >= seq
}
