/**
 * People with boxes on the memory network.
 */
import { seed } from '../../src/identity/seed.ts'
import type { MemoryHub, MemoryNetwork } from '../../src/network/memory/index.ts'
import {
  Box,
  type BoxOptions,
  type BoxSpace,
  type GhostThread,
  type Post,
  type ThreadOptions,
} from '../../src/threebox/index.ts'
import { settled } from '../support/memory-chat.ts'

export interface Dapp {
  readonly box: Box
  readonly space: BoxSpace
  readonly thread: GhostThread
  /** All that the thread told, as `message text`, `joined did peer` and so on. */
  readonly told: readonly string[]
  readonly posts: readonly Post[]
  /** The nodes that its spaces were opened on. */
  readonly networks: readonly MemoryNetwork[]
}

let people = 0

/** Options of a box that stands for one person, on nodes of its own. */
export function onHub(hub: MemoryHub, more: BoxOptions = {}, networks: MemoryNetwork[] = []): BoxOptions {
  const key = new Uint8Array(32).fill(++people)
  const network = (): Promise<MemoryNetwork> => {
    const made = hub.network()
    networks.push(made)
    return Promise.resolve(made)
  }
  return { network, identity: seed(key), ...more }
}

/** Has somebody open a box and a space and join a thread. */
export async function dapp(
  hub: MemoryHub,
  options: { readonly thread?: ThreadOptions; readonly box?: BoxOptions; readonly name?: string } = {},
): Promise<Dapp> {
  // What was said within the millisecond of a join is not told apart from what is said after it (TM4).
  for (const now = Date.now(); Date.now() === now;);
  const networks: MemoryNetwork[] = []
  const box = await Box.openBox(null, null, onHub(hub, options.box, networks))
  const space = await settled(hub, box.openSpace('my-dapp'))
  const joining = space.joinThread(options.name ?? 'lobby', { ghost: true, ...options.thread })
  const thread = await settled(hub, joining)
  return { box, space, thread, ...listen(thread), networks }
}

/** What a thread tells from now on. */
export function listen(thread: GhostThread): Pick<Dapp, 'told' | 'posts'> {
  const told: string[] = []
  const posts: Post[] = []
  thread.on('message', (post) => {
    posts.push(post)
    told.push(`message ${JSON.stringify(post.message)}`)
  })
  thread.on('user-joined', (...args) => told.push(args.join(' ')))
  thread.on('user-left', (...args) => told.push(args.join(' ')))
  thread.on('backlog-received', ({ message }) => told.push(`backlog ${message.length}`))
  return { told, posts }
}

/** Waits until all of them list all the others. */
export async function met(hub: MemoryHub, ...dapps: readonly Pick<Dapp, 'thread'>[]): Promise<void> {
  await hub.settle(() => dapps.every(({ thread }) => thread.chat.users().length === dapps.length))
}

/** Posts something and waits until all of them were told. */
export async function post(
  hub: MemoryHub,
  from: Pick<Dapp, 'thread'>,
  text: string,
  to: readonly Dapp[],
  receiver?: string,
): Promise<string> {
  const id = await settled(hub, from.thread.post(text, receiver))
  await hub.settle(() => to.every(({ posts }) => posts.some(({ message }) => message === text)))
  return id
}

export async function logOut(hub: MemoryHub, ...dapps: readonly Pick<Dapp, 'box'>[]): Promise<void> {
  await settled(hub, Promise.all(dapps.map(({ box }) => box.logout())))
}

/** The people of one test, who log out after it. */
export class Company {
  readonly #hub: MemoryHub
  readonly #people: Pick<Dapp, 'box'>[] = []

  constructor(hub: MemoryHub) {
    this.#hub = hub
  }

  readonly enter = async (options: Parameters<typeof dapp>[1] = {}): Promise<Dapp> => {
    const one = await dapp(this.#hub, options)
    this.add(one)
    return one
  }

  /** Somebody who was let in otherwise. */
  add(one: Pick<Dapp, 'box'>): void {
    this.#people.push(one)
  }

  /** Two who have met. */
  readonly two = async (): Promise<[Dapp, Dapp]> => {
    const pair: [Dapp, Dapp] = [await this.enter(), await this.enter()]
    await met(this.#hub, ...pair)
    return pair
  }

  async logOut(): Promise<void> {
    await logOut(this.#hub, ...this.#people)
  }
}
