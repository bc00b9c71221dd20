/**
 * What a room wants done. The room decides; the chat does.
 */
import type { Did, SessionId } from '../wire/ids.ts'
import type { Refusal } from '../wire/verdict.ts'
import type { Range } from './gaps.ts'
import type { Message } from './message.ts'

export type Effect =
  | { readonly do: 'user-joined'; readonly did: Did }
  | { readonly do: 'user-left'; readonly did: Did }
  /** A live message, to be shown. */
  | { readonly do: 'message'; readonly message: Message }
  /** Publish a `here`. */
  | { readonly do: 'announce' }
  /** Tell a joiner that we are here (SY3). */
  | { readonly do: 'greet'; readonly peer: string }
  | { readonly do: 'ask-roster'; readonly peer: string }
  | { readonly do: 'ask-backlog'; readonly peer: string }
  | {
      readonly do: 'ask-repair'
      readonly peer: string
      readonly iss: Did
      readonly sid: SessionId
      readonly range: Range
    }

export type Outcome = { readonly ok: true; readonly effects: readonly Effect[] } | Refusal

/** How an envelope came: over the topic now, or out of another member's memory (SY7). */
export type Way = 'live' | 'kept'
