/**
 * What is wrong with a session's talk (SPEC SQ5, SQ6): a part of it never came, or it said two things at once.
 */
import type { Did, SessionId } from '../wire/ids.ts'
import type { Message } from './message.ts'

/** The mark of a message that something is wrong with. */
export type GapKind =
  /** What its sender had said just before it is missing and was not to be had from anybody. */
  | 'missing'
  /** Its sender signed something else in its place, for others to see. */
  | 'two-faced'

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
