/**
 * Messages on their way out. What was typed is held here until the network has it: while the room is still
 * being joined it waits, and what failed stays, with the reason, until it is sent again or taken back.
 */
import type { GhostChat, Message } from 'ghost-chat'
import { explainSend } from './text/explain.ts'

export type Outgoing = {
  readonly key: number
  readonly text: string
  readonly replyTo: Message | undefined
} & ({ readonly state: 'sending' } | { readonly state: 'failed'; readonly reason: string })

export interface OutboxEvents {
  changed: (item: Outgoing) => void
  /** Sent, with the message it became, or taken back, without. */
  gone: (item: Outgoing, message: Message | undefined) => void
}

export interface Outbox {
  add(text: string, replyTo: Message | undefined): void
  retry(key: number): void
  /** Removes a failed message and returns it. */
  takeBack(key: number): Outgoing | undefined
  /** From here on messages go to this chat. */
  connect(chat: GhostChat): void
  /** Texts that were handed to nobody. */
  unsent(): string[]
}

export function createOutbox(events: OutboxEvents): Outbox {
  const items = new Map<number, Outgoing>()
  let chat: GhostChat | undefined
  let keys = 0

  const change = (item: Outgoing): void => {
    items.set(item.key, item)
    events.changed(item)
  }

  const send = async (to: GhostChat, item: Outgoing): Promise<void> => {
    const { key, text, replyTo } = item
    try {
      const message = await (replyTo === undefined ? to.send(text) : to.reply(replyTo, text))
      items.delete(key)
      events.gone(item, message)
    } catch (error) {
      change({ key, text, replyTo, state: 'failed', reason: explainSend(error) })
    }
  }

  const start = (item: Outgoing): void => {
    change(item)
    if (chat !== undefined) void send(chat, item)
  }

  return {
    add(text, replyTo) {
      keys += 1
      start({ key: keys, text, replyTo, state: 'sending' })
    },
    retry(key) {
      const item = items.get(key)
      if (item?.state === 'failed') start({ key, text: item.text, replyTo: item.replyTo, state: 'sending' })
    },
    takeBack(key) {
      const item = items.get(key)
      if (item?.state !== 'failed') return undefined
      items.delete(key)
      events.gone(item, undefined)
      return item
    },
    unsent: () =>
      [...items.values()]
        .filter(({ state }) => state === 'failed' || chat === undefined)
        .map(({ text }) => text),
    connect(joined) {
      chat = joined
      // All at once, in the order written: the library keeps the order and signs them together.
      for (const item of items.values()) if (item.state === 'sending') void send(joined, item)
    },
  }
}
