/** Who is in the room, who is who, whom one does not want to hear, and which of them one is oneself. */
import type { Did, GhostChat, Message, User } from 'ghost-chat'
import type { Person } from '../model.ts'
import { NameBook } from './name-book.ts'

/** Presence may change hundreds of times a second in a crowd; who is here is read this often at most. */
export const READ_EVERY_MS = 150

/** People remembered between two changes. */
const MOST_LOOKED_UP = 4_000

export class Company {
  readonly #book = new NameBook()
  #users: readonly User[] = []
  #readers = 0
  #self: Did | undefined
  #blocked: ReadonlySet<Did> = new Set()
  /** Whether who is here is otherwise than when that was last asked. */
  #changed = true
  #readAt = -Infinity
  #personOf: ((did: Did) => Person) | undefined

  /** The same list until somebody in it is otherwise. */
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
    this.#personOf ??= this.#people()
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
    const [users, readers] = [chat.users(), chat.readers()]
    if (readers !== this.#readers) this.#changed = true
    this.#readers = readers
    // The library gives a new list each time, and what is shown of a list is drawn again for another one.
    if (sameData(users, this.#users)) return
    this.#changed = true
    const self = users.find((user) => user.self)?.did ?? this.#self
    if (this.#book.read(users) || self !== this.#self) this.#personOf = undefined
    this.#users = users
    this.#self = self
  }

  readBlocked(chat: GhostChat): void {
    this.#blocked = new Set(chat.blockedUsers())
    this.#personOf = undefined
  }

  /** Whether who is here is otherwise than when this was last asked. */
  differs(): boolean {
    const changed = this.#changed
    this.#changed = false
    return changed
  }

  /** Each person is looked up once for all rows that show them. */
  #people(): (did: Did) => Person {
    const known = new Map<Did, Person>()
    return (did) => {
      const before = known.get(did)
      if (before !== undefined) return before
      const person = this.#book.personOf(did, this.#self, this.#blocked)
      if (known.size === MOST_LOOKED_UP) known.clear()
      known.set(did, person)
      return person
    }
  }
}

/** Whether two values are made of the same data, where one is made anew each time it is asked for: as JSON would say. */
export function sameData(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => sameData(one[key], other[key]))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
