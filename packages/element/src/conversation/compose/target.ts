/**
 * Whom the next message is for and what it answers. Pure. An answer to a direct message goes to the same two people:
 * in the open it would tell everybody that there was one, and of what.
 */
import type { Did } from 'ghost-chat'
import type { MessageEntry } from '../../model.ts'
import { isOwn } from '../own.ts'

export interface Target {
  readonly replyTo?: MessageEntry
  /** To this user alone. */
  readonly to?: Did
}

export const EVERYBODY: Target = Object.freeze({})

export function replyingTo(target: Target, entry: MessageEntry, self: Did | undefined): Target {
  const other = otherOf(entry, self)
  if (other !== undefined) return { replyTo: entry, to: other }
  return target.to === undefined ? { replyTo: entry } : { replyTo: entry, to: target.to }
}

export function directTo({ replyTo }: Target, to: Did, self: Did | undefined): Target {
  if (replyTo === undefined) return { to }
  const other = otherOf(replyTo, self)
  return other === undefined || other === to ? { replyTo, to } : { to }
}

export function withoutReply({ to }: Target): Target {
  return to === undefined ? EVERYBODY : { to }
}

export function withoutDirect({ replyTo }: Target): Target {
  return replyTo === undefined || replyTo.to !== undefined ? EVERYBODY : { replyTo }
}

/** The last thing that was chosen is given up first. */
export function afterEscape(target: Target): Target {
  return target.replyTo === undefined ? EVERYBODY : withoutReply(target)
}

/** With whom one shares a direct message. */
function otherOf(entry: MessageEntry, self: Did | undefined): Did | undefined {
  if (entry.to === undefined) return undefined
  return isOwn(entry, self) ? entry.to : entry.from
}
