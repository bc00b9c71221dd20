import { expect, it } from 'vitest'
import { gather, takeBatch, type Waiting } from '../../src/chat/batch.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { parseEnvelope } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { closeAll, join } from '../support/memory-chat.ts'
import { turn } from '../support/sync-crypto.ts'

const entry = (size = 10): Waiting => ({
  said: { content: 'x' },
  size,
  resolve: () => undefined,
  reject: () => undefined,
  until: Infinity,
  queued: false,
  onWait: () => undefined,
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

it('[GC1] who was idle and goes on talking has one envelope of one message, and then full ones', async () => {
  const hub = new MemoryHub({ turn })
  const sizes: number[] = []
  hub.network().open('3box.chat.my-dapp.lobby', {
    async judge(frame) {
      const parsed = parseEnvelope(frame)
      if (parsed.ok && parsed.envelope.body.type === 'chat') sizes.push(parsed.envelope.body.messages.length)
      return 'accept'
    },
    answer: async () => [],
    changed: () => undefined,
    lost: () => undefined,
  })
  const ann = await join(hub, { join: { flood: false } })
  const sent: Promise<unknown>[] = []
  for (let at = 0; at < 1 + 2 * LIMITS.messagesPerEnvelope; at++) {
    sent.push(ann.chat.send(`${at}`))
    await Promise.resolve()
  }
  await Promise.all(sent)
  await hub.idle()
  expect(sizes).toEqual([1, LIMITS.messagesPerEnvelope, LIMITS.messagesPerEnvelope])
  await closeAll(hub, [ann])
})
