/**
 * A ghost thread: a room under the names of 3box.js.
 */
import {
  GhostChatError,
  type Did,
  type GhostChat,
  type JsonValue,
  type Message,
  type Space,
} from '../index.ts'
import { inSeconds, postOf, type Post } from './post.ts'
import { RecentIds } from './recent-ids.ts'
import { chatIn, peerOf, type Where } from './thread-chat.ts'
import { ThreadEmitter, type ThreadEvents } from './thread-events.ts'
import type { ThreadSettings } from './thread-options.ts'

/**
 * A thread of a space whose posts nobody keeps. `space.joinThread(name, { ghost: true })` gives one.
 *
 * @example
 * ```ts
 * import { Box } from 'ghost-chat/3box'
 *
 * const box = Box.create(undefined, { relays: ['http://localhost:8080'] })
 * const thread = await box.openThread('my-dapp', 'lobby', { ghost: true })
 * thread.on('message', ({ author, message }) => console.log(`${author}: ${JSON.stringify(message)}`))
 * thread.on('user-joined', (event, did, peerId) => console.log(event, did, peerId))
 * console.log(await thread.listMembers(), await thread.getPosts(10))
 * await thread.close()
 * ```
 */
export class GhostThread extends ThreadEmitter {
  readonly name: string
  readonly #settings: ThreadSettings
  readonly #onClose: () => void
  /** The last is the one to speak in; one before it only reads, until the last knows what it knows. */
  #chats: readonly GhostChat[]
  #isReading: boolean
  #isClosed = false
  /** Who was told to have joined, and where they are. */
  readonly #members = new Map<Did, string>()
  readonly #told = new RecentIds()
  /** One's own DIDs in this thread. */
  readonly #own = new Set<Did>()

  /** @internal Use `space.joinThread` or `box.openThread`. */
  constructor(name: string, where: Where, settings: ThreadSettings, onClose: () => void) {
    super()
    this.#settings = settings
    this.#onClose = onClose
    this.#isReading = typeof where.space === 'string'
    const chat = this.#enter(name, where)
    this.#chats = [chat]
    this.name = chat.name
  }

  /** @internal */
  async open(signal?: AbortSignal): Promise<this> {
    await this.chat.joinChat(signal === undefined ? {} : { signal })
    return this
  }

