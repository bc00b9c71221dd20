/** All that is shown between the header and the composer: what was said, what happened, what is on its way out. */
import type { Did, Gap, GhostChat, Message } from 'ghost-chat'
import type { Entry } from '../model.ts'
import { Arrivals, type Happened } from './arrivals.ts'
import { Chronicle } from './chronicle.ts'
import type { Company } from './company.ts'
import { Outbox } from './outbox.ts'

/** Whoever shows up this soon after our own arrival was here before us. */
const ARRIVAL_MS = 2_000
/** Who writes before it is known who that is. */
const NOBODY = '' as Did

export interface TalkEvents {
  readonly changed: () => void
  readonly failed: (error: unknown, reason: string) => void
}

export class Talk {
  readonly outbox: Outbox
  readonly #company: Company
  readonly #chronicle = new Chronicle()
  readonly #arrivals = new Arrivals(this.#chronicle)
  readonly #events: TalkEvents
  #entries: readonly Entry[] | undefined
  #arrived = 0

  constructor(company: Company, events: TalkEvents) {
    this.#company = company
    this.#events = events
    this.outbox = new Outbox({
      changed: () => this.changed(),
      sent: (message, key) => this.#say(message, key),
      failed: events.failed,
    })
  }

  /** In order; the same list until something has changed. */
  get entries(): readonly Entry[] {
    const { blocked, self = NOBODY } = this.#company
    this.#entries ??= [...this.#chronicle.shown(blocked), ...this.outbox.entries(self)]
    return this.#entries
  }

  /** Somebody said something just now; one's own may be what is being sent. */
  heard(message: Message, chat: GhostChat): void {
    if (!this.#company.knows(message.from)) this.#company.readUnlessJust(chat)
    const own = message.from === this.#company.self
    this.#say(message, own ? this.outbox.claim(message) : undefined)
  }

  /** How many were new. */
  fill(messages: readonly Message[]): number {
    const added = this.#chronicle.fill(messages)
    if (added > 0) this.changed()
    return added
  }

  mark({ messages }: Gap): void {
    this.#chronicle.mark(messages)
    this.changed()
  }

  /** From now on those who show up at once were here before. */
  arrived(): void {
    this.#arrived = Date.now()
  }

  note(key: string, text: string): void {
    this.#chronicle.note(key, text)
    this.changed()
  }

  happened(kind: Exclude<Happened, 'here'>, did: Did, chat: GhostChat): void {
    this.#company.readUnlessJust(chat)
    const now = Date.now()
    const { users, personOf } = this.#company
    const told = kind === 'joined' && now - this.#arrived < ARRIVAL_MS ? 'here' : kind
    this.#arrivals.happened(told, personOf(did), users.length, now, this.#company.knows(did))
    this.changed()
  }

  /** The list of people was read. */
  companyRead(): void {
    if (this.#arrivals.known(this.#company.personOf)) this.changed()
  }

  changed(): void {
    this.#entries = undefined
    this.#events.changed()
  }

  #say(message: Message, key: string | undefined): void {
    this.#chronicle.say(message, key)
    this.changed()
  }
}
