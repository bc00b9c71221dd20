/**
 * How far a backlog has come, and within which bounds it is asked for.
 */
import { GhostChatError, type ErrorCode } from '../errors.ts'
import type { Message } from '../room/message.ts'
import { LIMITS } from '../wire/limits.ts'

/** What a `backlog` event tells. `messages` counts what the user sees of what came. */
export type BacklogProgress =
  | {
      readonly state: 'asking'
      /** Members that were asked; 0 while this one still finds out who is here. */
      readonly asked: number
      /** Those of them that have answered, or will not any more. */
      readonly answered: number
      readonly messages: number
    }
  | { readonly state: 'done'; readonly messages: number }
  /** `ERR_ABORTED`: its signal was. */
  | { readonly state: 'failed'; readonly code: ErrorCode | 'ERR_ABORTED' }

export interface BacklogBounds {
  /** At most so many messages. @default 100 */
  readonly limit?: number
  /** Nothing older than this. @default whatever there is */
  readonly since?: Date
}

export interface BacklogOptions extends BacklogBounds {
  readonly signal?: AbortSignal
  /** Told how far it has come; a `backlog` event says the same. */
  readonly onProgress?: (progress: BacklogProgress) => unknown
}

/** Bounds with everything decided; `since` in milliseconds. */
export interface CheckedBounds {
  readonly limit: number
  readonly since: number
}

/** @throws GhostChatError `ERR_OPTION_INVALID` */
export function backlogBounds({ limit = LIMITS.transcriptMessages, since }: BacklogBounds): CheckedBounds {
  if (typeof limit !== 'number' || !(limit >= 1)) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"limit" expected a number from 1.')
  }
  if (since !== undefined && !(since instanceof Date && !Number.isNaN(since.getTime()))) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"since" expected a valid date.')
  }
  return Object.freeze({ limit: Math.floor(limit), since: Math.max(0, since?.getTime() ?? 0) })
}

/** Of some messages those within the bounds. */
export function within(messages: readonly Message[], { limit, since }: CheckedBounds): readonly Message[] {
  return Object.freeze(messages.filter(({ timestamp }) => timestamp.getTime() >= since).slice(-limit))
}