  /** @internal Whoever only read has a name now, and may speak. */
  async logIn(space: Space): Promise<this> {
    if (!this.#isReading || this.#isClosed) return this
    const before = this.chat
    const chat = this.#enter(this.name, { space }, false)
    await chat.joinChat()
    this.#chats = [before, chat]
    this.#isReading = false
    // Nobody waits for what was said before.
    void this.#moveOver(before, chat)
    return this
  }

  get isGhost(): true {
    return true
  }

  /** The chat behind the thread, for what 3box.js had not: replies, the connection, who is typing. */
  get chat(): GhostChat {
    const chat = this.#chats.at(-1)
    if (chat === undefined) throw new GhostChatError('ERR_NOT_JOINED')
    return chat
  }

  /** Your own peer id; empty while you only read. */
  get peerId(): string {
    const own = this.chat.users().find(({ self }) => self)
    return own?.sessions.find(({ self }) => self)?.peer ?? ''
  }

  /** The DIDs of the others who are here. */
  listMembers(): Promise<Did[]> {
    const others = this.chat.users().filter(({ self, did }) => !self && !this.#own.has(did))
    return Promise.resolve(others.map(({ did }) => did))
  }

  /** The latest posts in memory, oldest first. @param num how many; 0 is all */
  getPosts(num = 0): Promise<Post[]> {
    const byId = new Map(
      this.#chats
        .flatMap((chat) => [...chat.messages(), ...chat.directMessages()])
        .map((one) => [one.id, one]),
    )
    const posts = [...byId.values()].sort((a, b) => a.timestamp.getTime() - b.timestamp.getTime())
    return Promise.resolve((num > 0 ? posts.slice(-num) : posts).map(postOf))
  }

  /**
   * Says something to everyone, or to one user: a text or another JSON value. Resolves with the post's id when it was
   * handed to the network; you get it yourself too.
   * @param to a DID, or the peer id of one of the user's sessions; it goes to all of them
   * @throws GhostChatError `ERR_READ_ONLY` without a login, `ERR_USER_GONE` for a peer id of nobody who is here, and what
   * `GhostChat.send` throws
   */
  async post(message: JsonValue, to?: string | null): Promise<string> {
    if (this.#isReading) {
      throw new GhostChatError('ERR_READ_ONLY', 'Can not send message if not authenticated.')
    }
    const { id } = await this.chat.send(message, !to ? {} : { to: this.#didOf(to) })
    return id
  }

  /** Leaves the thread. Joining it again gives another one. May be called twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#onClose()
    this.removeAllListeners()
    await Promise.all(this.#chats.map((chat) => chat.leaveChat()))
    this.#members.clear()
  }

  /** Calls a function at every post, and when the backlog is there. Listeners that were added before stay. */
  onUpdate(update: (event: ThreadEvents['message' | 'backlog-received'][0]) => unknown): void {
    this.on('message', update)
    this.on('backlog-received', update)
  }

  /** Calls a function when somebody comes or goes. Listeners that were added before stay. */
  onNewCapabilities(update: (event: 'joined' | 'left', did: Did, peerId: string) => unknown): void {
    this.on('user-joined', update)
    this.on('user-left', update)
  }

  deletePost(_id?: string): Promise<never> {
    return notPossible('delete post')
  }

  addModerator(_id?: string): Promise<never> {
    return notPossible('add moderator')
  }

  listModerators(): Promise<never> {
    return notPossible('list moderators')
  }

  addMember(_id?: string): Promise<never> {
    return notPossible('add member')
  }

  /** Another chat of this thread, whose events are the thread's. */
  #enter(name: string, where: Where, isAsking = true): GhostChat {
    const chat = chatIn(name, where, this.#settings, isAsking)
    if (typeof where.space !== 'string') this.#own.add(where.space.did)
    chat.on('message', (_, message) => {
      this.#heard(message)
    })
    // A ghost thread tells of both by one event.
    chat.on('direct', (_, message) => {
      this.#heard(message)
    })
    chat.on('user-joined', (did) => {
      if (this.#own.has(did) || this.#members.has(did)) return
      this.#members.set(did, peerOf(chat, did))
      this.tell('user-joined', 'joined', did, this.#members.get(did) ?? '')
    })
    chat.on('user-left', (did) => {
      if (chat === this.chat) this.#left(did)
    })
    chat.on('backlog', ({ state }) => {
      if (state === 'done') this.#tellBacklog(chat)
    })
    return chat
  }

  #heard(message: Message): void {
    if (!this.#isClosed && this.#told.add(message.id)) this.tell('message', postOf(message))
  }

  #left(did: Did): void {
    const peer = this.#members.get(did)
    if (peer === undefined) return
    this.#members.delete(did)
    this.tell('user-left', 'left', did, peer)
  }

  #tellBacklog(chat: GhostChat): void {
    const message = Object.freeze(
      chat
        .messages()
        .filter(({ history }) => history)
        .map(postOf),
    )
    const author = [...this.#own][0] ?? ('' as Did)
    this.tell(
      'backlog-received',
      Object.freeze({ type: 'backlog', author, message, timestamp: inSeconds(Date.now()) }),
    )
  }

  /** The chat that only read gives the other what was said so far, as any member does, and goes. */
  async #moveOver(before: GhostChat, chat: GhostChat): Promise<void> {
    await chat.requestBacklog({ limit: Math.max(1, this.#settings.limit) }).catch(() => undefined)
    if (this.#isClosed) return
    this.#chats = [chat]
    await before.leaveChat().catch(() => undefined)
    const here = new Set(chat.onlineUsers())
    for (const did of [...this.#members.keys()]) if (!here.has(did)) this.#left(did)
  }

  /** @throws GhostChatError `ERR_USER_GONE` */
  #didOf(to: string): Did {
    if (to.startsWith('did:')) return to as Did
    const found = this.chat.users().find(({ sessions }) => sessions.some(({ peer }) => peer === to))
    if (found === undefined) throw new GhostChatError('ERR_USER_GONE', 'Nobody is reached at this peer id.')
    return found.did
  }
}

/** As it was worded then. */
function notPossible(what: string): Promise<never> {
  return Promise.reject(new Error(`Not possible to ${what} in Ghost Thread`))
}
