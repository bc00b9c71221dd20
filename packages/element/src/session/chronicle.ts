/**
 * What was said in the room and what happened in it, in order, each message once however often it is heard.
 * Bounded: the oldest give way.
 */
import type { Did, Message, MessageId } from 'ghost-chat'
import type { Delivery, Entry, MessageEntry, NoticeEntry } from '../model.ts'

/** Entries at most. */
export const MOST_ENTRIES = 5_000

export const SENT: Delivery = Object.freeze({ state: 'sent' })

export class Chronicle {
  /** In order of `at`, except that what is heard live stands behind what is there, whatever its sender's clock says. */
  #entries: Entry[] = []
  readonly #ids = new Map<MessageId, string>()

  /** A new list whenever anything has changed, without what `hidden` people said. */
  shown(hidden: ReadonlySet<Did>): readonly Entry[] {
    if (hidden.size === 0) return [...this.#entries]
    return this.#entries.filter((entry) => entry.kind === 'notice' || !hidden.has(entry.from))
  }

  /** Adds what was just said behind everything else. `key`: under which it was shown while it was being sent. */
  say(message: Message, key: string = message.id): boolean {
    if (this.#ids.has(message.id)) return false
    this.#add(this.#entries.length, entryOf(message, key))
    return true
  }

  /** Adds messages from before, each where its time belongs; how many were new. */
  fill(messages: readonly Message[]): number {
    let added = 0
    for (const message of messages) {
      if (this.#ids.has(message.id) || this.#tooOld(message.timestamp)) continue
      this.#add(this.#placeOf(message.timestamp), entryOf(message, message.id))
      added += 1
    }
    return added
  }

  /** Messages that something turned out to be wrong with, shown anew where they stand. */
  mark(messages: readonly Message[]): void {
    for (const message of messages) {
      const key = this.#ids.get(message.id)
      const place = key === undefined ? -1 : this.#entries.findLastIndex((entry) => entry.key === key)
      if (key !== undefined && place !== -1) this.#entries[place] = entryOf(message, key)
    }
  }

  /** A message of one's own has come further. Whether that is new. */
  deliver(key: string, delivery: Delivery): boolean {
    const place = this.#entries.findLastIndex((entry) => entry.key === key)
    const entry = this.#entries[place]
    if (entry?.kind !== 'message' || entry.delivery === delivery) return false
    this.#entries[place] = Object.freeze({ ...entry, delivery })
    return true
  }

  /**
   * Says what happened: anew where the key stands already, otherwise behind the entry with the key `after`, or at the
   * end. Whether it says anything new.
   */
  note(key: string, text: string, after?: string): boolean {
    const place = this.#entries.findLastIndex((entry) => entry.key === key)
    const before = this.#entries[place]
    if (before?.kind === 'notice' && before.text === text) return false
    const at = before?.at ?? new Date()
    const notice: NoticeEntry = Object.freeze({ kind: 'notice', key, at, text })
    if (place === -1) this.#add(this.#behind(after), notice)
    else this.#entries[place] = notice
    return true
  }

  /** Takes back what was noted. */
  strike(key: string): void {
    const place = this.#entries.findLastIndex((entry) => entry.key === key)
    if (place !== -1) this.#entries.splice(place, 1)
  }

  get last(): Entry | undefined {
    return this.#entries.at(-1)
  }

  #add(place: number, entry: Entry): void {
    this.#entries.splice(place, 0, entry)
    if (entry.kind === 'message' && entry.id !== undefined) this.#ids.set(entry.id, entry.key)
    while (this.#entries.length > MOST_ENTRIES) {
      const first = this.#entries.shift()
      if (first?.kind === 'message' && first.id !== undefined) this.#ids.delete(first.id)
    }
  }

  #behind(key: string | undefined): number {
    const place = key === undefined ? -1 : this.#entries.findLastIndex((entry) => entry.key === key)
    return place === -1 ? this.#entries.length : place + 1
  }

  #placeOf(time: Date): number {
    let place = this.#entries.length
    while (place > 0 && (this.#entries[place - 1]?.at.getTime() ?? 0) > time.getTime()) place -= 1
    return place
  }

  #tooOld(time: Date): boolean {
    const first = this.#entries[0]
    return this.#entries.length >= MOST_ENTRIES && first !== undefined && time.getTime() < first.at.getTime()
  }
}

function entryOf(message: Message, key: string): MessageEntry {
  const { id, from, own, text, timestamp: at, replyTo, to, account, accountDomain, gap } = message
  return Object.freeze({
    ...{ kind: 'message', key, id, from, own, text, at, delivery: SENT },
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(to === undefined ? {} : { to }),
    ...(account === undefined ? {} : { account }),
    ...(accountDomain === undefined ? {} : { accountDomain }),
    ...(gap === undefined ? {} : { gap }),
  })
}
