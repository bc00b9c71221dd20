/**
 * What a room is made of.
 */
import type { Profile } from '../wire/profile.ts'
import type { Did, SessionId } from '../wire/ids.ts'
import type { Proof } from '../wire/proof.ts'
import type { Topic } from '../wire/topic.ts'
import type { FloodRule } from '../wire/flood.ts'
import type { TranscriptBounds } from './transcript-bounds.ts'

export interface RoomInit {
  readonly topic: Topic
  readonly did: Did
  readonly sid: SessionId
  /** Where this session is reached on the network. */
  readonly peer: string
  /** The relays over which it is reached there now, by their addresses (TY10); `undefined` for none. */
  readonly via?: () => readonly string[] | undefined
  /** Whether a peer can be asked something now. @default everybody can */
  readonly reaches?: (peer: string) => boolean
  /** The latest time that it may stamp an envelope with now, in milliseconds (TM9). @default any */
  readonly latest?: () => number
  readonly profile: Profile
  /** Whether this member only reads: it is counted and not listed (PR10). */
  readonly reader: boolean
  /** What shows the others that a wallet account stands behind this session. */
  readonly proof?: Proof | undefined
  readonly flood: FloodRule | null
  readonly transcript: TranscriptBounds
  /** From 0 up to 1. */
  readonly random: () => number
}
