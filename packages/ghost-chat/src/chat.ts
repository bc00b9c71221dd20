/**
 * GhostChat: one room, as an app holds it.
 */
import { Emitter, type Listener } from './chat/emitter.ts'
import { fetchBacklog, type BacklogOptions } from './chat/backlog.ts'
import { NOT_CONNECTED, type Connection } from './chat/connection.ts'
import { checkedContent, checkedReply, checkedSaid } from './chat/content.ts'
import { openHome, type Home } from './chat/home.ts'
import type { Member, MemberEvents } from './chat/member.ts'
import { joinSettings, type JoinOptions, type JoinSettings, type SpaceOptions } from './chat/options.ts'
import { untilJoined } from './chat/until-joined.ts'
import { GhostChatError } from './errors.ts'
import type { Gap } from './room/gap.ts'
import type { Message } from './room/message.ts'
import type { User } from './room/users.ts'
import type { Did } from './wire/ids.ts'
import type { JsonValue } from './wire/json.ts'
import { roomName, type RoomName } from './wire/names.ts'

/** What a room tells, and what its listeners are given. */
export interface ChatEvents {
  /** A user came: their first session in the room. Not for your own DID. */
  'user-joined': readonly [did: Did]
  /** A user is gone: their last session left, or was not heard of for the length of its lease. */
  'user-left': readonly [did: Did]
  /** Somebody said something, now; you yourself too. */
  message: readonly [did: Did, message: Message]
  /** Something is wrong with what somebody said: a part never came, or they said two things at once. */
  gap: readonly [gap: Gap]
  /** The number of those who only read has changed. */
  readers: readonly [count: number]
  /** How you are connected has changed. */
  connection: readonly [connection: Connection]
}

/** Where the room is, when a chat is made by hand. */
export interface GhostChatOptions extends JoinOptions, SpaceOptions {
  /** An open space, or the name of one to open. */
  readonly space: { readonly home: Home } | string
}

export interface SendOptions {
  /** Gives up while the message still waits to be sent. */
  readonly signal?: AbortSignal
}

