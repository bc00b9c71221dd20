/** A process of the scale bench: some members of one room, ordered about over IPC. */
import '../compare/systems/ghost-chat-parts.ts'
import { openSpace, type GhostChat } from 'ghost-chat'
import { until } from '../../tests/support/until.ts'

/** What it is told to do; each is answered with a `Told`. Times are milliseconds. */
export type Order =
  | { readonly do: 'join'; readonly relay: string; readonly members: number }
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
const JOINING = 120_000

const chats: GhostChat[] = []
let heard = 0

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'join':
      for (let at = 0; at < order.members; at++) {
        const space = await openSpace('bench', { relays: [order.relay] })
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
