/**
 * The names people gave themselves and their accounts. Remembered for a while after they left, since
 * their messages still stand there, and so that a name that another key took over is found out.
 */
import type { Did, Message, User } from 'ghost-chat'
import type { Person } from '../model.ts'
import { cleanName, nameKey } from '../text/names.ts'

const REMEMBERED = 2_000
/** Names of one DID that are remembered: a name that was given up may be taken by another key a moment later. */
const NAMES_EACH = 4
/** Of those who share a name so many are told. */
const NAMESAKES = 3

interface Known extends Pick<Person, 'name' | 'account' | 'unprovenAccount' | 'accountDomain'> {
  /** Keys of the names that they went by, and of the one that they go by, where it can be shown. */
  readonly keys: readonly string[]
  readonly key: string | undefined
}

const FACE = ['name', 'account', 'unprovenAccount', 'accountDomain'] as const

export class NameBook {
  readonly #known = new Map<Did, Known>()
  /** Those who are in the room, and those who wrote something: that these are gone is shown. */
  #here = new Set<Did>()
  readonly #authors = new Set<Did>()
  /** Those who go by a name or went by it. */
  readonly #bearers = new Map<string, Set<Did>>()

  /** Whether anybody is called otherwise than before. */
  read(users: readonly User[]): boolean {
    const here = new Set(users.map(({ did }) => did))
    let changed = false
    for (const did of this.#authors) changed ||= here.has(did) !== this.#here.has(did)
    this.#here = here
    for (const user of users) {
      const before = this.#known.get(user.did)
      const isSame = before !== undefined && FACE.every((part) => before[part] === user[part])
      changed ||= !isSame && (before !== undefined || FACE.some((part) => user[part] !== undefined))
      // Set anew, the entry moves to the young end of the map.
      this.#known.delete(user.did)
      this.#known.set(user.did, isSame ? before : this.#learn(user, before))
    }
    this.#bound()
    return changed
  }

  /**
   * Somebody wrote something. Nobody knows more of a person who left before this one came than what the message says.
   * Whether anything is shown otherwise for it.
   */
  wrote({ from: did, name, history }: Message): boolean {
    const isNew = !this.#authors.has(did)
    this.#authors.add(did)
    // Live words come from somebody who is here, though the list of people is read only now and then.
    if (!history) this.#here.add(did)
    const known = this.#known.get(did)
    const isHere = this.#here.has(did)
    if (known !== undefined && (isHere || known.name !== undefined || name === undefined))
      return isNew && !isHere
    this.#known.set(did, this.#learn({ did, ...(name === undefined ? {} : { name }) }, known))
    this.#bound()
    return name !== undefined || !isHere
  }

  /** Whether they were seen in the room. */
  knows(did: Did): boolean {
    return this.#known.has(did)
  }

  personOf(did: Did, self: Did | undefined, blocked: ReadonlySet<Did>): Person {
    const known = this.#known.get(did)
    const namesakes = this.#namesakesOf(did, known)
    const face = FACE.filter((part) => known?.[part] !== undefined).map((part) => [part, known?.[part]])
    return Object.freeze({
      did,
      ...(Object.fromEntries(face) as Partial<Known>),
      ...(namesakes.length === 0 ? {} : { namesakes }),
      self: did === self,
      blocked: blocked.has(did),
      ...(did !== self && this.#authors.has(did) && !this.#here.has(did) ? { gone: true } : {}),
    })
  }

  #bound(): void {
    for (const [did, { keys }] of this.#known) {
      if (this.#known.size <= Math.max(REMEMBERED, this.#here.size)) break
      this.#known.delete(did)
      this.#authors.delete(did)
      for (const key of keys) this.#forget(did, key)
    }
  }

  #learn(
    { did, name, account, unprovenAccount, accountDomain }: Omit<User, 'sessions' | 'self'>,
    before: Known | undefined,
  ): Known {
    const clean = cleanName(name)
    const key = clean === undefined ? undefined : nameKey(clean)
    const keys = [...(before?.keys ?? []).filter((old) => old !== key), ...(key === undefined ? [] : [key])]
    for (const old of keys.splice(0, keys.length - NAMES_EACH)) this.#forget(did, old)
    if (key !== undefined) {
      const bearers = this.#bearers.get(key) ?? new Set()
      this.#bearers.set(key, bearers.add(did))
    }
    return {
      ...{ keys, key },
      ...(name === undefined ? {} : { name }),
      ...(account === undefined ? {} : { account }),
      ...(unprovenAccount === undefined ? {} : { unprovenAccount }),
      ...(accountDomain === undefined ? {} : { accountDomain }),
    }
  }

  #forget(did: Did, key: string): void {
    const bearers = this.#bearers.get(key)
    bearers?.delete(did)
    if (bearers?.size === 0) this.#bearers.delete(key)
  }

  #namesakesOf(did: Did, known: Known | undefined): readonly Did[] {
    const bearers = known?.key === undefined ? undefined : this.#bearers.get(known.key)
    if (bearers === undefined || bearers.size < 2) return []
    const others: Did[] = []
    for (const other of bearers) {
      if (other !== did) others.push(other)
      if (others.length === NAMESAKES) break
    }
    return Object.freeze(others)
  }
}
