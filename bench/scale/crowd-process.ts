/** A process of the scale bench: some members of one room, ordered about over IPC. */
import '../compare/systems/ghost-chat-parts.ts'
import { setPriority } from 'node:os'
import { openSpace, type GhostChat } from 'ghost-chat'
import { until } from '../../tests/support/until.ts'

/** What it is told to do; each is answered with a `Told`. Times are milliseconds. */
export type Order =
  | { readonly do: 'join'; readonly relay: string; readonly members: number; readonly relayOnly: boolean }
  | { readonly do: 'meet'; readonly everyone: number; readonly patience: number }
  | { readonly do: 'say'; readonly messages: number; readonly every: number }
  | { readonly do: 'hear'; readonly messages: number; readonly patience: number }
  | { readonly do: 'usage' }

export interface Told {
  /** Milliseconds of CPU so far, and bytes. */
  readonly cpu: number
  readonly rss: number
  /** Messages that its members were given, all together. */
  readonly heard: number
  /** Members that its members list, all together. */
  readonly listed: number
  readonly error?: string
}

/** A crowd that joins together keeps the machine busy: longer than an app would wait. */
const JOINING = 300_000
/** Milliseconds between two looks at how late this process is, how many in a row find it on time, and the most. */
const LOOK = 50
const CALM_LOOKS = 10
const LOOKS = 100
/** Of the processor's time a relay has its share first, as one that has a machine of its own. */
setPriority(10)

const chats: GhostChat[] = []
let heard = 0

/** Members arrive as fast as the machine takes them: here they share two cores, elsewhere each has some of its own. */
async function atEase(): Promise<void> {
  let calm = 0
  for (let look = 0; look < LOOKS && calm < CALM_LOOKS; look++) {
    const before = performance.now()
    await new Promise((resolve) => setTimeout(resolve, LOOK))
    calm = performance.now() - before < 2 * LOOK ? calm + 1 : 0
  }
}

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'join':
      for (let at = 0; at < order.members; at++) {
        await atEase()
        const space = await openSpace('bench', {
          relays: [order.relay],
          relayOnly: order.relayOnly,
        })
        const chat = await space.joinChat('scale', { flood: false, timeout: JOINING })
        chat.on('message', (from) => {
          if (from !== space.did) heard++
        })
        chats.push(chat)
      }
      return
    case 'meet': {
      const isWhole = (): boolean => chats.every((chat) => chat.onlineUsers().length === order.everyone)
      await until('everyone to list everyone', isWhole, order.patience)
      return
    }
    case 'say':
      for (let at = 0; at < order.messages; at++) {
        await chats[0]?.send(`message ${at} ${'x'.repeat(180)}`)
        await new Promise((resolve) => setTimeout(resolve, order.every))
      }
      return
    case 'hear':
      await until('every message', () => heard >= order.messages, order.patience)
      return
    case 'usage':
  }
}

process.on('message', (order: Order) => {
  const tell = (error?: unknown): void => {
    const { user, system } = process.cpuUsage()
    const told: Told = {
      cpu: (user + system) / 1_000,
      rss: process.memoryUsage().rss,
      heard,
      listed: chats.reduce((sum, chat) => sum + chat.onlineUsers().length, 0),
    }
    process.send?.(
      error === undefined ? told : { ...told, error: error instanceof Error ? error.message : 'It failed.' },
    )
  }
  obey(order).then(() => tell(), tell)
})
process.on('disconnect', () => process.exit())
