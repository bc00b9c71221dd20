/** All that is shown between the header and the composer: what was said, what happened, what is on its way out. */
import type { Did, Gap, GhostChat, Message } from 'ghost-chat'
import type { Delivery, Entry } from '../model.ts'
import { strings } from '../strings/strings.ts'
import { Arrivals, type Happened } from './arrivals.ts'
import { Chronicle, SENT } from './chronicle.ts'
import type { Company } from './company.ts'
import { Outbox } from './outbox.ts'

/** People that show up this soon after one's own arrival were here before. By then it is known whether anybody is. */
const ARRIVAL_MS = 2_000
/** Who writes before it is known who that is. */
const NOBODY = '' as Did
const UNSEEN: Delivery = Object.freeze({ state: 'sent', seen: false })
const ENTRANCE = 'entrance'

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
  #entered = 0
  #arrival: ReturnType<typeof setTimeout> | undefined
  #leaving: ReturnType<typeof setTimeout> | undefined
  #role: 'reader' | 'speaker' | undefined
  /** What one said while nobody else was here, by key. */
  readonly #unseen = new Set<string>()

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
    this.#company.wrote(message)
    const own = message.own || message.from === this.#company.self
    this.#say(message, own ? this.outbox.claim(message) : undefined)
  }

  /** How many were new. */
  fill(messages: readonly Message[]): number {
    for (const message of messages) this.#company.wrote(message)
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
    clearTimeout(this.#arrival)
    // What was said meanwhile reached nobody, if still nobody is here.
    this.#arrival = setTimeout(() => this.companyRead(), ARRIVAL_MS)
  }

  /** One came in, to read or to speak: one line, which tells what one is now. */
  entered(role: 'reader' | 'speaker'): void {
    if (this.#role === role) return
    // Where others spoke since, it stands behind them.
    if (this.#role !== undefined && this.#chronicle.last?.key !== ENTRANCE) this.#chronicle.strike(ENTRANCE)
    this.#role = role
    this.#entered = Date.now()
    this.#tellEntrance()
    this.changed()
  }

  happened(kind: Happened, did: Did, chat: GhostChat): void {
    this.#company.readUnlessJust(chat)
    const now = Date.now()
    if (kind === 'joined' && now - this.#arrived < ARRIVAL_MS) {
      if (this.#tellEntrance()) this.changed()
      return
    }
    // Those who come from now on have lines of their own, and are not counted in one's own.
    this.#entered = 0
    const { users, personOf } = this.#company
    this.#arrivals.happened(kind, personOf(did), users.length, now, this.#company.knows(did))
    this.#waitForLeavers()
    this.changed()
  }

  /** The list of people was read. */
  companyRead(): void {
    const named = this.#arrivals.known(this.#company.personOf)
    const counted = Date.now() - this.#entered < ARRIVAL_MS && this.#tellEntrance()
    const seen = this.#tellSeen()
    if (named || counted || seen) this.changed()
  }

  changed(): void {
    this.#entries = undefined
    this.#events.changed()
  }

  /** May be called twice. */
  end(): void {
    clearTimeout(this.#arrival)
    clearTimeout(this.#leaving)
  }

  #say(message: Message, key: string | undefined): void {
    if (this.#chronicle.say(message, key) && key !== undefined && message.to === undefined) {
      if (this.#company.alone) this.#unseen.add(key)
      this.#tellSeen()
    }
    this.changed()
  }

  /** Whether what one said turned out to be seen, or not. */
  #tellSeen(): boolean {
    if (this.#unseen.size === 0) return false
    const { alone } = this.#company
    // People who are here already may not be known yet.
    if (alone && Date.now() - this.#arrived < ARRIVAL_MS) return false
    let told = false
    for (const key of this.#unseen) told = this.#chronicle.deliver(key, alone ? UNSEEN : SENT) || told
    if (!alone) this.#unseen.clear()
    return told
  }

  /** Whether it says anything new. */
  #tellEntrance(): boolean {
    if (this.#role === undefined) return false
    const { reading, joined } = strings.talk
    const words = this.#role === 'reader' ? reading : joined(this.#company.users.length)
    return this.#chronicle.note(ENTRANCE, words)
  }

  #waitForLeavers(): void {
    const { due } = this.#arrivals
    if (due === undefined || this.#leaving !== undefined) return
    this.#leaving = setTimeout(
      () => {
        this.#leaving = undefined
        if (this.#arrivals.tell(Date.now())) this.changed()
        this.#waitForLeavers()
      },
      Math.max(0, due - Date.now()),
    )
  }
}
