/** Who is in the room, who is who, whom one does not want to hear, and which of them one is oneself. */
import type { Did, GhostChat, Message, User } from 'ghost-chat'
import type { Person } from '../model.ts'
import { NameBook } from './name-book.ts'

/** Presence may change hundreds of times a second in a crowd; who is here is read this often at most. */
export const READ_EVERY_MS = 150

export class Company {
  readonly #book = new NameBook()
  #users: readonly User[] = []
  #readers = 0
  #self: Did | undefined
  #blocked: ReadonlySet<Did> = new Set()
  #glance = ''
  #readAt = -Infinity
  #personOf: ((did: Did) => Person) | undefined

  get users(): readonly User[] {
    return this.#users
  }

  /** How many only read, you included if you do. */
  get readers(): number {
    return this.#readers
  }

  get self(): Did | undefined {
    return this.#self
  }

  get blocked(): ReadonlySet<Did> {
    return this.#blocked
  }

  /** Stays in the room beside this one: other people's, readers', and one's own in other tabs. */
  get elsewhere(): number {
    const sessions = this.#users.reduce((count, user) => count + user.sessions.length, 0)
    // This one is a reader, or a session of one's own.
    return Math.max(0, sessions + this.#readers - 1)
  }

  /** Nobody else is in the room, to speak or to read: one’s own other tabs do not count. */
  get alone(): boolean {
    const selves = this.#users.some((user) => user.self) ? 0 : 1
    return this.#users.every((user) => user.self) && this.#readers <= selves
  }

  /** The same function until somebody is called otherwise. */
  get personOf(): (did: Did) => Person {
    this.#personOf ??= (did) => this.#book.personOf(did, this.#self, this.#blocked)
    return this.#personOf
  }

  /** Somebody wrote something: the message says what the author was called, should nobody know more. */
  wrote(message: Message): void {
    if (this.#book.wrote(message)) this.#personOf = undefined
  }

  knows(did: Did): boolean {
    return this.#book.knows(did)
  }

  /**
   * Reads unless it was done a moment ago: it costs as much as there are sessions, and each stranger's message and
   * arrival asks for it. Whether it was read; else the timer's reading comes within the same time.
   */
  readUnlessJust(chat: GhostChat): boolean {
    if (performance.now() - this.#readAt < READ_EVERY_MS) return false
    this.read(chat)
    return true
  }

  read(chat: GhostChat): void {
    this.#readAt = performance.now()
    const users = chat.users()
    const self = users.find((user) => user.self)?.did ?? this.#self
    if (this.#book.read(users) || self !== this.#self) this.#personOf = undefined
    this.#users = users
    this.#self = self
    this.#readers = chat.readers()
  }

  readBlocked(chat: GhostChat): void {
    this.#blocked = new Set(chat.blockedUsers())
    this.#personOf = undefined
  }

  /** Whether who is here is otherwise than when this was last asked. */
  differs(): boolean {
    const glance = JSON.stringify([this.#users, this.#readers])
    if (glance === this.#glance) return false
    this.#glance = glance
    return true
  }
}
