import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { guest } from '../../src/index.ts'
import { bytes, forge, joinPayload, TOPIC } from '../support/forge.ts'
import { closeAll, join, say, settled, type Person } from '../support/memory-chat.ts'
import { turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

const TRUE_TIME = 1_800_000_000_000
const SECONDS = 1_000
const MINUTES = 60 * SECONDS

interface Timed extends Person {
  readonly clock: VirtualClock
  /** Every `connection` so far. */
  readonly connections: readonly Connection[]
}

let hub: MemoryHub
let people: Timed[]
/** True time that has passed. */
let passed: number

beforeEach(() => {
  hub = new MemoryHub({ turn })
  people = []
  passed = 0
})
afterEach(async () => {
  await closeAll(hub, people)
})

/** Somebody whose clock is so many milliseconds fast. `relay`: what the relay says is to be added to it. */
async function enter(fast = 0, relay: number | null = null): Promise<Timed> {
  const clock = new VirtualClock(TRUE_TIME + passed + fast)
  const network = hub.network()
  if (relay !== null) network.clockOffsets = [relay]
  const person = await join(hub, { platform: virtualPlatform(clock, 20 + people.length), network })
  const connections: Connection[] = []
  person.chat.on('connection', (connection) => connections.push(connection))
  const timed = { ...person, clock, connections }
  people.push(timed)
  return timed
}

async function pass(milliseconds: number): Promise<void> {
  for (let i = 0; i < milliseconds; i += 500) {
    passed += 500
    for (const { clock } of people) clock.advance(500)
    await hub.idle()
  }
}

const clockOf = ({ chat }: Person): Connection['clock'] => chat.connection.clock
const all = (count: number): boolean => people.every(({ chat }) => chat.onlineUsers().length === count)

describe('without a relay that tells the time', () => {
  it('[TM5] a phone 50 s slow and one 110 s fast chat with everybody', async () => {
    const [ann, ben] = [await enter(), await enter()]
    const slow = await enter(-50 * SECONDS)
    const fast = await enter(110 * SECONDS)
    expect(ann.chat.onlineUsers()).toHaveLength(2)
    await pass(60_000)
    expect(all(4)).toBe(true)
    for (const person of people) {
      await say(hub, person, `from ${person.clock.now()}`, people)
      const { timestamp } = person.chat.messages().at(-1) ?? {}
      expect(Math.abs((timestamp?.getTime() ?? 0) - TRUE_TIME - passed)).toBeLessThan(2_000)
    }
    expect([clockOf(ann).source, clockOf(ben).source]).toEqual(['own', 'own'])
    expect(clockOf(slow).source).toBe('members')
    expect(Math.abs(clockOf(slow).offset - 50 * SECONDS)).toBeLessThan(2_000)
    expect(Math.abs(clockOf(fast).offset + 110 * SECONDS)).toBeLessThan(2_000)
    expect(slow.connections.map(({ clock }) => clock.source)).toContain('members')
    expect(people.map(({ network }) => hub.rejectsOf(network.self))).toEqual([0, 0, 0, 0])
  })

  it.each([-10, 10])(
    '[TM6] a phone %i minutes off is set by no number of members, and told so',
    async (off) => {
      for (let i = 0; i < 5; i++) await enter()
      const phone = await enter(off * MINUTES)
      await pass(30_000)
      const { offset, source, doubt } = clockOf(phone)
      expect([offset, source, doubt?.code]).toEqual([0, 'own', 'ERR_CLOCK'])
      expect(Math.abs((doubt?.offset ?? 0) + off * MINUTES)).toBeLessThan(2_000)
    },
  )

  it.each([-20_000, 20_000, 45_000])('[TM5] a clock that is %i ms fast is set right too', async (fast) => {
    for (let i = 0; i < 3; i++) await enter()
    const off = await enter(fast)
    await pass(40_000)
    expect(clockOf(off).source).toBe('members')
    expect(Math.abs(clockOf(off).offset + fast)).toBeLessThan(2_000)
    expect(all(4)).toBe(true)
  })

  it('[TM7] what was said before one’s clock was set, and before one came, is history by the right time', async () => {
    const [ann] = [await enter(), await enter(), await enter()]
    await say(hub, ann, 'before', people)
    await pass(2_000)
    const slow = await enter(-100 * SECONDS)
    await pass(1_000)
    await settled(hub, ann.chat.send('after'))
    await pass(60_000)
    expect(slow.heard).toEqual(['after'])
    expect(slow.chat.messages().map((message) => [message.text, message.history])).toEqual([
      ['before', true],
      ['after', false],
    ])
  })

  it('[TM6] one member whose clock lies by hours moves nobody’s', async () => {
    for (let i = 0; i < 3; i++) await enter()
    const liar = await enter(5 * 60 * MINUTES)
    // He does not listen.
    liar.network.clockOffsets = [0]
    await pass(45_000)
    const honest = people.filter((person) => person !== liar)
    expect(honest.map(clockOf)).toEqual(honest.map(() => ({ offset: 0, source: 'own' })))
    const [ann] = honest
    if (ann === undefined) throw new Error('ann')
    await say(hub, ann, 'on time', honest)
  })

  it('[TM5] forged presence sets no clock', async () => {
    const [ann] = [await enter()]
    const stranger = hub.network()
    const channel = stranger.open(TOPIC, {
      judge: () => Promise.resolve('accept'),
      answer: () => Promise.resolve([]),
      changed: () => undefined,
      lost: () => undefined,
    })
    for (let i = 0; i < 6; i++) {
      const [key, other] = [await guest(), await guest()]
      const iat = (ann.clock.now() + 100 * SECONDS) / 1000
      // The first three in another's name; the others in their own, which is as good as a member.
      await channel.publish(
        bytes(await forge(i < 3 ? other : key, joinPayload(key.did, { iat, exp: iat + 30 }))),
      )
      await pass(1_000)
      const { source } = clockOf(ann)
      expect(source).toBe(i < 5 ? 'own' : 'members')
    }
    await stranger.close()
  })
})

describe('with a relay that tells the time', () => {
  it('[TM6] the members are not listened to', async () => {
    for (let i = 0; i < 3; i++) await enter(0, 0)
    const slow = await enter(-10 * MINUTES, -1_000)
    await pass(60_000)
    expect(clockOf(slow)).toEqual({ offset: -1_000, source: 'relay' })
    expect(all(4)).toBe(false)
  })

  it('[TM7] who hears of it only after joining is heard from then on', async () => {
    const [ann, ben] = [await enter(), await enter()]
    const fast = await enter(2 * MINUTES)
    await pass(2_000)
    expect(ann.chat.onlineUsers()).toHaveLength(2)
    fast.network.clockOffsets = [-2 * MINUTES]
    // The next renewal of another leads it to the roster.
    await pass(15_000)
    expect(all(3)).toBe(true)
    await say(hub, fast, 'now', [ann, ben])
    await say(hub, ann, 'you are on time', [fast])
  })
})
