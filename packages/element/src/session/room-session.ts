/**
 * One stay in a room as the interface sees it: reads along first, speaks once the person has said who they are,
 * and keeps what is shown while the one becomes the other. Draws nothing.
 */
import type { Connection, Did, GhostChat, Message } from 'ghost-chat'
import { explainJoin } from '../text/explain.ts'
import { cleanName } from '../text/names.ts'
import { Company, READ_EVERY_MS } from './company.ts'
import { AskEarlier } from './earlier.ts'
import { listenTo } from './hearing.ts'
import { house, type House } from './house.ts'
import type { Pace } from './outbox.ts'
import { startStay, type Stay, type StayState } from './stay.ts'
import { statusOf, type Status } from './status.ts'
import { Talk } from './talk.ts'
import type { SessionEvents, Source, Speaker } from './terms.ts'

/** What is read while somebody signs in. */
interface Before {
  readonly stay: Stay | undefined
  readonly house: House | undefined
  readonly chat: GhostChat | undefined
  readonly role: 'reader' | 'speaker'
}

export class RoomSession {
  readonly company = new Company()
  readonly talk: Talk
  readonly earlier: AskEarlier
  readonly #source: Source
  readonly #events: SessionEvents
  #house: House | undefined
  #stay: Stay | undefined
  #stayState: StayState = { state: 'joining' }
  #chat: GhostChat | undefined
  /** As the chat told it last. */
  #connection: Connection | undefined
  /** The chat in which one speaks: not yet the one that is heard, while somebody signs in. */
  #voice: GhostChat | undefined
  #name: string | undefined
  #stopListening: (() => void) | undefined
  /** Ends what is still read while somebody signs in. */
  #endReading: (() => void) | undefined
  #role: 'reader' | 'speaker'
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(source: Source, events: SessionEvents) {
    this.#source = source
    this.#events = events
    this.talk = new Talk(this.company, {
      changed: events.changed,
      failed: (error, reason) => events.error(error, reason, false),
    })
    this.earlier = new AskEarlier({ changed: events.changed, given: (given) => this.talk.fill(given) })
    this.#role = source.from === 'app' || source.speaker !== undefined ? 'speaker' : 'reader'
    if (source.from === 'app') {
      this.#stayState = { state: 'joined', chat: source.chat }
      this.#attach(source.chat)
    } else this.#stayAs(house(source.address, source.speaker?.identity), source.speaker)
  }

  /** Whether what is written goes out without asking who says it. */
  get speaks(): boolean {
    return this.#role === 'speaker'
  }

  get chat(): GhostChat | undefined {
    return this.#chat
  }

  /** The same object until the chat tells another: asking the chat costs as much as there are people. */
  get connection(): Connection | undefined {
    return this.#connection
  }

  /** Whether the others can be told another name. */
  get canRename(): boolean {
    return this.#voice !== undefined
  }

