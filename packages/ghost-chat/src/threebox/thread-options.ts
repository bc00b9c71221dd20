/**
 * What a thread is joined with.
 */
import { GhostChatError, LIMITS, type Did, type JoinOptions } from '../index.ts'
import type { GhostPayload } from './post.ts'

/** Whether a post is to be seen. Asked of every post of others, those of the backlog too; it filters no people. */
export type GhostFilter = (payload: GhostPayload, issuerDid: Did, fromPeerId: string) => unknown

export interface ThreadOptions {
  /** Must be `true`: the other threads were kept, and are no more. */
  readonly ghost?: boolean
  /** Posts that are kept in memory, and asked for on joining: 100 at most, none with 0. @default 100 */
  readonly ghostBacklogLimit?: number
  /** Every one must let a post through. @default none */
  readonly ghostFilters?: readonly GhostFilter[]
  /** What the others see of you. @default that of the box, or nothing */
  readonly profile?: NonNullable<JoinOptions['profile']>
  /** What else 3box.js took (`firstModerator`, `members`, …) means nothing here. */
  readonly [old: string]: unknown
}

/** Thread options with everything decided. */
export interface ThreadSettings {
  readonly limit: number
  readonly filters: readonly GhostFilter[]
  readonly profile: NonNullable<JoinOptions['profile']> | undefined
}

/** @throws GhostChatError `ERR_OPTION_INVALID` */
export function threadSettings(
  options: ThreadOptions,
  boxProfile?: ThreadOptions['profile'],
): ThreadSettings {
  const { ghost, ghostBacklogLimit: limit = LIMITS.transcriptMessages, ghostFilters = [] } = options
  if (ghost !== true) {
    throw new GhostChatError(
      'ERR_OPTION_INVALID',
      '"ghost" expected true: only ghost threads are left, whose posts are gone when everybody has left.',
    )
  }
  if (typeof limit !== 'number' || !(limit >= 0)) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"ghostBacklogLimit" expected a number from 0.')
  }
  const filters: unknown = ghostFilters
  if (!Array.isArray(filters) || !filters.every((filter) => typeof filter === 'function')) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"ghostFilters" expected a list of functions.')
  }
  return Object.freeze({
    limit: Math.min(Math.floor(limit), LIMITS.transcriptMessages),
    filters: Object.freeze([...ghostFilters]),
    profile: options.profile ?? boxProfile,
  })
}
