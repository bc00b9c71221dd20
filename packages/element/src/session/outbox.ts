/**
 * Messages on their way out. What was written is held here until the network has it: while the room is still being
 * joined it waits here, and then in the library's queue, for as long as ten minutes in all. What failed stays, with
 * the reason, until it is sent again or taken back.
 */
import type { Did, GhostChat, Message, SendWait } from 'ghost-chat'
import type { Delivery, Draft, MessageEntry } from '../model.ts'
import { strings } from '../strings/strings.ts'
import { explainSend } from '../text/explain.ts'

export interface OutboxEvents {
  readonly changed: () => void
  /** It is out, as this message. */
  readonly sent: (message: Message, key: string) => void
  readonly failed: (error: unknown, reason: string) => void
}

/** Messages that wait because somebody writes faster than the room allows. */
export interface Pace {
  readonly waiting: number
  /** Until the last of them goes out. */
  readonly seconds: number
}

interface Item {
  readonly key: string
  readonly draft: Draft
  readonly at: Date
  delivery: Delivery
  /** Takes it back from the library's queue. */
  controller: AbortController
  /** When it is too old to be sent, in milliseconds since 1970. */
  until: number
  timer: ReturnType<typeof setTimeout> | undefined
}

const SENDING: Delivery = Object.freeze({ state: 'sending' })
const OFFLINE: Delivery = Object.freeze({ state: 'waiting', why: 'offline' })

/** So long a message waits, in milliseconds: as the library has it, whose code is not here yet. */
const OLDEST = 600_000

export class Outbox {
  readonly #events: OutboxEvents
  readonly #items = new Map<string, Item>()
  #chat: GhostChat | undefined
  #keys = 0
  /** Whether the room is taking long to join. */
  #stalled = false
  #ticking: ReturnType<typeof setInterval> | undefined

  constructor(events: OutboxEvents) {
    this.#events = events
  }

  /** As they stand under the conversation, in the order written. */
  entries(self: Did): readonly MessageEntry[] {
    return Array.from(this.#items.values(), (item) => entryOf(item, self))
  }

  /** What is written faster than the room allows; `undefined` where nothing waits for that. */
  get pace(): Pace | undefined {
    const untils = [...this.#items.values()].flatMap(({ delivery }) =>
      delivery.state === 'waiting' && delivery.why === 'rate' ? [delivery.until.getTime()] : [],
    )
    if (untils.length === 0) return undefined
    const seconds = Math.max(1, Math.ceil((Math.max(...untils) - Date.now()) / 1000))
    return Object.freeze({ waiting: untils.length, seconds })
  }

  add(draft: Draft): void {
    this.#keys += 1
    const key = `outgoing-${this.#keys}`
    const item: Item = {
      ...{ key, draft, at: new Date(), delivery: SENDING, until: 0, timer: undefined },
      controller: new AbortController(),
    }
    this.#items.set(key, item)
    this.#start(item)
  }

  retry(key: string): void {
    const item = this.#items.get(key)
    if (item?.delivery.state === 'failed') this.#start(item)
  }

  /** Removes a message that failed or still waits, and returns it. One that is being handed over just now stays. */
  takeBack(key: string): Draft | undefined {
    const item = this.#items.get(key)
    if (item === undefined || (item.delivery.state === 'sending' && this.#chat !== undefined))
      return undefined
    this.#items.delete(key)
    clearTimeout(item.timer)
    item.controller.abort()
    this.#changed()
    return item.draft
  }

  /** From here on messages go to this chat. Those that waited go first. */
  connect(chat: GhostChat): void {
    this.#chat = chat
    this.#stalled = false
    // All at once, in the order written: the library keeps the order and signs them together.
    for (const item of this.#items.values()) if (item.delivery.state !== 'failed') void this.#send(chat, item)
  }

  /** Joining the room takes long: what was written shows that it waits. */
  stall(): void {
    if (this.#chat !== undefined) return
    this.#stalled = true
    for (const item of this.#items.values()) if (item.delivery.state === 'sending') item.delivery = OFFLINE
    this.#changed()
  }

  /** There is no chat to wait for any more. */
  refuse(reason: string): void {
    this.#chat = undefined
    for (const item of this.#items.values()) {
      clearTimeout(item.timer)
      item.delivery = failed(reason)
    }
    this.#changed()
  }

  /** The room is left, and with it what waits. */
  end(): void {
    clearInterval(this.#ticking)
    this.#ticking = undefined
    for (const { timer } of this.#items.values()) clearTimeout(timer)
  }

  /** The key of what is being sent and has come out as this message; it is told before its sending is over. */
  claim(message: Message): string | undefined {
    for (const { key, draft, delivery } of this.#items.values()) {
      if (delivery.state === 'failed' || draft.text !== message.text) continue
      if (draft.replyTo?.id !== message.replyTo || draft.to !== message.to) continue
      this.#items.delete(key)
      return key
    }
    return undefined
  }

  /** Texts that were handed to nobody. */
  unsent(): readonly string[] {
    const waits = ({ delivery }: Item): boolean => delivery.state !== 'sending' || this.#chat === undefined
    return [...this.#items.values()].filter(waits).map(({ draft }) => draft.text)
  }

  #start(item: Item): void {
    item.controller = new AbortController()
    item.delivery = this.#stalled ? OFFLINE : SENDING
    item.until = Date.now() + OLDEST
    if (this.#chat === undefined) {
      item.timer = setTimeout(() => {
        item.delivery = failed(strings.failure.send.expired)
        this.#changed()
      }, OLDEST)
    } else void this.#send(this.#chat, item)
    this.#changed()
  }

  async #send(chat: GhostChat, item: Item): Promise<void> {
    clearTimeout(item.timer)
    item.delivery = SENDING
    const { text, replyTo, to } = item.draft
    const { controller } = item
    const how = {
      ...{ queue: { age: Math.max(0, item.until - Date.now()) }, signal: controller.signal },
      onWait: (wait: SendWait) => this.#waits(item, wait),
      ...(to === undefined ? {} : { to }),
    }
    try {
      const answered = replyTo?.id
      const message = await (answered === undefined ? chat.send(text, how) : chat.reply(answered, text, how))
      this.#items.delete(item.key)
      this.#events.sent(message, item.key)
    } catch (error) {
      // It may have been claimed or taken back, or belong to a chat that another has taken the place of.
      if (!this.#items.has(item.key) || item.controller !== controller || this.#chat !== chat) return
      const reason = explainSend(error)
      item.delivery = failed(reason)
      this.#events.failed(error, reason)
    }
    this.#changed()
  }

  #waits(item: Item, wait: SendWait): void {
    if (!this.#items.has(item.key)) return
    item.delivery = Object.freeze({ state: 'waiting', ...wait })
    this.#changed()
  }

  /** While messages wait for their turn, the seconds that are left are told anew. */
  #changed(): void {
    const waits = this.pace !== undefined
    if (waits) this.#ticking ??= setInterval(() => this.#changed(), 1000)
    else {
      clearInterval(this.#ticking)
      this.#ticking = undefined
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
