/**
 * What a reader has not seen yet: how many, and where it begins. Pure; new is what others say behind what was last
 * here, so what was said before, which is put in above, is not.
 */
import type { Did } from 'ghost-chat'
import type { Entry, MessageEntry } from '../../model.ts'
import { isOwn } from '../own.ts'

export interface Unread {
  /** Messages that came while nobody looked. */
  readonly count: number
  /** The first of the last ones that came so: a line is drawn above it, until something else is said here. */
  readonly divider: string | undefined
}

export const NOTHING_UNREAD: Unread = Object.freeze({ count: 0, divider: undefined })

/**
 * What came behind everything that was here before, the oldest first. What is still on its way out stands at the end
 * and others' messages above it: those are behind what was here all the same.
 */
export function arrivals(before: readonly Entry[], after: readonly Entry[]): readonly Entry[] {
  const end = before.findLastIndex((entry) => !isUnsent(entry))
  const last = before[end]
  const index = last === undefined ? -1 : after.findLastIndex(({ key }) => key === last.key)
  if (index < 0) return []
  const unsent = new Set(before.slice(end + 1).map(({ key }) => key))
  return after.slice(index + 1).filter(({ key }) => !unsent.has(key))
}

function isUnsent(entry: Entry): boolean {
  return entry.kind === 'message' && entry.delivery.state !== 'sent'
}

/** Those of them that somebody else said. */
export function saidByOthers(entries: readonly Entry[], self: Did | undefined): readonly MessageEntry[] {
  return entries.filter((entry): entry is MessageEntry => entry.kind === 'message' && !isOwn(entry, self))
}

export function afterArrivals(
  unread: Unread,
  arrived: readonly Entry[],
  self: Did | undefined,
  seen: boolean,
): Unread {
  // Whoever answers has read.
  if (arrived.some((entry) => entry.kind === 'message' && isOwn(entry, self))) return NOTHING_UNREAD
  const said = saidByOthers(arrived, self)
  if (said.length === 0 || seen) return unread
  return {
    count: unread.count + said.length,
    divider: unread.count === 0 ? said[0]?.key : unread.divider,
  }
}

export function afterReading({ divider }: Unread): Unread {
  return { count: 0, divider }
}
