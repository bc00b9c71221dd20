/**
 * The chat behind a thread: in an open space, or only reading, in one of its own.
 */
import {
  GhostChat,
  type Did,
  type Message,
  type MessageFilter,
  type Space,
  type SpaceOptions,
} from '../index.ts'
import { payloadOf } from './post.ts'
import type { GhostFilter, ThreadSettings } from './thread-options.ts'

/** An open space; or, for whoever only reads, its name and how it is reached. */
export type Where = { readonly space: Space } | { readonly space: string; readonly options: SpaceOptions }

/** @param isAsking whether it asks for the backlog by itself */
export function chatIn(name: string, where: Where, settings: ThreadSettings, isAsking: boolean): GhostChat {
  const { limit, filters, profile } = settings
  const isReading = typeof where.space === 'string'
  const chat: GhostChat = new GhostChat(name, {
    ...('options' in where ? where.options : {}),
    space: where.space,
    readOnly: isReading,
    ...(profile === undefined || isReading ? {} : { profile }),
    backlog: isAsking && limit > 0 && { limit },
    transcript: { messages: limit },
    filters: filters.map((filter) => filterOf(filter, (message) => sessionPeer(chat, message))),
  })
  return chat
}

/** Where a user is reached: the first session's peer. */
export function peerOf(chat: GhostChat, did: Did): string {
  return chat.users().find((user) => user.did === did)?.sessions[0]?.peer ?? ''
}

function sessionPeer(chat: GhostChat, { from, session }: Message): string {
  const user = chat.users().find(({ did }) => did === from)
  return user?.sessions.find(({ id }) => id === session)?.peer ?? ''
}

/** Filters of old answered with whatever is true or false; a promise is no answer, and the library says so. */
function filterOf(filter: GhostFilter, peer: (message: Message) => string): MessageFilter {
  return (message) => {
    const answer = filter(payloadOf(message), message.from, peer(message))
    return answer instanceof Promise ? (answer as never) : Boolean(answer)
  }
}
