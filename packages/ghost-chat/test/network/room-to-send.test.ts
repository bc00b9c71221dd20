import { expect, test } from 'vitest'
import { isBehind, roomToSend } from '../../src/network/libp2p/room-to-send.ts'
import { FakeStream } from '../support/fake-stream.ts'

function waiting(bytes: number) {
  const fake = new FakeStream(bytes)
  return { fake, stream: fake.stream }
}

/** Whether a promise has come to anything by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const note = (): void => void (settled = true)
  promise.then(note, note)
  await new Promise((resolve) => setImmediate(resolve))
  return settled
}

test('[NW17] nobody waits while 64 KiB wait in a stream, and everybody from there on', async () => {
  expect(isBehind(waiting(65_536).stream)).toBe(false)
  await roomToSend(waiting(65_536).stream, 0)
  expect(isBehind(waiting(65_537).stream)).toBe(true)
})

test('[NW17] that the reader took something is not enough: there must be room', async () => {
  const { fake, stream } = waiting(200_000)
  const room = roomToSend(stream, 20_000)
  fake.take(50_000, 'drain')
  expect(await isSettled(room)).toBe(false)
  fake.take(50_000, 'drain')
  expect(await isSettled(room)).toBe(false)
  fake.take(100_000, 'idle')
  await room
  fake.writeBufferLength = 200_000
  expect(await isSettled(roomToSend(stream, 20_000))).toBe(false)
})

test('[LN4] a reader that takes nothing is not waited for longer than the patience lasts', async () => {
  await expect(roomToSend(waiting(100_000).stream, 10)).rejects.toThrow('The reader took nothing')
})

test('[NW18] nor is one that takes too little in all that it may take', async () => {
  const { fake, stream } = waiting(100_000)
  const room = roomToSend(stream, 20_000, { inAll: 10 })
  const drip = setInterval(() => fake.take(1), 1)
  await expect(room)
    .rejects.toThrow('The reader took nothing')
    .finally(() => clearInterval(drip))
})

test('[LN4] a stream that ends is not waited for', async () => {
  const { fake, stream } = waiting(100_000)
  const room = roomToSend(stream, 20_000)
  fake.dispatchEvent(new Event('close'))
  await expect(room).rejects.toThrow('The stream ended')
})
