/**
 * GhostChat: one room, as an app holds it.
 */
import type { Connection } from './chat/connection.ts'
import { checkedContent, checkedReply, checkedSaid } from './chat/content.ts'
import { Emitter, type Listener } from './chat/emitter.ts'
import { checkEvent, memberEvents, type ChatEvents } from './chat/events.ts'
import type { Handover } from './chat/handover.ts'
import type { Home } from './chat/home.ts'
import {
  checkedProfile,
  joinSettings,
  type JoinOptions,
  type JoinSettings,
  type SpaceOptions,
} from './chat/options.ts'
import { LenientPromise } from './chat/lenient-promise.ts'
import {
  checkBacklogOptions,
  checkChatOptions,
  checkProfile,
  checkSendOptions,
  checkSignalOptions,
} from './chat/option-kinds.ts'
import { NOT_CONNECTED } from './chat/not-connected.ts'
import type { BacklogOptions } from './chat/progress.ts'
import { partnerOf, say, type SendOptions } from './chat/saying.ts'
import { TypingWatch } from './chat/typing-watch.ts'
import { View } from './chat/view.ts'
import { Visit, type Here } from './chat/visit.ts'
import { GhostChatError } from './errors.ts'
import { Message } from './room/message.ts'
import type { User } from './room/users.ts'
import type { Did } from './wire/ids.ts'
import type { JsonValue } from './wire/json.ts'
import { roomName, spaceName, type RoomName } from './wire/names.ts'

/** Where the room is, when a chat is made by hand. */
export interface GhostChatOptions extends JoinOptions, SpaceOptions {
  /** An open space, or the name of one to open. */
  readonly space: { readonly home: Home } | string
}

/**
 * A room of a space. `space.joinChat(name)` is the usual way to one.
 *
 * @example
 * ```ts
 * import { GhostChat } from 'ghost-chat'
 *
 * const chat = new GhostChat('lobby', { space: 'my-dapp', relays: ['http://localhost:8080'] })
 * chat.on('message', (did, message) => console.log(`new message from ${did}: ${message}`))
 * await chat.joinChat()
 * await chat.send('hello world')
 * await chat.leaveChat()
 * ```
 */
export class GhostChat {
  readonly name: RoomName
  readonly #options: GhostChatOptions
  readonly #settings: JoinSettings
  readonly #emitter = new Emitter<ChatEvents>()
  readonly #view: View
  readonly #visit: Visit
  readonly #typing: TypingWatch

