/**
 * Joins and leaves rooms, and says what is still in memory of it. A process of its own, with `--expose-gc`; a line
 * of JSON on its stdout is all it says.
 */
import { queryObjects } from 'node:v8'
import { openSpace, Message, type GhostChat, type Network, type Space } from 'ghost-chat'
import { MemoryHub } from 'ghost-chat/network/memory'
// What an app never sees, to be counted.
import { Member } from '../../packages/ghost-chat/src/chat/member.ts'
import { Room } from '../../packages/ghost-chat/src/room/room.ts'
import { Transcript } from '../../packages/ghost-chat/src/room/transcript.ts'
import { MemoryChannel } from '../../packages/ghost-chat/src/network/memory/channel.ts'

/** How many of each kind are in memory, after a collection. */
export interface Alive {
  readonly members: number
  readonly rooms: number
  readonly transcripts: number
  readonly channels: number
  readonly messages: number
  /** Listeners of the app: one for each chat. */
  readonly listeners: number
  readonly timers: number
}

export interface Told {
  /** Before anybody joined, in a room, and after leaving it, the chat still in hand. */
  readonly before: Alive
  readonly inside: Alive
  readonly left: Alive
  /** With the chat given up too, and with the space closed and given up. */
  readonly dropped: Alive
  readonly closed: Alive
  /** Bytes of heap after the first joins and leaves, and after all of them. */
  readonly heap: readonly [number, number]
}

/** What an app hands over: closures over things of its own. */
class Listener {
  readonly heard: string[] = []
  readonly take = (_: unknown, message: Message): void => {
    this.heard.push(message.text)
  }
}

const MESSAGES = 100
const hub = new MemoryHub()

async function alive(): Promise<Alive> {
  // First, before any of them has had the time to end by itself.
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  // What was promised and what the platform's cryptography still holds goes with the next turns.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  const count = (kind: Parameters<typeof queryObjects>[0]): number => queryObjects(kind, { format: 'count' })
  return {
    members: count(Member),
    rooms: count(Room),
    transcripts: count(Transcript),
    channels: count(MemoryChannel),
    messages: count(Message),
    listeners: count(Listener),
    timers,
  }
}

async function settled<T>(promise: Promise<T>): Promise<T> {
  let isDone = false
  const watched = promise.finally(() => {
    isDone = true
  })
  watched.catch(() => undefined)
  await hub.settle(() => isDone)
  return watched
}

async function openOn(network: Network): Promise<Space> {
  return openSpace('memory', { network })
}

/** Joins, says so many things of 1 KiB, and hears them. */
async function stay(space: Space, room: string): Promise<GhostChat> {
  const chat = await settled(space.joinChat(room, { flood: false }))
  const listener = new Listener()
  chat.on('message', listener.take)
  const text = 'x'.repeat(1_024)
  await settled(Promise.all(Array.from({ length: MESSAGES }, (_, i) => chat.send(`${i} ${text}`))))
  if (listener.heard.length !== MESSAGES) throw new Error(`Heard ${listener.heard.length} messages.`)
  return chat
}

async function comeAndGo(times: number): Promise<void> {
  const space = await openOn(hub.network())
  for (let i = 0; i < times; i++) {
    const chat = await stay(space, `room ${i}`)
    await settled(chat.leaveChat())
  }
  await settled(space.close())
}

function heapAfterCollection(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

async function tell(rounds: number): Promise<Told> {
  const before = await alive()
  const held: { space: Space | null; chat: GhostChat | null } = { space: null, chat: null }
  held.space = await openOn(hub.network())
  held.chat = await stay(held.space, 'lobby')
  const inside = await alive()
  await settled(held.chat.leaveChat())
  const left = await alive()
  held.chat = null
  const dropped = await alive()
  await settled(held.space.close())
  held.space = null
  const closed = await alive()

  await comeAndGo(rounds / 10)
  const first = heapAfterCollection()
  await comeAndGo(rounds)
  return { before, inside, left, dropped, closed, heap: [first, heapAfterCollection()] }
}

const [, , rounds] = process.argv
process.stdout.write(`${JSON.stringify(await tell(Number(rounds)))}\n`)
