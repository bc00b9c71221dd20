import { afterEach, beforeEach, expect, it } from 'vitest'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, roomOf, say, settled, type Person } from '../support/memory-chat.ts'
import { rejectedCode } from '../support/thrown.ts'

let hub: MemoryHub
let people: Person[]
let ann: Person
let ben: Person

beforeEach(async () => {
  hub = new MemoryHub()
  people = await roomOf(hub, 2)
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people')
  ann = first
  ben = second
})
afterEach(async () => {
  await closeAll(hub, people)
})

it('[GC3] a sender keeps to the relays’ rule where it is stricter than the room’s', async () => {
  ann.network.flood = { messages: 2, window: 30_000 }
  await say(hub, ann, 'one', [ben])
  await say(hub, ann, 'two', [ben])
  expect(await rejectedCode(ann.chat.send('three'))).toBe('ERR_RATE_LIMITED')
  ann.network.flood = null
  await say(hub, ann, 'three', [ben])
})

it('[GC3] a relay that allows more does not make the room allow more', async () => {
  ann.network.flood = { messages: 1_000, window: 1 }
  for (let i = 0; i < 20; i++) await settled(hub, ann.chat.send(`${i}`))
  expect(await rejectedCode(ann.chat.send('21'))).toBe('ERR_RATE_LIMITED')
})

it('[GC3] what waits counts by the relays’ rule too', async () => {
  ann.network.flood = { messages: 2, window: 30_000 }
  const codes = [1, 2, 3].map((i) => rejectedCode(ann.chat.send(`${i}`)))
  expect(await settled(hub, Promise.all(codes))).toEqual([undefined, undefined, 'ERR_RATE_LIMITED'])
})
