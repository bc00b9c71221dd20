import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Did } from '../../src/index.ts'
import { guest } from '../../src/identity/guest.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { forge } from '../support/forge.ts'
import { intruder, type Intruder } from '../support/intruder.ts'
import { closeAll, join, say, settled, type Person, type PersonOptions } from '../support/memory-chat.ts'
import { syncCrypto, turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

let hub: MemoryHub
let clock: VirtualClock
let people: Person[]
let ann: Person
let ben: Person
/** What Ben was told, each time. */
let told: (readonly Did[])[]
let tap: Intruder

beforeEach(async () => {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock()
  people = []
  ann = await enter()
  ben = await enter()
  told = []
  ben.chat.on('typing', (dids) => told.push(dids))
  tap = intruder(hub)
  await met()
})
afterEach(async () => {
  await closeAll(hub, people)
  await tap.channel.close()
})

async function enter(options: PersonOptions = {}): Promise<Person> {
  const person = await join(hub, { platform: virtualPlatform(clock, people.length + 1), ...options })
  people.push(person)
  return person
}

async function met(): Promise<void> {
  const count = people.length
  await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length + chat.readers() === count))
}

/** The `typing` of the envelopes that went over the topic. */
const sent = (): unknown[] => tap.claimsOf('typing').map(({ typing }) => typing)

async function key(active?: boolean): Promise<void> {
  ann.chat.typing(active)
  await hub.idle()
}

async function pass(milliseconds: number): Promise<void> {
  for (let i = 0; i < milliseconds; i += 100) {
    clock.advance(100)
    await hub.idle()
  }
}

describe('typing', () => {
  it('[TP1] at every key, one envelope in three seconds goes out', async () => {
    for (let i = 0; i < 30; i++) {
      await key()
      await pass(100)
    }
    expect(sent()).toEqual([true])
    await key()
    expect(sent()).toEqual([true, true])
  })

  it('[TP2] the others are told once when it begins and once when it ends', async () => {
    for (let i = 0; i < 8; i++) {
      await key()
      await pass(1_000)
    }
    expect(told).toEqual([[ann.space.did]])
    expect(ben.chat.typingUsers()).toEqual([ann.space.did])
    expect(Object.isFrozen(ben.chat.typingUsers())).toBe(true)
    await pass(LIMITS.typingShown)
    expect(told).toEqual([[ann.space.did], []])
    expect(ann.chat.typingUsers()).toEqual([])
  })

  it('[TP1] what is said ends it by itself, and what waited of it is not sent', async () => {
    await key()
    await pass(LIMITS.typingPause)
    ann.chat.typing()
    await say(hub, ann, 'hello', [ben])
    expect(sent()).toEqual([true])
    expect(told).toEqual([[ann.space.did], []])
    expect(tap.claimsOf('chat')).toHaveLength(1)
  })

  it('[TP1] given up, it is taken back, once, and only where somebody may still believe it', async () => {
    await key(false)
    await key()
    await key(false)
    await key(false)
    expect(sent()).toEqual([true, false])
    expect(told).toEqual([[ann.space.did], []])
    await pass(LIMITS.typingPause)
    await key()
    await pass(LIMITS.typingShown)
    await key(false)
    expect(sent()).toEqual([true, false, true])
  })

  it('[TP1] what is said to one user takes it back for the others', async () => {
    await key()
    await settled(hub, ann.chat.send('psst', { to: ben.space.did }))
    await hub.idle()
    expect(sent()).toEqual([true, false])
  })

  it('[TP1] it goes after a message that waits, and of several that wait the latest only', async () => {
    const saying = ann.chat.send('hello')
    ann.chat.typing()
    ann.chat.typing(false)
    await settled(hub, saying)
    await hub.idle()
    expect(tap.frames.length).toBeGreaterThan(0)
    const types = [...tap.claimsOf('chat'), ...tap.claimsOf('typing')].map(({ type, iat }) => ({ type, iat }))
    expect(types.map(({ type }) => type)).toEqual(['chat', 'typing'])
    expect(Number(types[0]?.iat)).toBeLessThan(Number(types[1]?.iat))
    expect(sent()).toEqual([false])
  })

  it('[TP1] offline it is dropped and not said later', async () => {
    hub.up = false
    await key()
    hub.up = true
    await pass(1_000)
    expect(sent()).toEqual([])
    await key()
    expect(sent()).toEqual([true])
  })

  it('[TP1] who is not in the room, or only reads, says nothing, and is told of no error', async () => {
    const cem = await enter({ join: { readOnly: true } })
    await met()
    cem.chat.typing()
    await settled(hub, ann.chat.leaveChat())
    await key()
    await hub.idle()
    expect(sent()).toEqual([])
    expect(ann.chat.typingUsers()).toEqual([])
  })

  it('[TP1] nor does one for whom another program signs: it might ask its person', async () => {
    const key = await guest(syncCrypto)
    const asked: unknown[] = []
    const cem = await enter({
      identity: {
        did: key.did,
        createJws: (payload, header) => {
          asked.push(payload['type'])
          return forge(key, payload, { ...header, alg: 'EdDSA' })
        },
      },
    })
    await met()
    cem.chat.typing()
    await hub.idle()
    expect(asked).toEqual(['join'])
  })

  it('[TP2] those who are blocked are not shown, and again when they are not', async () => {
    await key()
    ben.chat.block(ann.space.did)
    expect(ben.chat.typingUsers()).toEqual([])
    ben.chat.unblock(ann.space.did)
    expect(told).toEqual([[ann.space.did], [], [ann.space.did]])
  })

  it('[TP2] who leaves the room is told that nobody types', async () => {
    await key()
    await settled(hub, ben.chat.leaveChat())
    expect(told).toEqual([[ann.space.did], []])
  })

  it('[GC3] typing uses up nothing of what one may say', async () => {
    for (let i = 0; i < 10; i++) {
      await key()
      await pass(LIMITS.typingPause)
    }
    for (let i = 0; i < LIMITS.floodMessages; i++) await say(hub, ann, `${i}`, [ben])
    expect(ben.heard).toHaveLength(LIMITS.floodMessages)
  })
})