  get status(): Status {
    return statusOf(this.#stayState, this.#connection)
  }

  /** Whether the conversation ends when this person leaves: something was said, and nobody else is here. */
  get isLast(): boolean {
    // A member without a connection does not know who is here.
    if (this.#chat === undefined || this.#chat.connection.state === 'offline') return false
    // A second tab of the same person keeps the conversation, too.
    return this.company.elsewhere === 0 && this.talk.entries.some((entry) => entry.kind === 'message')
  }

  /** What one writes faster than the room allows; `undefined` where nothing waits for that. */
  get pace(): Pace | undefined {
    return this.talk.outbox.pace
  }

  get refused(): boolean {
    return this.#stayState.state === 'refused'
  }

  tryNow(): void {
    this.#stay?.tryNow()
  }

  /**
   * Turns the reader into somebody who speaks. Resolves once it is known who; the room is then joined beside what
   * is read, which ends when the others can hear the new one.
   * @throws what opening a space throws, a wallet's refusal among it; then everything is as before
   */
  async signIn(speaker: Speaker, signal?: AbortSignal): Promise<void> {
    if (this.#source.from === 'app' || this.speaks) return
    const next = house(this.#source.address, speaker.identity)
    try {
      await next.open()
      signal?.throwIfAborted()
    } catch (error) {
      next.close()
      throw error
    }
    if (this.#role === 'reader') this.#stayAs(next, speaker)
    else next.close()
  }

  /** Whether somebody's messages are to be seen. */
  block(did: Did, blocked: boolean): void {
    const chat = this.#chat
    if (chat === undefined) return
    if (blocked) chat.block(did)
    else chat.unblock(did)
    this.company.readBlocked(chat)
    // What was said meanwhile.
    this.#fill(chat)
    this.talk.changed()
  }

  /** Those who are writing just now. */
  get typists(): readonly Did[] {
    return this.#chat?.typingUsers() ?? []
  }

  typing(active: boolean): void {
    this.#voice?.typing(active)
  }

  /** From now on the others see this name; without one they see a guest. */
  rename(claimed: string): void {
    const name = cleanName(claimed)
    if (name === this.#name) return
    this.#name = name
    this.#voice
      ?.setProfile(name === undefined ? {} : { name })
      .catch((error: unknown) => this.#events.error(error, explainJoin(error), false))
  }

  /** Leaves, unless the chat is the app's. May be called twice. */
  end(): void {
    this.#stopListening?.()
    this.#stopListening = undefined
    clearTimeout(this.#timer)
    this.earlier.end()
    this.talk.end()
    this.talk.outbox.end()
    this.#stay?.end()
    this.#house?.close()
    this.#endReading?.()
    this.#chat = undefined
    this.#connection = undefined
    this.#voice = undefined
  }

  #stayAs(next: House, speaker: Speaker | undefined): void {
    const before = { stay: this.#stay, house: this.#house, chat: this.#chat, role: this.#role }
    this.#endReading = () => {
      before.stay?.end()
      before.house?.close()
    }
    // Until the others hear the new one, what is read goes on being read.
    if (before.chat === undefined) this.#endReading()
    this.#role = speaker === undefined ? 'reader' : 'speaker'
    this.#house = next
    this.#name = cleanName(speaker?.name)
    this.#stay = startStay(
      (signal) => {
        const how = this.speaks ? ({ as: 'speaker', name: this.#name } as const) : ({ as: 'reader' } as const)
        return next.join(signal, how, before.chat)
      },
      {
        state: (state) => this.#stayBecame(state, next, before),
        tick: (state) => {
          this.#stayState = state
          this.#events.changed()
        },
      },
    )
    this.#stayState = this.#stay.state
    this.#events.changed()
  }

  #stayBecame(state: StayState, next: House, before: Before): void {
    this.#stayState = state
    switch (state.state) {
      case 'joining':
        if (state.slow === true) this.talk.outbox.stall()
        break
      case 'joined':
        this.#attach(state.chat, before.chat)
        this.#endReading?.()
        void this.#tellWho(next)
        break
      case 'waiting':
        this.earlier.stop()
        this.talk.outbox.stall()
        this.#events.error(state.error, state.reason, false)
        break
      case 'refused':
        this.talk.outbox.refuse(state.reason)
        this.earlier.stop()
        this.#events.error(state.error, state.reason, true)
        // Whoever could read before still can.
        if (before.chat !== undefined) {
          next.close()
          ;({ stay: this.#stay, house: this.#house, role: this.#role } = before)
          this.#stayState = { state: 'joined', chat: before.chat }
        }
        break
    }
    this.#events.changed()
  }

  async #tellWho(next: House): Promise<void> {
    if (!this.speaks) return
    const { did } = await next.open()
    if (this.#house === next) this.#events.signedIn(did)
  }

  #attach(chat: GhostChat, before?: GhostChat): void {
    this.#stopListening?.()
    for (const did of before?.blockedUsers() ?? []) chat.block(did)
    this.#chat = chat
    this.#connection = chat.connection
    // Those who were seen by the reader did not come because it speaks now.
    const known = new Set(before?.users().map((user) => user.did))
    this.#stopListening = listenTo(chat, {
      message: (message) => this.#heard(chat, message),
      joined: (did) => {
        if (!known.delete(did)) this.talk.happened('joined', did, chat)
      },
      left: (did) => this.talk.happened('left', did, chat),
      gap: (gap) => this.talk.mark(gap),
      connection: (connection) => {
        this.#connection = connection
        this.#events.connection(connection)
        this.#events.changed()
      },
      anything: () => this.#refreshSoon(),
      typing: this.#events.changed,
    })
    if (before === undefined) this.talk.arrived()
    this.earlier.connect(chat)
    this.company.readBlocked(chat)
    this.#refresh()
    if (this.#source.from === 'here') this.talk.entered(this.#role)
    if (this.speaks) {
      this.#voice = chat
      this.talk.outbox.connect(chat)
    }
    this.#events.connection(this.#connection)
    this.talk.changed()
  }

  #heard(chat: GhostChat, message: Message): void {
    this.talk.heard(message, chat)
    this.#events.message(message, message.from === this.company.self)
  }

  /** Public and direct messages are in one conversation. */
  #fill(chat: GhostChat): void {
    this.talk.fill(chat.messages())
    this.talk.fill(chat.directMessages())
  }

  /** Reads everything that may have changed without an event of its own. */
  #refresh(): void {
    this.#timer = undefined
    if (this.#chat === undefined) return
    this.company.read(this.#chat)
    this.talk.companyRead()
    this.#fill(this.#chat)
    this.earlier.others(this.company.elsewhere)
    if (!this.company.differs()) return
    this.#events.users(this.company.users)
    this.talk.changed()
  }

  #refreshSoon(): void {
    this.#timer ??= setTimeout(() => this.#refresh(), READ_EVERY_MS)
  }
}
