/** An honest process that joins a fresh room with a fresh space, again and again, and tells how long each took. */
import { openSpace } from 'ghost-chat'
import { ordersOf, tell } from '../attackers/orders.ts'

interface Orders {
  readonly relay: string
  readonly joins: number
  /** Milliseconds between the beginnings of two joins. */
  readonly every: number
  /** Of all joins; a fresh one for each where it ends with `-`. */
  readonly room: string
  /** Milliseconds that it stays after each join. */
  readonly stay?: number
}

const { relay, joins, every, room, stay = 0 } = ordersOf<Orders>()
// The first one loads the network's code, which is no part of a join. Whether it gets in is told by those that follow.
const warm = await openSpace('attack', { relays: [relay] })
await warm.joinChat('warm', { timeout: 3_000 }).catch(() => undefined)
await warm.close()
await tell({ ready: true })
const pending: Promise<void>[] = []
for (let i = 0; i < joins; i++) {
  const [start, startedAt] = [performance.now(), Date.now()]
  pending.push(
    (async () => {
      try {
        const space = await openSpace('attack', { relays: [relay] })
        await space.joinChat(room.endsWith('-') ? `${room}${i}` : room)
        await tell({ join: i, did: space.did, startedAt, milliseconds: performance.now() - start })
        // Long enough for the others to see it.
        await new Promise((resolve) => setTimeout(resolve, stay))
        await space.close()
      } catch (error) {
        await tell({ join: i, failed: error instanceof Error ? error.message : String(error) })
      }
    })(),
  )
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, start + every - performance.now())))
}
await Promise.all(pending)
await tell({ done: true })
process.disconnect()
