/**
 * What a room wants done. The room decides; the chat does.
 */
import type { Did, SessionId } from '../wire/ids.ts'
import type { Refusal } from '../wire/verdict.ts'
import type { Gap } from './gap.ts'
import type { Range } from './gaps.ts'
import type { Message } from './message.ts'

export type Effect =
  | { readonly do: 'user-joined'; readonly did: Did }
  | { readonly do: 'user-left'; readonly did: Did }
  /** What is shown of a user has changed; of one's own too. */
  | { readonly do: 'user-changed'; readonly did: Did }
  /** Who is typing may have changed. */
  | { readonly do: 'typing' }
  /** The number of those who only read may have changed. */
  | { readonly do: 'readers' }
  /** A live message, to be shown. */
  | { readonly do: 'message'; readonly message: Message }
  /** Something is wrong with what somebody said. */
  | { readonly do: 'gap'; readonly gap: Gap }
  /** Publish a `here`. */
  | { readonly do: 'announce' }
  /** Ask a peer that was lost or is suspected whether it is there, for so many milliseconds. */
  | { readonly do: 'probe'; readonly peer: string; readonly patience: number }
  /** Publish a `suspect`. */
  | { readonly do: 'suspect' }
  /** Tell a joiner that we are here (SY3). */
  | { readonly do: 'greet'; readonly peer: string }
  | { readonly do: 'ask-roster'; readonly peer: string }
  /** Ask who came since a moment (PR17). */
  | { readonly do: 'ask-newcomers'; readonly peer: string; readonly since: number }
  | { readonly do: 'ask-backlog'; readonly peer: string }
  | {
      readonly do: 'ask-repair'
      readonly peer: string
      readonly iss: Did
      readonly sid: SessionId
      readonly range: Range
    }

/** Even what is refused may tell something. */
export type Outcome =
  | { readonly ok: true; readonly effects: readonly Effect[] }
  | (Refusal & { readonly effects?: readonly Effect[] })

/**
 * How an envelope came: over the topic now, out of another member's memory (SY7), to this member alone (DM3), or as what
 * an author was called (SY14).
 */
export type Way = 'live' | 'kept' | 'direct' | 'byline'
