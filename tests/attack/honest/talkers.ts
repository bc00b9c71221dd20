/** Two honest members of one room in one process, who talk. They tell how long each message took to the other. */
import { openSpace, type GhostChat } from 'ghost-chat'
import { ordersOf, tell } from '../attackers/orders.ts'

interface Orders {
  readonly relay: string
  readonly room: string
  /** Milliseconds between two messages. */
  readonly every: number
}

const { relay, room, every } = ordersOf<Orders>()
const chats: GhostChat[] = []
const sentAt = new Map<string, number>()
let heard: number[] = []
let [sent, refused] = [0, 0]
for (const _ of ['one', 'other']) {
  const space = await openSpace('attack', { relays: [relay], relayOnly: true })
  const chat = await space.joinChat(room, { timeout: 20_000, flood: false })
  chat.on('message', (from, { text }) => {
    const at = sentAt.get(text)
    if (from === space.did || at === undefined) return
    sentAt.delete(text)
    heard.push(performance.now() - at)
  })
  chats.push(chat)
}
process.on('disconnect', () => process.exit(0))
process.on('message', (order: 'begin' | 'report') => {
  if (order === 'report') void tell({ times: heard, missing: sentAt.size, sent, refused })
  heard = []
  sentAt.clear()
  ;[sent, refused] = [0, 0]
})
await tell({ ready: true })
for (let count = 0; ; count++) {
  const text = `message ${count}`
  sentAt.set(text, performance.now())
  sent++
  chats[count % 2]?.send(text).catch(() => {
    refused++
    sentAt.delete(text)
  })
  await new Promise((resolve) => setTimeout(resolve, every))
}
