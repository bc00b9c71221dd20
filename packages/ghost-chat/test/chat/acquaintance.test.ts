import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { parseEnvelope } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { closeAll, join, type Person } from '../support/memory-chat.ts'
import { turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

let hub: MemoryHub
let clock: VirtualClock
let people: Person[]
/** What was said over the topic, by type. */
let types: string[]

beforeEach(() => {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock()
  people = []
  types = []
  // Somebody who listens, and is no member.
  hub.network().open('3box.chat.my-dapp.lobby', {
    async judge(frame) {
      const parsed = parseEnvelope(frame)
      if (parsed.ok) types.push(parsed.envelope.body.type)
      return 'accept'
    },
    answer: async () => [],
    changed: () => undefined,
    lost: () => undefined,
  })
})
afterEach(() => closeAll(hub, people))

async function pass(milliseconds: number): Promise<void> {
  for (let i = 0; i < milliseconds; i += 50) {
    clock.advance(50)
    await hub.idle()
  }
}

describe('[FD8] a joiner', () => {
  it('that nobody greets says once more that it is here, after three seconds', async () => {
    people.push(await join(hub, { platform: virtualPlatform(clock, 1) }))
    await pass(LIMITS.greeting - 100)
    expect(types).toEqual(['join'])
    await pass(200)
    expect(types).toEqual(['join', 'here'])
    await pass(3_000)
    expect(types).toEqual(['join', 'here'])
  })

  it('that was given the roster does not', async () => {
    people.push(await join(hub, { platform: virtualPlatform(clock, 1) }))
    await pass(LIMITS.greeting + 100)
    types.length = 0
    people.push(await join(hub, { platform: virtualPlatform(clock, 2) }))
    await pass(LIMITS.greeting + 1_000)
    // The one who was there says that it is.
    expect(types).toEqual(['join', 'here'])
  })
})
