import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { closeAll, join, say, settled, type Person } from '../support/memory-chat.ts'
import { rejectedCode } from '../support/thrown.ts'
import { turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

let hub: MemoryHub
let clock: VirtualClock
let people: Person[]
let ann: Person
let ben: Person

beforeEach(async () => {
  hub = new MemoryHub({ turn })
  clock = new VirtualClock()
  people = []
  let seed = 0
  for (let i = 0; i < 2; i++) people.push(await join(hub, { platform: virtualPlatform(clock, ++seed) }))
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people')
  ann = first
  ben = second
  await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length === 2))
})
afterEach(async () => {
  hub.up = true
  await closeAll(hub, people)
  expect(clock.waiting).toBe(0)
})

/** Lets time pass in small steps, with the network running. */
async function pass(milliseconds: number, on = hub): Promise<void> {
  for (let i = 0; i < milliseconds; i += 500) {
    clock.advance(500)
    await on.idle()
  }
}

describe('offline', () => {
  it('[GC2] what is sent waits for the network and is sent when it returns', async () => {
    hub.up = false
    expect(ann.chat.connection.state).toBe('offline')
    const sending = ann.chat.send('patience')
    await pass(5_000)
    hub.up = true
    await settled(hub, sending)
    await hub.settle(() => ben.heard.length === 1)
    expect(ben.heard).toEqual(['patience'])
  })

  it('[GC2] what waits longer than its time limit fails with ERR_OFFLINE and is never sent', async () => {
    hub.up = false
    const code = rejectedCode(ann.chat.send('too late'))
    await pass(10_000)
    expect(await code).toBe('ERR_OFFLINE')
    hub.up = true
    await pass(2_000)
    await say(hub, ann, 'later', [ben])
    expect(ben.heard).toEqual(['later'])
  })

  it('sending can be called off while it waits', async () => {
    hub.up = false
    const controller = new AbortController()
    const reason = new Error('never mind')
    const sending = ann.chat.send('x', { signal: controller.signal })
    controller.abort(reason)
    await expect(sending).rejects.toBe(reason)
    await expect(ann.chat.send('y', { signal: controller.signal })).rejects.toBe(reason)
    hub.up = true
    await pass(1_000)
    expect(ben.heard).toEqual([])
  })

  it('what waits when the room is left fails with ERR_CLOSED', async () => {
    hub.up = false
    const code = rejectedCode(ann.chat.send('x'))
    await settled(hub, ann.chat.leaveChat())
    expect(await code).toBe('ERR_CLOSED')
  })

  it('at most 256 messages wait', async () => {
    const cem = await join(hub, { room: 'busy', platform: virtualPlatform(clock, 9), join: { flood: false } })
    people.push(cem)
    hub.up = false
    const codes = Array.from({ length: 257 }, (_, i) => rejectedCode(cem.chat.send(`${i}`)))
    expect(await codes.at(-1)).toBe('ERR_QUEUE_FULL')
    hub.up = true
    const all = await settled(hub, Promise.all(codes))
    expect(all.filter((code) => code === undefined)).toHaveLength(256)
  })

  it('[SQ4] a message that was lost on the way is fetched from its sender', async () => {
    hub.faults = { loss: 1, duplicate: 0, reorder: 0 }
    await settled(hub, ann.chat.send('lost'))
    await hub.idle()
    hub.faults = { loss: 0, duplicate: 0, reorder: 0 }
    expect(ben.heard).toEqual([])
    await settled(hub, ann.chat.send('heard'))
    await pass(2_000)
    expect([...ben.heard].sort()).toEqual(['heard', 'lost'])
    expect(ben.chat.messages().map(String)).toEqual(['lost', 'heard'])
  })

  it('[SQ4] the last message before an interruption is not lost either', async () => {
    hub.faults = { loss: 1, duplicate: 0, reorder: 0 }
    await settled(hub, ann.chat.send('last words'))
    await hub.idle()
    hub.up = false
    hub.faults = { loss: 0, duplicate: 0, reorder: 0 }
    await pass(3_000)
    hub.up = true
    await pass(5_000)
    expect(ben.heard).toEqual(['last words'])
  })

  it('[GC4] what the others said meanwhile is fetched when the network returns', async () => {
    const cem = await join(hub, { platform: virtualPlatform(clock, 7) })
    people.push(cem)
    await hub.settle(() => people.every(({ chat }) => chat.onlineUsers().length === 3))
    ben.network.linked = false
    await say(hub, ann, 'while you were away', [cem])
    await pass(12_000)
    ben.network.linked = true
    await pass(12_000)
    expect(ben.heard).toEqual(['while you were away'])
    expect(ben.chat.onlineUsers()).toHaveLength(3)
  })

  it('[PR2] who falls silent is gone within 30 s, and back when heard of', async () => {
    ben.network.linked = false
    await pass(29_000)
    await pass(2_500)
    expect(ann.chat.onlineUsers()).toHaveLength(1)
    expect(ann.events.at(-1)).toBe(`user-left ${ben.space.did}`)
    ben.network.linked = true
    await pass(3_000)
    expect(ann.chat.onlineUsers()).toHaveLength(2)
    expect(ann.events.at(-1)).toBe(`user-joined ${ben.space.did}`)
  })

  it('[PR3] a quiet room stays together for an hour, on a few envelopes', async () => {
    await pass(3_600_000 / 10)
    expect(ann.chat.onlineUsers()).toHaveLength(2)
    expect(ann.events).toEqual([`user-joined ${ben.space.did}`])
  })

  it('ERR_RELAY_UNREACHABLE says that nobody was reached in time', async () => {
    hub.up = false
    const code = rejectedCode(ann.space.joinChat('other', { timeout: 3_000 }))
    await pass(2_500)
    await pass(1_000)
    expect(await code).toBe('ERR_RELAY_UNREACHABLE')
  })
})

