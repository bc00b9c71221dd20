/** Leaving a room frees what it held. */
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { runNode } from '../../tools/lib/run.ts'
import type { Alive, Told } from './leaver.ts'

const LEAVER = fileURLToPath(new URL('leaver.ts', import.meta.url))
const ROUNDS = 200
/** Bytes that the heap may grow by in so many joins and leaves: a hundredth of what was said in them. */
const MOST_GROWTH = 1_048_576

const NOTHING: Omit<Alive, 'timers' | 'listeners'> = {
  members: 0,
  rooms: 0,
  transcripts: 0,
  channels: 0,
  messages: 0,
}

let told: Told
beforeAll(async () => {
  const { code, output } = await runNode([
    '--no-warnings',
    '--expose-gc',
    '-C',
    'ghost-chat-source',
    LEAVER,
    String(ROUNDS),
  ])
  expect(code, output).toBe(0)
  told = JSON.parse(output) as Told
}, 120_000)

test('in a room there is something to be freed', () => {
  expect(told.before).toEqual({ ...NOTHING, listeners: 0, timers: told.before.timers })
  expect(told.inside).toMatchObject({ members: 1, rooms: 1, channels: 1, messages: 100, listeners: 1 })
  expect(told.inside.timers).toBeGreaterThan(told.before.timers)
})

test('who has left holds no message, no room and no timer, though the app still holds the chat', () => {
  expect(told.left).toEqual({ ...NOTHING, listeners: 1, timers: told.before.timers })
})

test('with the chat, its listeners go', () => {
  expect(told.dropped).toEqual({ ...NOTHING, listeners: 0, timers: told.before.timers })
})

test('a closed space leaves nothing behind', () => {
  expect(told.closed).toEqual({ ...NOTHING, listeners: 0, timers: told.before.timers })
})

test('200 joins and leaves with 100 messages each leave less than a mebibyte', () => {
  const [first, last] = told.heap
  expect(last - first).toBeLessThan(MOST_GROWTH)
})
