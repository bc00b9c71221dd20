/**
 * What is wrong with a session's talk (SPEC SQ5, SQ6): a part of it never came, or it said two things at once.
 */
import type { Did, SessionId } from '../wire/ids.ts'
import type { GapKind, Message } from './message.ts'

export interface Gap {
  readonly kind: GapKind
  /** Whose talk it is. */
  readonly from: Did
  readonly session: SessionId
  /** Envelopes that are missing; 0 for a sender with two faces. */
  readonly missing: number
  /** The messages here that bear the mark: those after what is missing, or those that are contradicted. */
  readonly messages: readonly Message[]
}
