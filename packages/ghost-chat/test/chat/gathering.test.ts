import { expect, it } from 'vitest'
import { gather, takeBatch, type Waiting } from '../../src/chat/batch.ts'
import { LIMITS } from '../../src/wire/limits.ts'

const entry = (size = 10): Waiting => ({
  said: { content: 'x' },
  size,
  resolve: () => undefined,
  reject: () => undefined,
  until: Infinity,
})

it('[GC1] an envelope holds 64 messages, or as many as fit, and one in any case', () => {
  const waiting = Array.from({ length: 65 }, () => entry())
  expect([takeBatch(waiting).length, waiting.length]).toEqual([64, 1])
  const large = Array.from({ length: 3 }, () => entry(LIMITS.messagesJsonBytes / 2 - 1))
  expect([takeBatch(large).length, large.length]).toEqual([2, 1])
  const two = [entry(LIMITS.messagesJsonBytes + 1), entry()]
  expect([takeBatch(two).length, two.length]).toEqual([1, 1])
})

it('[GC1] who sends the next message when one went out fills envelopes all the same', async () => {
  const waiting: Waiting[] = []
  // As an app does that keeps so many under way: one more for each that was sent.
  const app = (async () => {
    for (let sent = 0; sent < LIMITS.messagesPerEnvelope; sent++) {
      await Promise.resolve()
      waiting.push(entry())
    }
  })()
  await gather(waiting)
  expect(waiting).toHaveLength(LIMITS.messagesPerEnvelope)
  await app
})

it('[GC1] nobody is waited for who says nothing', async () => {
  const waiting: Waiting[] = []
  await gather(waiting)
  expect(waiting).toEqual([])
})