describe('clocks', () => {
  /** Somebody whose clock is wrong, and who knows by how much, or does not. */
  async function skewed(by: number, known: boolean): Promise<Person> {
    const off = new VirtualClock(clock.now() + by)
    const cem = await join(hub, { platform: virtualPlatform(off, 11) })
    await settled(hub, cem.chat.leaveChat())
    cem.network.clockOffsets = known ? [-by, -by] : [0]
    const chat = await settled(hub, cem.space.joinChat('lobby'))
    const heard: string[] = []
    chat.on('message', (_, message) => heard.push(String(message)))
    const person = { ...cem, chat, heard }
    people.push(person)
    await hub.idle()
    return person
  }

  it.each([-600_000, 600_000])('[TM1] a clock that is %i ms off does no harm once corrected', async (by) => {
    const cem = await skewed(by, true)
    await hub.settle(() => ann.chat.onlineUsers().length === 3 && cem.chat.onlineUsers().length === 3)
    await say(hub, cem, 'on time', [ann, ben])
    await say(hub, ann, 'so are you', [cem])
    expect(Math.abs((cem.chat.messages()[0]?.timestamp.getTime() ?? 0) - clock.now())).toBeLessThan(1_000)
  })

  it.each([-600_000, 600_000])(
    '[TM2] one that is %i ms off and not corrected is not heard, nor punished',
    async (by) => {
      const cem = await skewed(by, false)
      await settled(hub, cem.chat.send('when am I'))
      await hub.idle()
      expect(ann.heard).toEqual([])
      expect(hub.rejectsOf(cem.network.self)).toBe(0)
    },
  )
})

describe('a bad network', () => {
  it.each([1, 2, 3, 4, 5])(
    'loses, doubles and reorders (seed %i), and everything is heard once',
    async (seed) => {
      const rough = new MemoryHub({ seed, turn })
      const room: Person[] = []
      for (let i = 0; i < 3; i++) {
        room.push(await join(rough, { platform: virtualPlatform(clock, 100 * seed + i) }))
      }
      await rough.settle(() => room.every(({ chat }) => chat.onlineUsers().length === 3))
      rough.faults = { loss: 0.2, duplicate: 0.2, reorder: 0.3 }
      const sent: string[] = []
      for (let i = 0; i < 15; i++) {
        for (const [place, person] of room.entries()) {
          const text = `${place}:${i}`
          sent.push(text)
          await settled(rough, person.chat.send(text))
        }
        await pass(2_000, rough)
      }
      // A renewal tells the others how much they should have heard; it may be lost itself.
      await pass(60_000, rough)
      for (const person of room) expect([...person.heard].sort()).toEqual([...sent].sort())
      const ids = room.map(({ chat }) => chat.messages().map((message) => message.id))
      expect(ids[1]).toEqual(ids[0])
      expect(ids[2]).toEqual(ids[0])
      await closeAll(rough, room)
    },
  )
})

describe('group commit', () => {
  it('[GC1] messages sent in one go travel in one envelope, in order', async () => {
    const sending = ['a', 'b', 'c'].map((text) => ann.chat.send(text))
    const messages = await settled(hub, Promise.all(sending))
    expect(new Set(messages.map((message) => message.id.split('.')[0])).size).toBe(1)
    expect(messages.map((message) => message.id.split('.')[1])).toEqual(['0', '1', '2'])
    await hub.settle(() => ben.heard.length === 3)
    expect(ben.heard).toEqual(['a', 'b', 'c'])
  })

  it('[GC1] what does not fit into one envelope goes into the next', async () => {
    const long = 'x'.repeat(8_192)
    const messages = await settled(hub, Promise.all(Array.from({ length: 5 }, () => ann.chat.send(long))))
    expect(new Set(messages.map((message) => message.id.split('.')[0])).size).toBe(3)
    await hub.settle(() => ben.heard.length === 5)
  })

  it('[GC1] an envelope takes 64 messages', async () => {
    const cem = await join(hub, { room: 'busy', platform: virtualPlatform(clock, 9), join: { flood: false } })
    people.push(cem)
    const messages = await settled(
      hub,
      Promise.all(Array.from({ length: 65 }, (_, i) => cem.chat.send(`${i}`))),
    )
    const envelopes = new Set(messages.map((message) => message.id.split('.')[0]))
    expect(envelopes.size).toBe(2)
  })
})
