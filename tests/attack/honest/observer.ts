/** An honest member that stays in a room and tells who comes, and how late its event loop ever was. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openSpace } from 'ghost-chat'
import { ordersOf, tell } from '../attackers/orders.ts'

interface Orders {
  readonly relay: string
  readonly room: string
}

const { relay, room } = ordersOf<Orders>()
const space = await openSpace('attack', { relays: [relay] })
const chat = await space.joinChat(room)
const delay = monitorEventLoopDelay({ resolution: 10 })
chat.on('user-joined', (did) => void tell({ seen: did, at: Date.now() }))
process.on('disconnect', () => process.exit(0))
process.on('message', (order) => {
  // Loading and joining are no part of what is measured.
  if (order === 'measure') delay.enable()
  if (order === 'report') void tell({ longest: delay.max / 1e6, users: chat.users().length })
})
await tell({ ready: true })
