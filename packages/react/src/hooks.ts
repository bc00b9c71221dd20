/**
 * What of a chat changes, for components. All of these take `undefined` for a chat that is not there yet, and give
 * the same reference for as long as nothing has changed.
 */
import type { Connection, Did, GhostChat, Message, User } from 'ghost-chat'
import { useSyncExternalStore } from 'react'
import { reading, sameList, sameSaid, type Source } from './reading.ts'

const NOBODY: readonly never[] = Object.freeze([])

const messagesOf = reading<readonly Message[]>({
  events: ['message', 'gap', 'backlog', 'connection'],
  nothing: NOBODY,
  read: (chat) => chat.messages(),
  settle: sameList,
  // Whoever is blocked, and what has grown too old, goes without an event.
  always: true,
})

const usersOf = reading<readonly User[]>({
  events: ['user-joined', 'user-left', 'user-changed', 'connection'],
  nothing: NOBODY,
  read: (chat) => chat.users(),
  settle: (before, now) => {
    const known = new Map(before.map((user) => [user.did, user]))
    return sameList(
      before,
      now.map((user) => {
        const old = known.get(user.did)
        return old === undefined ? user : sameSaid(old, user)
      }),
    )
  },
})

const onlineUsersOf = reading<readonly Did[]>({
  events: ['user-joined', 'user-left', 'connection'],
  nothing: NOBODY,
  read: (chat) => chat.onlineUsers(),
  settle: sameList,
})

const typingOf = reading<readonly Did[]>({
  events: ['typing'],
  nothing: NOBODY,
  read: (chat) => chat.typingUsers(),
  settle: sameList,
})

/** Of who has no chat: as a chat says it that is in no room. */
const NOT_CONNECTED: Connection = Object.freeze({
  state: 'offline',
  peers: NOBODY,
  clock: Object.freeze({ offset: 0, source: 'own' }),
})

const connectionOf = reading<Connection>({
  events: ['connection'],
  nothing: NOT_CONNECTED,
  read: (chat) => chat.connection,
  settle: sameSaid,
})

/**
 * What is in memory of the room's talk and is to be seen, oldest first: `chat.messages()`. The messages are frozen, and
 * each stays the same object, so that `memo` pays off. After `chat.block()` or `unblock()` it is up to date with the
 * next render.
 *
 * @example
 * ```ts
 * import { useMessages } from '@ghost-chat/react'
 * import type { GhostChat } from 'ghost-chat'
 *
 * function useLastWords(chat: GhostChat | undefined): string {
 *   return useMessages(chat).at(-1)?.text ?? 'nothing was said'
 * }
 * ```
 */
export function useMessages(chat: GhostChat | undefined): readonly Message[] {
  return useSource(messagesOf(chat), NOBODY)
}

/** The DIDs in the room, your own first, each once: `chat.onlineUsers()`. */
export function useOnlineUsers(chat: GhostChat | undefined): readonly Did[] {
  return useSource(onlineUsersOf(chat), NOBODY)
}

/** The people in the room with names, avatars and sessions, yourself first: `chat.users()`. */
export function useUsers(chat: GhostChat | undefined): readonly User[] {
  return useSource(usersOf(chat), NOBODY)
}

/** Who is writing something, in the order they began, without you: `chat.typingUsers()`. `chat.typing()` tells of you. */
export function useTyping(chat: GhostChat | undefined): readonly Did[] {
  return useSource(typingOf(chat), NOBODY)
}

/** How you are connected, and to whom: `chat.connection`; `offline` without a chat. */
export function useConnection(chat: GhostChat | undefined): Connection {
  return useSource(connectionOf(chat), NOT_CONNECTED)
}

function useSource<T>({ subscribe, value }: Source<T>, nothing: T): T {
  return useSyncExternalStore(subscribe, value, () => nothing)
}