  /** @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID` */
  constructor(name: string, options: GhostChatOptions) {
    this.name = roomName(name)
    checkChatOptions(options)
    const settings = joinSettings(options)
    this.#settings = settings
    this.#options = options
    const { space } = options
    const home = typeof space === 'string' ? null : space.home
    const view = new View({
      filters: settings.filters,
      blocked: home?.blocked ?? new Set(),
      own: () => (home ?? this.#visit.here?.home)?.identity.did,
      room: this.name,
      space: typeof space === 'string' ? spaceName(space) : space.home.name,
    })
    this.#view = view
    this.#visit = new Visit({
      ...{ room: this.name, space, options, settings, view, stay: this },
      events: memberEvents(this.#emitter, view, () => {
        this.#typing.look()
      }),
      onBacklog: (progress) => {
        this.#emitter.emit('backlog', progress)
      },
    })
    this.#typing = new TypingWatch(
      () => this.typingUsers(),
      (dids) => {
        this.#emitter.emit('typing', dids)
      },
    )
  }

  /**
   * Joins the room; afterwards its members hear you. Joining a room that was joined is no error.
   * @throws GhostChatError `ERR_RELAY_UNREACHABLE` when no relay was reached in time, or at once where each has failed;
   * its `cause` is a `RelayFailures`, which says why for each relay. `ERR_RELAY_ADDRESS`,
   * `ERR_IDENTITY`, `ERR_ALREADY_JOINED`, `ERR_CLOSED`; the signal's reason when it is aborted
   */
  async joinChat(options: { readonly signal?: AbortSignal } = {}): Promise<this> {
    checkSignalOptions(options)
    await this.#visit.join(options.signal ?? this.#options.signal)
    return this
  }

  /**
   * Says something to everyone in the room, or to one user: a text of at most 8,192 bytes, or another JSON value
   * of as many. Resolves when it was handed to the network (to that user); `message`, or `direct`, is emitted here
   * too. An answer that the app neither awaits nor handles ends no process: its error is reported.
   *
   * With `queue` (here, or for the whole room at `joinChat`) it waits for a connection and for its turn under flood
   * control, up to ten minutes, and is signed when it goes out. `onWait` tells what it waits for; `signal` takes it back.
   * @throws GhostChatError `ERR_NOT_JOINED`, `ERR_READ_ONLY`, `ERR_MESSAGE_EMPTY`, `ERR_MESSAGE_TOO_LARGE`,
   * `ERR_MESSAGE_INVALID`, `ERR_QUEUE_FULL`, `ERR_IDENTITY`, `ERR_CLOSED`; to one user `ERR_USER_GONE`,
   * `ERR_UNREACHABLE`; queued `ERR_MESSAGE_EXPIRED`, not queued `ERR_OFFLINE` and `ERR_RATE_LIMITED`; the signal's reason
   * when it is aborted
   *
   * @example
   * ```ts
   * import { openSpace } from 'ghost-chat'
   *
   * const space = await openSpace('my-dapp', { relays: ['http://localhost:8080'] })
   * const chat = await space.joinChat('lobby', { queue: true })
   * const takenBack = new AbortController()
   * await chat.send('hello', {
   *   signal: takenBack.signal,
   *   onWait: (wait) => {
   *     if (wait.why === 'rate') console.log(`goes out at ${wait.until.toLocaleTimeString()}`)
   *     else console.log(wait.why === 'offline' ? 'waits for a connection' : 'waits for the receiver')
   *   },
   * })
   * ```
   */
  send(content: JsonValue, options: SendOptions = {}): Promise<Message> {
    return LenientPromise.of(this.#send(content, options))
  }

  /**
   * Answers a message. The answer to a direct message goes to the same two people, also where only the message's id is
   * given. @throws GhostChatError `ERR_REPLY_INVALID`, and what `send` throws
   */
  reply(message: Message | Message['id'], content: JsonValue, options: SendOptions = {}): Promise<Message> {
    return LenientPromise.of(this.#reply(message, content, options))
  }

  /**
   * Tells everyone that you are typing: to be called at every key, and with `false` when what was typed was thrown
   * away. Sent at most every 3 s, not by readers and not in rooms of more than 50 sessions; it never throws.
   */
  typing(active = true): void {
    this.#visit.here?.member.typist.typing(active)
  }

  /** Those who are typing now, without you and without those who are blocked; in the order in which they began. */
  typingUsers(): readonly Did[] {
    return this.#view.others(this.#visit.here?.member.typingUsers() ?? [])
  }

  /**
   * Takes the place of the `profile` option: what the others see of you from now on, also when you join again.
   * Resolves when they were told; while there is no connection, it waits for one.
   * @throws GhostChatError `ERR_NOT_JOINED`, `ERR_READ_ONLY`, `ERR_NAME_INVALID`, `ERR_OPTION_INVALID`, `ERR_IDENTITY`,
   * `ERR_CLOSED`; `ERR_RATE_LIMITED` some 80 times within 30 s, for nobody would take it
   */
  async setProfile(profile: NonNullable<JoinOptions['profile']>): Promise<void> {
    checkProfile(profile)
    const { member } = this.#joined()
    if (this.#settings.reader) throw new GhostChatError('ERR_READ_ONLY')
    if (!member.mayAnnounce) throw new GhostChatError('ERR_RATE_LIMITED')
    this.#visit.profile = checkedProfile(profile)
    await member.setProfile(this.#visit.profile)
  }

  /** The DIDs in the room, your own first, each once however many sessions; empty when you are not in it. */
  onlineUsers(): readonly Did[] {
    return this.users().map((user) => user.did)
  }

  /** The people in the room, yourself first; without those who only read. */
  users(): readonly User[] {
    return this.#visit.here?.member.users() ?? []
  }

  /** How many only read, you included if you do. They have no names here. */
  readers(): number {
    return this.#visit.here?.member.room.roster.readers() ?? 0
  }

  /**
   * Asks members for what was said before. The messages they give, each verified again, in order; they are in
   * `messages()` then too, marked as history. `backlog` tells how far it has come.
   * @throws GhostChatError `ERR_NOT_JOINED`, `ERR_OPTION_INVALID`, `ERR_UNREACHABLE` when nobody answered,
   * `ERR_CLOSED`; the signal's reason
   */
  async requestBacklog(options: BacklogOptions = {}): Promise<readonly Message[]> {
    checkBacklogOptions(options)
    return this.#joined().backlog.fetch(options)
  }

  /** The public messages that are in memory and are to be seen, oldest first. They are gone when you leave. */
  messages(): readonly Message[] {
    return this.#view.only(this.#visit.here?.member.room.messages() ?? [])
  }

  /** The direct messages, to you and from you, that are in memory and are to be seen, oldest first. */
  directMessages(): readonly Message[] {
    return this.#view.only(this.#visit.here?.member.room.directMessages() ?? [])
  }

  /**
   * Hides what a user says, in every room of the space and for as long as it is open; they are not told, and are
   * still among the users. Your own messages are never hidden.
   * @throws GhostChatError `ERR_OPTION_INVALID` for what is no DID, and for your own
   *
   * @example
   * ```ts
   * import { openSpace } from 'ghost-chat'
   *
   * const space = await openSpace('my-dapp', { relays: ['http://localhost:8080'] })
   * const chat = await space.joinChat('lobby')
   * chat.on('message', (did, message) => {
   *   if (message.text === 'buy now') chat.block(did)
   * })
   * ```
   */
  block(did: Did): void {
    this.#view.block(did)
    this.#typing.look()
  }

  /** Shows again what a user says, and what is still in memory of it. @throws GhostChatError `ERR_OPTION_INVALID` */
  unblock(did: Did): void {
    this.#view.unblock(did)
    this.#typing.look()
  }

  /** Those who are blocked, in the order of blocking. */
  blockedUsers(): readonly Did[] {
    return this.#view.blockedUsers()
  }

  /** How you are connected, to whom, and how your clock is set. */
  get connection(): Connection {
    return this.#visit.here?.member.connection ?? NOT_CONNECTED
  }

  /** Leaves the room: the others are told, memory is freed. Joining again starts a new session. */
  async leaveChat(): Promise<void> {
    if (!(await this.#visit.leave())) return
    this.#typing.look()
    this.#emitter.emit('connection', NOT_CONNECTED)
  }

  /** @internal What another chat takes over that continues this one. */
  get handover(): Handover {
    return this.#visit.handover
  }

  /** @internal Whether it is joined or about to be. */
  get active(): boolean {
    return this.#visit.active
  }

  /**
   * Adds a listener; returns what takes it away. A listener that throws harms neither the room nor the others.
   * @throws GhostChatError `ERR_OPTION_INVALID` for an event that does not exist; TypeError for no function
   *
   * @example
   * ```ts
   * import { openSpace } from 'ghost-chat'
   *
   * const space = await openSpace('my-dapp', { relays: ['http://localhost:8080'] })
   * const bot = await space.joinChat('lobby')
   * // It hears public messages only, and answers everybody but itself.
   * bot.on('message', (did, message) => {
   *   if (!message.own) bot.reply(message, `you said: ${message}`)
   * })
   * // It answers a direct message to its sender alone.
   * bot.on('direct', (did, message) => {
   *   if (!message.own) bot.reply(message, 'this stays between us')
   * })
   * ```
   */
  on<Name extends keyof ChatEvents>(name: Name, listener: Listener<ChatEvents[Name]>): () => void {
    checkEvent(name)
    return this.#emitter.on(name, listener)
  }

  /** As `on`, for the next event only. */
  once<Name extends keyof ChatEvents>(name: Name, listener: Listener<ChatEvents[Name]>): () => void {
    checkEvent(name)
    return this.#emitter.once(name, listener)
  }

  /** Takes a listener away. */
  off<Name extends keyof ChatEvents>(name: Name, listener: Listener<ChatEvents[Name]>): void {
    checkEvent(name)
    this.#emitter.off(name, listener)
  }

  async #send(content: JsonValue, options: SendOptions): Promise<Message> {
    checkSendOptions(options)
    return say(checkedSaid(checkedContent(content)), options, this.#joined(), this.#settings)
  }

  async #reply(message: Message | Message['id'], content: JsonValue, options: SendOptions): Promise<Message> {
    checkSendOptions(options)
    const id = checkedReply(message)
    const said = checkedSaid(checkedContent(content), id)
    const here = this.#joined()
    const answered = message instanceof Message ? message : here.member.room.directMessage(id)
    const to = options.to ?? (answered === undefined ? undefined : partnerOf(answered, here))
    return say(said, to === undefined ? options : { ...options, to }, here, this.#settings)
  }

  #joined(): Here {
    const { here } = this.#visit
    if (here === null) throw new GhostChatError('ERR_NOT_JOINED')
    return here
  }
}
