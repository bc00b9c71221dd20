/**
 * What a list of entries has become since it was last looked at: its rows, what is new in it, what is worth saying
 * aloud. Pure.
 */
import type { Did } from 'ghost-chat'
import type { Entry, MessageEntry, Person } from '../../model.ts'
import { strings } from '../../strings/strings.ts'
import { plainName } from '../../text/names.ts'
import { isOwn } from '../own.ts'
import { excerpt } from '../text/clean.ts'
import { goneBefore, rowsOf, type Row } from './rows.ts'
import { afterArrivals, afterReading, arrivals, NOTHING_UNREAD, saidByOthers, type Unread } from './unread.ts'

const SPOKEN_LENGTH = 200

export interface Reader {
  readonly self: Did | undefined
  readonly personOf: (did: Did) => Person
  /** Whether they see what comes in at the end. */
  readonly looking: boolean
}

export interface Change {
  /** One line for each thing that a screen reader should say. */
  readonly spoken: readonly string[]
  /** The reader said something. */
  readonly own: boolean
  /** Others did. */
  readonly others: boolean
}

export class Feed {
  rows: readonly Row[] = []
  unread: Unread = NOTHING_UNREAD
  #entries: readonly Entry[] = []
  #said = false
  #byId = new Map<string, MessageEntry>()
  #failed = new Set<string>()

  take(entries: readonly Entry[], { self, personOf, looking }: Reader): Change {
    const arrived = arrivals(this.#entries, entries)
    this.#index(entries)
    this.#entries = entries
    this.#said = entries.some(({ kind }) => kind === 'message')
    this.rows = rowsOf(entries, this.rows)
    this.unread = afterArrivals(this.unread, arrived, self, looking)
    const said = saidByOthers(arrived, self)
    return {
      spoken: [
        ...said.map((entry) =>
          strings.announce.said(plainName(personOf(entry.from)), excerpt(entry.text, SPOKEN_LENGTH)),
        ),
        ...this.#newFailures(entries),
      ],
      own: arrived.some((entry) => entry.kind === 'message' && isOwn(entry, self)),
      others: said.length > 0,
    }
  }

  read(): void {
    this.unread = afterReading(this.unread)
  }

  /** Whether there is any message. */
  get said(): boolean {
    return this.#said
  }

  /** The message with this id. */
  message(id: string): MessageEntry | undefined {
    return this.#byId.get(id)
  }

  /** The row of this message, -1 where there is none. */
  indexOf(id: string): number {
    const key = this.#byId.get(id)?.key
    return key === undefined ? -1 : this.rows.findLastIndex((row) => row.key === key)
  }

  #index(entries: readonly Entry[]): void {
    const before = this.#entries
    const gone = goneBefore(before, entries)
    const kept = before.length - gone
    const grown = gone >= 0 && kept > 0 && before.at(-1) === entries[kept - 1]
    if (grown) for (const entry of before.slice(0, gone)) this.#forget(entry)
    else this.#byId.clear()
    for (const entry of grown ? entries.slice(kept) : entries) {
      if (entry.kind === 'message' && entry.id !== undefined) this.#byId.set(entry.id, entry)
    }
  }

  #forget(entry: Entry): void {
    if (entry.kind === 'message' && entry.id !== undefined) this.#byId.delete(entry.id)
  }

  #newFailures(entries: readonly Entry[]): string[] {
    const before = this.#failed
    this.#failed = new Set()
    const words: string[] = []
    for (const entry of entries) {
      if (entry.kind !== 'message' || entry.delivery.state !== 'failed') continue
      this.#failed.add(entry.key)
      if (!before.has(entry.key)) words.push(entry.delivery.reason)
    }
    return words
  }
}
