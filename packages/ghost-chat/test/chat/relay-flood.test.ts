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

/** A room that lets everybody say 100 in 30 s. */
async function generousRoom(): Promise<void> {
  await closeAll(hub, people)
  hub = new MemoryHub()
  people = await roomOf(hub, 2, { join: { flood: { messages: 100, window: 30_000 } } })
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people')
  ann = first
  ben = second
}

it('[NW8] a sender keeps to the relays’ rule where it is stricter than the room’s', async () => {
  await generousRoom()
  ann.network.flood = { messages: 25, window: 30_000 }
  for (let i = 0; i < 25; i++) await settled(hub, ann.chat.send(`${i}`))
  expect(await rejectedCode(ann.chat.send('26'))).toBe('ERR_RATE_LIMITED')
  ann.network.flood = null
  await say(hub, ann, '26', [ben])
})

it('[NW8] a relay that passes on next to nothing silences nobody: 20 in 30 s may be said anyway', async () => {
  for (const enter of [() => Promise.resolve(), generousRoom]) {
    await enter()
    ann.network.flood = { messages: 1, window: 3_600_000 }
    for (let i = 0; i < 20; i++) await say(hub, ann, `${i}`, [ben])
    expect(await rejectedCode(ann.chat.send('21'))).toBe('ERR_RATE_LIMITED')
  }
})

it('[GC3] a relay that allows more does not make the room allow more', async () => {
  ann.network.flood = { messages: 1_000, window: 1 }
  for (let i = 0; i < 20; i++) await settled(hub, ann.chat.send(`${i}`))
  expect(await rejectedCode(ann.chat.send('21'))).toBe('ERR_RATE_LIMITED')
})

it('[NW8] what waits counts by the relays’ rule too', async () => {
  await generousRoom()
  ann.network.flood = { messages: 22, window: 30_000 }
  const codes = Array.from({ length: 23 }, (_, i) => rejectedCode(ann.chat.send(`${i}`)))
  const expected = [...Array<undefined>(22).fill(undefined), 'ERR_RATE_LIMITED']
  expect(await settled(hub, Promise.all(codes))).toEqual(expected)
})
