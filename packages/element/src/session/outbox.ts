/**
 * Messages on their way out. What was written is held here until the network has it: while the room is still being
 * joined it waits, and what failed stays, with the reason, until it is sent again or taken back.
 */
import type { Did, GhostChat, Message } from 'ghost-chat'
import type { Delivery, Draft, MessageEntry } from '../model.ts'
import { explainSend } from '../text/explain.ts'

export interface OutboxEvents {
  readonly changed: () => void
  /** It is out, as this message. */
  readonly sent: (message: Message, key: string) => void
  readonly failed: (error: unknown, reason: string) => void
}

interface Item {
  readonly key: string
  readonly draft: Draft
  readonly at: Date
  delivery: Delivery
}

const SENDING: Delivery = Object.freeze({ state: 'sending' })

export class Outbox {
  readonly #events: OutboxEvents
  readonly #items = new Map<string, Item>()
  #chat: GhostChat | undefined
  #keys = 0

  constructor(events: OutboxEvents) {
    this.#events = events
  }

  /** As they stand under the conversation, in the order written. */
  entries(self: Did): readonly MessageEntry[] {
    return Array.from(this.#items.values(), (item) => entryOf(item, self))
  }

  add(draft: Draft): void {
    this.#keys += 1
    const item: Item = { key: `outgoing-${this.#keys}`, draft, at: new Date(), delivery: SENDING }
    this.#items.set(item.key, item)
    this.#start(item)
  }

  retry(key: string): void {
    const item = this.#items.get(key)
    if (item?.delivery.state === 'failed') this.#start(item)
  }

  /** Removes a message that failed, and returns it. */
  takeBack(key: string): Draft | undefined {
    const item = this.#items.get(key)
    if (item?.delivery.state !== 'failed') return undefined
    this.#items.delete(key)
    this.#events.changed()
    return item.draft
  }

  /** From here on messages go to this chat. Those that waited go first. */
  connect(chat: GhostChat): void {
    this.#chat = chat
    // All at once, in the order written: the library keeps the order and signs them together.
    for (const item of this.#items.values())
      if (item.delivery.state === 'sending') void this.#send(chat, item)
  }

  /** There is no chat to wait for any more. */
  refuse(reason: string): void {
    this.#chat = undefined
    for (const item of this.#items.values()) item.delivery = failed(reason)
    this.#events.changed()
  }

  /** The key of what is being sent and has come out as this message; it is told before its sending is over. */
  claim(message: Message): string | undefined {
    for (const { key, draft, delivery } of this.#items.values()) {
      if (delivery.state !== 'sending' || draft.text !== message.text) continue
      if (draft.replyTo?.id !== message.replyTo || draft.to !== message.to) continue
      this.#items.delete(key)
      return key
    }
    return undefined
  }

  /** Texts that were handed to nobody. */
  unsent(): readonly string[] {
    const waits = ({ delivery }: Item): boolean => delivery.state === 'failed' || this.#chat === undefined
    return [...this.#items.values()].filter(waits).map(({ draft }) => draft.text)
  }

  #start(item: Item): void {
    item.delivery = SENDING
    this.#events.changed()
    if (this.#chat !== undefined) void this.#send(this.#chat, item)
  }

  async #send(chat: GhostChat, item: Item): Promise<void> {
    const { text, replyTo, to } = item.draft
    const how = to === undefined ? {} : { to }
    try {
      const answered = replyTo?.id
      const message = await (answered === undefined ? chat.send(text, how) : chat.reply(answered, text, how))
      this.#items.delete(item.key)
      this.#events.sent(message, item.key)
    } catch (error) {
      // It may have been claimed, and the failure be of what came after.
      if (!this.#items.has(item.key)) return
      const reason = explainSend(error)
      item.delivery = failed(reason)
      this.#events.failed(error, reason)
    }
    this.#events.changed()
  }
}

function failed(reason: string): Delivery {
  return Object.freeze({ state: 'failed', reason })
}

function entryOf({ key, draft, at, delivery }: Item, from: Did): MessageEntry {
  const replyTo = draft.replyTo?.id
  return Object.freeze({
    ...{ kind: 'message', key, from, own: true, text: draft.text, at, delivery },
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(draft.to === undefined ? {} : { to: draft.to }),
  })
}