type State =
  | { readonly at: 'out' }
  | { readonly at: 'joining'; readonly done: Promise<void>; readonly controller: AbortController }
  /** `own`: the space was opened for this room alone, and closes with it. */
  | { readonly at: 'in'; readonly member: Member; readonly home: Home; readonly own: boolean }

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
  readonly #events: MemberEvents = {
    userJoined: (did) => {
      this.#emitter.emit('user-joined', did)
    },
    userLeft: (did) => {
      this.#emitter.emit('user-left', did)
    },
    message: (message) => {
      this.#emitter.emit('message', message.from, message)
    },
    gap: (gap) => {
      this.#emitter.emit('gap', gap)
    },
    readers: (count) => {
      this.#emitter.emit('readers', count)
    },
    connection: (connection) => {
      this.#emitter.emit('connection', connection)
    },
  }
  #state: State = { at: 'out' }

  /** @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID` */
  constructor(name: string, options: GhostChatOptions) {
    this.name = roomName(name)
    this.#settings = joinSettings(options)
    this.#options = options
  }

  /**
   * Joins the room; afterwards its members hear you. Joining a room that was joined is no error.
   * @throws GhostChatError `ERR_RELAY_UNREACHABLE` when no relay was reached in time, `ERR_RELAY_ADDRESS`,
   * `ERR_IDENTITY`, `ERR_ALREADY_JOINED`, `ERR_CLOSED`; the signal's reason when it is aborted
   */
  async joinChat(options: { readonly signal?: AbortSignal } = {}): Promise<this> {
    if (this.#state.at === 'out') {
      const controller = new AbortController()
      const given = options.signal ?? this.#options.signal
      const { signal } = controller
      const done = this.#join(given === undefined ? signal : AbortSignal.any([signal, given]))
      this.#state = { at: 'joining', done, controller }
    }
    if (this.#state.at === 'joining') await this.#state.done
    return this
  }

  /**
   * Says something to everyone in the room: a text of at most 8,192 bytes, or another JSON value of as many.
   * Resolves when it was handed to the network; `message` is emitted here too.
   * @throws GhostChatError `ERR_NOT_JOINED`, `ERR_MESSAGE_EMPTY`, `ERR_MESSAGE_TOO_LARGE`,
   * `ERR_MESSAGE_INVALID`, `ERR_RATE_LIMITED`, `ERR_QUEUE_FULL`, `ERR_OFFLINE`, `ERR_IDENTITY`, `ERR_CLOSED`
   */
  async send(content: JsonValue, options: SendOptions = {}): Promise<Message> {
    const { member } = this.#joined()
    const { said, size } = checkedSaid(checkedContent(content))
    return member.say(said, size, this.#settings.sendTimeout, options.signal)
  }

  /**
   * Answers a message.
   * @throws GhostChatError `ERR_REPLY_INVALID`, and what `send` throws
   */
  async reply(
    message: Message | Message['id'],
    content: JsonValue,
    options: SendOptions = {},
  ): Promise<Message> {
    const { member } = this.#joined()
    const { said, size } = checkedSaid(checkedContent(content), checkedReply(message))
    return member.say(said, size, this.#settings.sendTimeout, options.signal)
  }

  /** The DIDs in the room, your own first, each once however many sessions; empty when you are not in it. */
  onlineUsers(): readonly Did[] {
    return this.users().map((user) => user.did)
  }

  /** The people in the room, yourself first. */
  users(): readonly User[] {
    return this.#state.at === 'in' ? this.#state.member.users() : []
  }

  /**
   * Asks a member for what was said before. The messages it gives, each verified again, in order; they are in
   * `messages()` then too, marked as history.
   * @throws GhostChatError `ERR_NOT_JOINED`, `ERR_UNREACHABLE` when nobody answered; the signal's reason
   */
  async requestBacklog(options: BacklogOptions = {}): Promise<readonly Message[]> {
    return fetchBacklog(this.#joined().member, options)
  }

  /** What is in memory of the room's talk, oldest first. It is gone when you leave. */
  messages(): readonly Message[] {
    return this.#state.at === 'in' ? this.#state.member.room.messages() : []
  }

  /** How you are connected, to whom. */
  get connection(): Connection {
    return this.#state.at === 'in' ? this.#state.member.connection : NOT_CONNECTED
  }

  /** Leaves the room: the others are told, memory is freed. Joining again starts a new session. */
  async leaveChat(): Promise<void> {
    if (this.#state.at === 'joining') {
      this.#state.controller.abort(new GhostChatError('ERR_CLOSED'))
      await this.#state.done.catch(() => undefined)
    }
    if (this.#state.at !== 'in') return
    const { member, home, own } = this.#state
    this.#state = { at: 'out' }
    await home.exit(this.name, member)
    if (own) await home.close()
    this.#emitter.emit('connection', NOT_CONNECTED)
  }

  /** @internal Whether it is joined or about to be. */
  get active(): boolean {
    return this.#state.at !== 'out'
  }

  /** Adds a listener; returns what takes it away. A listener that throws harms neither the room nor the others. */
  on<Name extends keyof ChatEvents>(name: Name, listener: Listener<ChatEvents[Name]>): () => void {
    return this.#emitter.on(name, listener)
  }

  /** As `on`, for the next event only. */
  once<Name extends keyof ChatEvents>(name: Name, listener: Listener<ChatEvents[Name]>): () => void {
    return this.#emitter.once(name, listener)
  }

  /** Takes a listener away. */
  off<Name extends keyof ChatEvents>(name: Name, listener: Listener<ChatEvents[Name]>): void {
    this.#emitter.off(name, listener)
  }

  async #join(signal: AbortSignal): Promise<void> {
    const { space } = this.#options
    const own = typeof space === 'string'
    let home: Home | undefined
    let member: Member | undefined
    try {
      home = own ? await openHome(space, this.#options) : space.home
      member = await home.enter(this.name, this.#settings, this.#events, this)
      await untilJoined(member, this.#settings.timeout, home.platform.clock, signal)
      this.#state = { at: 'in', member, home, own }
    } catch (error) {
      this.#state = { at: 'out' }
      if (member !== undefined) await home?.exit(this.name, member)
      if (own) await home?.close()
      throw error
    }
  }

  #joined(): State & { readonly at: 'in' } {
    if (this.#state.at !== 'in') throw new GhostChatError('ERR_NOT_JOINED')
    return this.#state
  }
}
