import type { Stream } from '@libp2p/interface'
import { expect, test } from 'vitest'
import { isBehind, roomToSend } from '../../src/network/libp2p/room-to-send.ts'

/** A stream as far as waiting for it goes: how much waits in it, and what it tells of that. */
class Waiting extends EventTarget {
  writeBufferLength: number

  constructor(bytes: number) {
    super()
    this.writeBufferLength = bytes
  }

  /** The reader takes something; the stream tells so before it goes on itself. */
  take(bytes: number, event: 'drain' | 'idle'): void {
    this.dispatchEvent(new Event(event))
    this.writeBufferLength -= bytes
  }
}

function waiting(bytes: number) {
  const fake = new Waiting(bytes)
  return { fake, stream: fake as unknown as Stream }
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

test('[LN4] a stream that ends is not waited for', async () => {
  const { fake, stream } = waiting(100_000)
  const room = roomToSend(stream, 20_000)
  fake.dispatchEvent(new Event('close'))
  await expect(room).rejects.toThrow('The stream ended')
})
