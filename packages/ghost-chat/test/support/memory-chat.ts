/**
 * Whole chats on the memory network.
 */
import { openSpace, type GhostChat, type JoinOptions, type Message, type Space } from '../../src/index.ts'
import type { Platform } from '../../src/chat/platform.ts'
import type { AccountOptions } from '../../src/identity/account.ts'
import type { Identity, IdentityFactory } from '../../src/identity/identity.ts'
import type { MemoryHub, MemoryNetwork } from '../../src/network/memory/index.ts'

export interface Person {
  readonly space: Space
  readonly chat: GhostChat
  readonly network: MemoryNetwork
  /** The texts of all `message` events so far. */
  readonly heard: readonly string[]
  /** The texts of all `direct` events so far. */
  readonly told: readonly string[]
  /** Everything else that happened, as `user-joined did` and so on. */
  readonly events: readonly string[]
}

export interface PersonOptions {
  readonly room?: string
  readonly space?: string
  readonly identity?: Identity | IdentityFactory
  readonly accounts?: AccountOptions
  readonly platform?: Platform
  readonly join?: JoinOptions
  /** @default a new node of the hub */
  readonly network?: MemoryNetwork
}

/** Has somebody join a room, and waits for it. */
export async function join(hub: MemoryHub, options: PersonOptions = {}): Promise<Person> {
  // What was said within the millisecond of a join is not told apart from what is said after it (TM4).
  for (const now = Date.now(); Date.now() === now;);
  const { identity, platform, accounts, network = hub.network() } = options
  const space = await openSpace(options.space ?? 'my-dapp', {
    network,
    ...(identity === undefined ? {} : { identity }),
    ...(platform === undefined ? {} : { platform }),
    ...(accounts === undefined ? {} : { accounts }),
  })
  const chat = await settled(hub, space.joinChat(options.room ?? 'lobby', options.join))
  const heard: string[] = []
  const events: string[] = []
  const told: string[] = []
  chat.on('message', (_, message) => heard.push(String(message)))
  chat.on('direct', (_, message) => told.push(String(message)))
  chat.on('user-joined', (did) => events.push(`user-joined ${did}`))
  chat.on('user-left', (did) => events.push(`user-left ${did}`))
  return { space, chat, network, heard, told, events }
}

/** Several people in one room who all see each other. */
export async function roomOf(hub: MemoryHub, count: number, options: PersonOptions = {}): Promise<Person[]> {
  const people: Person[] = []
  for (let i = 0; i < count; i++) people.push(await join(hub, options))
  await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length === count))
  return people
}

/** What a promise comes to, while the network runs. */
export async function settled<T>(hub: MemoryHub, promise: Promise<T>): Promise<T> {
  let done = false
  const watched = promise.finally(() => {
    done = true
  })
  // The caller hears of a rejection from `watched`; this only keeps it from being unhandled meanwhile.
  watched.catch(() => undefined)
  await hub.settle(() => done)
  return watched
}

/** Says something and waits until all of them have heard it. */
export async function say(
  hub: MemoryHub,
  from: Person,
  text: string,
  to: readonly Person[],
): Promise<Message> {
  const message = await settled(hub, from.chat.send(text))
  await hub.settle(() => to.every(({ heard }) => heard.includes(text)))
  return message
}

export async function closeAll(hub: MemoryHub, people: readonly Person[]): Promise<void> {
  await settled(hub, Promise.all(people.map(({ space }) => space.close())))
}
