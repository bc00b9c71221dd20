/**
 * What a person wrote and what has not gone out yet: shown from the moment it was written, and taken back while it
 * waits. The waiting itself, in order and within ten minutes, is the library's queue.
 */
import type { Did, GhostChat, Message, MessageId, SendOptions } from 'ghost-chat'
import { strings } from '../strings/strings.ts'
import { explainSend } from '../text/explain.ts'
import { cleanLine } from '../text/sanitize.ts'
import { fit } from '../text/width.ts'
import type { RoomEvent } from './reduce.ts'

/** Cells of a message in a note about it. */
const SHOWN = 40

export interface Written {
  /** As it was typed, for being typed again. */
  readonly line: string
  readonly text: string
  /** @default everyone */
  readonly to?: Did
  readonly replyTo?: MessageId
}

export interface OutboxInit {
  readonly tell: (event: RoomEvent) => void
  readonly now: () => Date
}

export interface Outbox {
  /** Shows it at once, and sends it as soon as one is in the room. Resolves when it went out, failed or was taken back. */
  readonly send: (written: Written) => Promise<void>
  /** Takes a message back; gives whether it was not too late. */
  readonly takeBack: (key: number) => Promise<boolean>
  /** One is in the room. */
  readonly open: (chat: GhostChat) => void
}

export function makeOutbox({ tell, now }: OutboxInit): Outbox {
  const room = Promise.withResolvers<GhostChat>()
  const waiting = new Map<number, { readonly taken: AbortController; readonly isSent: Promise<boolean> }>()
  let keys = 0
  let isOpen = false

  /** Whether it went out. */
  const sendOne = async (key: number, written: Written, signal: AbortSignal): Promise<boolean> => {
    const { text, to, replyTo } = written
    try {
      const chat = await Promise.race([room.promise, abortOf(signal)])
      const options: SendOptions = {
        queue: true,
        onWait: (wait) => tell({ type: 'waits', key, wait }),
        signal,
        ...(to === undefined ? {} : { to }),
      }
      tell({ type: 'waits', key, wait: undefined })
      const message: Message = await (replyTo === undefined
        ? chat.send(text, options)
        : chat.reply(replyTo, text, options))
      tell({ type: 'sent', key, message })
      return true
    } catch (error) {
      tell({ type: 'unsent', key })
      // Everything that passes by itself the library waits for: this is for a person to decide.
      if (!signal.aborted) {
        const words = strings.answer.notSent(explainSend(error), fit(cleanLine(text), SHOWN))
        tell({ type: 'note', tone: 'bad', text: words, at: now() })
      }
      return false
    }
  }
  return {
    async send(written) {
      const key = ++keys
      const taken = new AbortController()
      const wait = isOpen ? {} : { wait: { why: 'joining' } as const }
      tell({ type: 'outgoing', entry: { key, at: now(), ...wait, ...written } })
      const isSent = sendOne(key, written, taken.signal)
      waiting.set(key, { taken, isSent })
      await isSent
      waiting.delete(key)
    },
    async takeBack(key) {
      const message = waiting.get(key)
      if (message === undefined) return false
      message.taken.abort()
      return !(await message.isSent)
    },
    open(chat) {
      isOpen = true
      room.resolve(chat)
    },
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('taken back')), { once: true })
  })
}
