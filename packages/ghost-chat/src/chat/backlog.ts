/**
 * Asking for the backlog (SPEC SY5): the three members that have been here the longest, and merging what they give.
 */
import { GhostChatError } from '../errors.ts'
import type { Message } from '../room/message.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Judged } from './inbox.ts'
import type { Member } from './member.ts'

export interface BacklogOptions {
  /** At most so many messages. @default 100 */
  readonly limit?: number
  /** Nothing older than this. @default whatever there is */
  readonly since?: Date
  readonly signal?: AbortSignal
}

/** Members that are asked. */
const MEMBERS = 3

export async function fetchBacklog(member: Member, options: BacklogOptions): Promise<readonly Message[]> {
  const { limit = LIMITS.transcriptMessages, since, signal } = options
  if (!(limit >= 1)) throw new GhostChatError('ERR_OPTION_INVALID', '"limit" expected a number from 1.')
  const after = Math.max(0, since?.getTime() ?? 0)
  if (Number.isNaN(after)) throw new GhostChatError('ERR_OPTION_INVALID', '"since" expected a valid date.')

  const { room, asker } = member
  await Promise.race([member.acquainted, aborted(signal)])
  const request = {
    ask: 'backlog',
    limit: Math.floor(Math.min(limit, LIMITS.answerItems)),
    since: after,
  } as const
  const peers = room.eldestPeers(MEMBERS)
  const answers = await Promise.all(peers.map((peer) => asker.ask(peer, request, signal)))
  if (answers.some(({ status }) => status === 'ok')) {
    member.hasBacklog = true
    // Each once, in the room's order, whatever the answers looked like.
    const given = new Set(answers.flatMap(({ items }) => items.flatMap((item) => messagesOf(item, member))))
    return pick(
      room.messages().filter((message) => given.has(message)),
      limit,
      after,
    )
  }
  const busy = answers.some(({ status }) => status === 'busy')
  // Nobody to ask, or someone who answered a moment ago: what there is to know is known.
  if (peers.length === 0 || (busy && member.hasBacklog)) return pick(room.messages(), limit, after)
  throw new GhostChatError('ERR_UNREACHABLE', 'No member answered.')
}

/** Rejects when the signal is aborted; without one, it stays as it is. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      reject(signal?.reason as Error)
    }
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}

/** The messages of an item that was accepted, or of one that this member has already. */
function messagesOf(item: Judged, { room }: Member): readonly Message[] {
  if (item.claims === undefined) return []
  return item.ok || item.code === 'seen' ? room.messagesOf(item.claims) : []
}

function pick(messages: readonly Message[], limit: number, after: number): readonly Message[] {
  return Object.freeze(messages.filter((message) => message.timestamp.getTime() >= after).slice(-limit))
}
