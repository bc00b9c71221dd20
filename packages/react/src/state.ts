/**
 * What a component is told of the room that it asked for.
 */
import type { GhostChat, Space } from 'ghost-chat'

/**
 * Where a component is with its room. `chat` is there while the room is joined, and `error` while it could not be.
 *
 * - `idle`: no room was asked for.
 * - `joining`: it is being joined, or will be once the component is mounted. The only state on a server, apart from `idle`.
 * - `joined`: its members hear you.
 * - `failed`: it could not be joined. `error` is a `GhostChatError` with a `code`, or what a signal was aborted with.
 * - `left`: somebody called `chat.leaveChat()` or `space.close()`.
 */
export type GhostChatState =
  | { readonly status: 'idle'; readonly chat: undefined; readonly error: undefined }
  | { readonly status: 'joining'; readonly chat: undefined; readonly error: undefined }
  | {
      readonly status: 'joined'
      readonly chat: GhostChat
      /** The space that the room is in: `space.did` is your own DID. */
      readonly space: Space
      readonly error: undefined
    }
  | {
      readonly status: 'failed'
      readonly chat: undefined
      readonly error: Error
      /** Tries again. */
      readonly join: () => void
    }
  | {
      readonly status: 'left'
      readonly chat: undefined
      readonly error: undefined
      /** Comes back. */
      readonly join: () => void
    }

const nothing = { chat: undefined, error: undefined } as const

export const IDLE: GhostChatState = Object.freeze({ status: 'idle', ...nothing })

export const JOINING: GhostChatState = Object.freeze({ status: 'joining', ...nothing })

export function joined(chat: GhostChat, space: Space): GhostChatState {
  return Object.freeze({ status: 'joined', chat, space, error: undefined })
}

/** @param reason whatever was thrown: a signal may be aborted with anything */
export function failed(reason: unknown, join: () => void): GhostChatState {
  const error =
    reason instanceof Error ? reason : new Error('The room could not be joined.', { cause: reason })
  return Object.freeze({ status: 'failed', chat: undefined, error, join })
}

export function left(join: () => void): GhostChatState {
  return Object.freeze({ status: 'left', ...nothing, join })
}
