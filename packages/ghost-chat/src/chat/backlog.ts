/**
 * Asking for the backlog (SPEC SY5): members of which no claim of theirs makes all, and merging what they give.
 */
import { GhostChatError } from '../errors.ts'
import type { Message } from '../room/message.ts'
import type { MessageId } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Answer } from './asker.ts'
import { report } from './emitter.ts'
import type { Judged } from './inbox.ts'
import type { Member } from './member.ts'
import {
  backlogBounds,
  within,
  type BacklogOptions,
  type BacklogProgress,
  type CheckedBounds,
} from './progress.ts'
import type { View } from './view.ts'

type Tell = (progress: BacklogProgress) => void

export class Backlog {
  readonly #member: Member
  readonly #view: View
  readonly #tell: Tell
  /** One after another: a member answers the same peer only now and then (SY8). */
  #tail: Promise<unknown> = Promise.resolve()
  /** Whether somebody has given this member a backlog. */
  #given = false

  /** @param tell must not throw */
  constructor(member: Member, view: View, tell: Tell) {
    this.#member = member
    this.#view = view
    this.#tell = tell
  }

  /**
   * @throws GhostChatError `ERR_OPTION_INVALID`, `ERR_UNREACHABLE`, `ERR_CLOSED`; the signal's reason when it is
   * aborted
   */
  async fetch(options: BacklogOptions): Promise<readonly Message[]> {
    const bounds = backlogBounds(options)
    const { signal, onProgress } = options
    signal?.throwIfAborted()
    let isOver = false
    const tell: Tell = (progress) => {
      if (isOver) return
      isOver = progress.state !== 'asking'
      this.#tell(Object.freeze(progress))
      try {
        onProgress?.(progress)
      } catch (error) {
        report(error)
      }
    }
    tell({ state: 'asking', asked: 0, answered: 0, messages: 0 })
    const asked = this.#tail.then(() => this.#ask(bounds, tell, signal))
    this.#tail = asked.catch(() => undefined)
    try {
      const messages = await orAborted(asked, signal)
      tell({ state: 'done', messages: messages.length })
      return messages
    } catch (error) {
      const code = error instanceof GhostChatError ? error.code : 'ERR_ABORTED'
      tell({ state: 'failed', code })
      throw error
    }
  }

  async #ask(bounds: CheckedBounds, tell: Tell, signal?: AbortSignal): Promise<readonly Message[]> {
    const { room, asker } = this.#member
    await orAborted(this.#member.acquainted, signal)
    const limit = Math.min(bounds.limit, LIMITS.answerItems)
    const request = { ask: 'backlog', ...bounds, limit, names: true } as const
    const given = new Set<MessageId>()
    // Each once, in the room's order, whatever the answers looked like.
    const shown = (): readonly Message[] =>
      this.#pick(
        room.messages().filter(({ id }) => given.has(id)),
        bounds,
      )
    const peers = room.roster.backlogPeers()
    const asked = peers.length
    let answered = 0
    const progress = (): void => {
      tell({ state: 'asking', asked, answered, messages: shown().length })
    }
    progress()
    const ask = async (peer: string): Promise<Answer> => {
      const answer = await asker.ask(peer, request, signal)
      for (const item of answer.items) for (const { id } of this.#messagesOf(item)) given.add(id)
      answered++
      progress()
      return answer
    }
    const answers = await Promise.all(peers.map(ask))
    if (this.#member.closed) throw new GhostChatError('ERR_CLOSED')
    if (answers.some(({ status }) => status === 'ok')) {
      this.#given = true
      this.#member.tookBacklog()
      return shown()
    }
    const busy = answers.some(({ status }) => status === 'busy')
    // Nobody to ask, or someone who answered a moment ago: what there is to know is known.
    if (peers.length === 0 || (busy && this.#given)) return this.#pick(room.messages(), bounds)
    throw new GhostChatError('ERR_UNREACHABLE', 'No member answered.')
  }

  #pick(messages: readonly Message[], bounds: CheckedBounds): readonly Message[] {
    return within(this.#view.only(messages), bounds)
  }

  /** The messages of an item that was accepted, or of one that this member has already. */
  #messagesOf(item: Judged): readonly Message[] {
    if (item.claims?.link.chain !== 'content') return []
    return item.ok || item.code === 'seen' ? this.#member.room.talk.messagesOf(item.claims) : []
  }
}

/** What was promised, unless the signal is aborted first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => {
    reject(signal.reason)
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
