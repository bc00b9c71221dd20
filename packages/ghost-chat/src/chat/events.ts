/**
 * What a room tells an app, and how: the room's events, as far as the user sees them.
 */
import { GhostChatError } from '../errors.ts'
import type { Gap } from '../room/gap.ts'
import type { Message } from '../room/message.ts'
import type { Did } from '../wire/ids.ts'
import type { Connection } from './connection.ts'
import type { Emitter } from './emitter.ts'
import type { MemberEvents } from './member-init.ts'
import { noSuch } from './option-kinds.ts'
import type { BacklogProgress } from './progress.ts'
import type { View } from './view.ts'

/** What a room tells, and what its listeners are given. */
export interface ChatEvents {
  /** A user came: their first session in the room. Not for your own DID. */
  'user-joined': readonly [did: Did]
  /** A user is gone: their last session left, or was not heard of for the length of its lease. */
  'user-left': readonly [did: Did]
  /** A user who is here has another name, picture or account: what `users()` gives of them. You yourself too. */
  'user-changed': readonly [did: Did]
  /** Other people are typing than before: these, without you and without those who are blocked. */
  typing: readonly [dids: readonly Did[]]
  /** A user said something to everyone, now; you yourself too: `message.own` tells. */
  message: readonly [did: Did, message: Message]
  /**
   * A user said something to you alone, or you to a user: `message.own` tells. It never comes by `message`, so that a
   * listener which answers in public gives nothing away.
   */
  direct: readonly [did: Did, message: Message]
  /** Something is wrong with what somebody said: a part never came, or they said two things at once. */
  gap: readonly [gap: Gap]
  /** The number of those who only read has changed. */
  readers: readonly [count: number]
  /** How you are connected has changed. */
  connection: readonly [connection: Connection]
  /** What was said before you came is being fetched, is here, or cannot be had. */
  backlog: readonly [progress: BacklogProgress]
}

const EVENTS: Readonly<Record<keyof ChatEvents, true>> = {
  'user-joined': true,
  'user-left': true,
  'user-changed': true,
  typing: true,
  message: true,
  direct: true,
  gap: true,
  readers: true,
  connection: true,
  backlog: true,
}

/** Checks the name of an event. @throws GhostChatError `ERR_OPTION_INVALID` for one that there is not */
export function checkEvent(name: unknown): void {
  if (typeof name === 'string' && Object.hasOwn(EVENTS, name)) return
  throw new GhostChatError('ERR_OPTION_INVALID', noSuch('event', '', String(name), Object.keys(EVENTS)))
}

/** @param typing is called when other people may be typing than before */
export function memberEvents(emitter: Emitter<ChatEvents>, view: View, typing: () => void): MemberEvents {
  return {
    userJoined: (did) => {
      emitter.emit('user-joined', did)
    },
    userLeft: (did) => {
      emitter.emit('user-left', did)
    },
    userChanged: (did) => {
      emitter.emit('user-changed', did)
    },
    typing,
    message: (message) => {
      if (!view.shows(message)) return
      emitter.emit(message.to === undefined ? 'message' : 'direct', message.from, message)
    },
    gap: (gap) => {
      const seen = view.gap(gap)
      if (seen !== null) emitter.emit('gap', seen)
    },
    readers: (count) => {
      emitter.emit('readers', count)
    },
    connection: (connection) => {
      emitter.emit('connection', connection)
    },
  }
}
