/** Whose time is believed, and how far: what a relay can, and cannot, bring about by lying about the time. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guest } from '../../src/identity/guest.ts'
import { seed, type Connection } from '../../src/index.ts'
import type { Identity, IdentityFactory } from '../../src/identity/identity.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { ClockSync } from '../../src/room/clock-sync.ts'
import type { Did } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { forge, joinPayload } from '../support/forge.ts'
import { HandmadeSession, intruder, type Intruder } from '../support/intruder.ts'
import { closeAll, join, say, settled, type Person } from '../support/memory-chat.ts'
import { turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

const TRUE_TIME = 1_800_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const LIES = [HOUR, -HOUR, DAY, -DAY, 365 * DAY, -365 * DAY]

type Kind = 'guest' | 'seed' | 'provider' | 'wallet'
const KINDS: readonly Kind[] = ['guest', 'seed', 'provider', 'wallet']

async function identityOf(kind: Kind): Promise<Identity | IdentityFactory> {
  const key = await guest()
  switch (kind) {
    case 'guest':
      return key
    case 'seed':
      return seed(new Uint8Array(32).fill(9))
    case 'provider':
      return {
        did: key.did,
        createJws: (payload, header) => forge(key, payload, { ...header, alg: 'EdDSA' }),
      }
    case 'wallet':
      return { ...key, account: 'did:pkh:eip155:1:0x0000000000000000000000000000000000000001' as Did }
  }
}

interface Timed extends Person {
  readonly clock: VirtualClock
}

let hub: MemoryHub
let people: Timed[]
let passed: number
let watcher: Intruder

beforeEach(() => {
  hub = new MemoryHub({ turn })
  people = []
  passed = 0
  watcher = intruder(hub)
})
afterEach(async () => {
  await closeAll(hub, people)
})

interface Entering {
  /** By how many milliseconds the machine's clock is fast. */
  readonly fast?: number
  /** What those whom the app chose say is to be added. */
  readonly told?: readonly number[]
  readonly kind?: Kind
}

async function enter({ fast = 0, told = [], kind = 'guest' }: Entering = {}): Promise<Timed> {
  const clock = new VirtualClock(TRUE_TIME + passed + fast)
  const network = hub.network()
  network.clockOffsets = told
  const identity = await identityOf(kind)
  const person = await join(hub, {
    platform: virtualPlatform(clock, 40 + people.length),
    network,
    identity,
  })
  const timed = { ...person, clock }
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

/** How far the stamps of somebody are ahead of true time, at most. */
function aheadOf({ space }: Person): number {
  const claims = ['join', 'here', 'chat'].flatMap((type) => watcher.claimsOf(type))
  const own = claims.filter(({ iss }) => iss === space.did)
  expect(own.length).toBeGreaterThan(1)
  return Math.max(...own.map(({ iat }) => Number(iat) * 1_000 - TRUE_TIME - passed))
}

describe('a relay whose time nobody vouches for', () => {
  describe.each(KINDS)('of a %s', (kind) => {
    it.each(LIES)('[TM8] sets no clock by %i ms, and this is said', async (lie) => {
      const ann = await enter({ told: [lie], kind })
      await settled(hub, ann.chat.send('today'))
      expect(aheadOf(ann)).toBeLessThan(1_000)
      expect(clockOf(ann)).toEqual({ offset: 0, source: 'own', doubt: { code: 'ERR_CLOCK', offset: lie } })
    })
  })

  it('[TM8] brings back nobody who was here yesterday', async () => {
    const ann = await enter({ told: [-DAY] })
    const session = new HandmadeSession(await guest(), () => TRUE_TIME - DAY)
    await watcher.publish(await session.state('join'), await session.chat('yesterday', 0, null))
    await pass(5_000)
    expect([ann.heard, ann.chat.onlineUsers()]).toEqual([[], [ann.space.did]])
  })

  it.each([{ told: [-DAY] }, { told: [] }])(
    '[TM8] plays back a recorded room a day later, telling $told: none of its members is here, nothing is live',
    async ({ told }) => {
      const recording: (readonly string[])[] = []
      const record = async (milliseconds: number): Promise<void> => {
        for (let i = 0; i < milliseconds; i += 500) {
          const known = watcher.frames.length
          await pass(500)
          recording.push(watcher.frames.slice(known))
        }
      }
      for (let i = 0; i < 3; i++) {
        recording.push([])
        const known = watcher.frames.length
        await enter()
        recording.push(watcher.frames.slice(known))
        await record(2_000)
      }
      for (const [place, { chat }] of people.entries()) {
        await record(12_000)
        const known = watcher.frames.length
        await settled(hub, chat.send(`yesterday ${place}`))
        recording.push(watcher.frames.slice(known))
      }
      const yesterday = passed
      await closeAll(hub, people.splice(0))

      hub = new MemoryHub({ turn })
      watcher = intruder(hub)
      passed = DAY
      const ann = await enter({ told })
      for (const frames of recording) {
        await watcher.publish(...frames)
        if (passed - DAY < yesterday) await pass(500)
      }
      expect([ann.heard, ann.chat.onlineUsers(), ann.chat.messages()]).toEqual([[], [ann.space.did], []])
      const { offset, source, doubt } = clockOf(ann)
      expect([offset, source, doubt?.code]).toEqual([0, 'own', 'ERR_CLOCK'])
      expect(Math.abs((doubt?.offset ?? 0) + DAY)).toBeLessThan(5_000)
    },
  )

  it('[TM8] is not doubted aloud where the members agree with this machine', async () => {
    for (let i = 0; i < 3; i++) await enter()
    const ann = await enter({ told: [DAY] })
    await pass(12_000)
    expect(clockOf(ann)).toEqual({ offset: 0, source: 'own' })
    await say(hub, ann, 'on time', people.slice(0, 3))
  })
})

describe('two that the app chose', () => {
  it.each(LIES)('[TM8] give no clock where they disagree by %i ms', async (lie) => {
    const ann = await enter({ told: [0, lie] })
    expect(clockOf(ann)).toEqual({ offset: 0, source: 'own' })
  })

  it.each(KINDS)('[TM8] set the clock of a %s that is 3 h slow, when they agree', async (kind) => {
    const ben = await enter()
    const ann = await enter({ fast: -3 * HOUR, told: [3 * HOUR, 3 * HOUR + 900], kind })
    await say(hub, ann, 'on time', [ben])
    expect(clockOf(ann)).toEqual({ offset: 3 * HOUR + 0, source: 'relay' })
  })

  it('[TM8] that agree outvote a third', () => {
    const clock = new ClockSync('did:key:z0' as Did)
    expect(clock.settle([DAY, 100_000, 100_900], TRUE_TIME)).toEqual({ offset: 100_000, source: 'relay' })
    expect(clock.settle([DAY, -DAY, 100_000], TRUE_TIME)).toEqual({ offset: 0, source: 'own' })
  })
})

describe('a relay and members that agree', () => {
  it.each(KINDS)('[TM8] set no clock of a %s that is 3 h off, which is told so', async (kind) => {
    const others = [await enter(), await enter(), await enter()]
    for (const fast of [3 * HOUR, -3 * HOUR]) {
      const ann = await enter({ fast, told: [-fast], kind })
      await pass(12_000)
      expect(clockOf(ann)).toEqual({ offset: 0, source: 'own', doubt: { code: 'ERR_CLOCK', offset: -fast } })
      await settled(hub, ann.chat.send(`from ${fast}`))
      await hub.idle()
      expect(others.flatMap(({ heard }) => heard)).toEqual([])
    }
  })

  it.each(KINDS)(
    '[TM9] have no %s sign ahead of its machine, however many members they are',
    async (kind) => {
      const ann = await enter({ told: [DAY], kind })
      for (let i = 0; i < 4; i++) {
        const key = await guest()
        const iat = (ann.clock.now() + DAY) / 1_000
        const sid = `${'A'.repeat(20)}${i}A`
        await watcher.publish(await forge(key, joinPayload(key.did, { iat, exp: iat + 30, sid })))
        await pass(1_500)
      }
      await settled(hub, ann.chat.send('today'))
      expect(aheadOf(ann)).toBeLessThan(1_000)
      expect(clockOf(ann).doubt?.code).toBe('ERR_CLOCK')
    },
  )
})

describe('a relay alone, within two minutes', () => {
  it.each(KINDS)('[TM1] sets the clock of a %s that is 90 s off, and both are heard', async (kind) => {
    for (const fast of [90_000, -90_000]) {
      const ben = await enter()
      const ann = await enter({ fast, told: [-fast], kind })
      await pass(40_000)
      expect(ben.chat.onlineUsers()).toContain(ann.space.did)
      await say(hub, ann, `from ${fast}`, [ben])
      await say(hub, ben, `to ${fast}`, [ann])
      await pass(40_000)
      expect(ben.chat.onlineUsers()).toContain(ann.space.did)
      await settled(hub, ann.chat.leaveChat())
    }
  })

  it.each(KINDS)('[TM9] has no %s sign more than 60 s ahead of its machine', async (kind) => {
    const ann = await enter({ told: [LIMITS.clockTrust], kind })
    // Nor by what others say, who are as far ahead (SQ2).
    const session = new HandmadeSession(await guest(), () => TRUE_TIME + passed + LIMITS.clockTrust)
    for (let i = 0; i < 5; i++) {
      await watcher.publish(await session.state('here'))
      await settled(hub, ann.chat.send(`${i}`))
      await pass(1_000)
    }
    expect(aheadOf(ann)).toBeLessThanOrEqual(LIMITS.stampAhead)
    expect(aheadOf(ann)).toBeGreaterThan(50_000 - passed)
  })
})

it('[TM8] one party and any number of members move no clock by more than 120 s, nor stamps by more than 60 s', () => {
  const far = fc.integer({ min: -400 * DAY, max: 400 * DAY })
  const said = fc.oneof(far, fc.integer({ min: -2 * LIMITS.clockTrust, max: 2 * LIMITS.clockTrust }))
  const members = fc.oneof(
    fc.array(said, { maxLength: 8 }),
    // All of one mind, as puppets are.
    said.map((offset) => Array<number>(LIMITS.clockSamples).fill(offset)),
  )
  const step = fc.record({ told: fc.option(said, { nil: undefined }), members })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      const clock = new ClockSync('did:key:z0' as Did)
      for (const [place, { told, members: offsets }] of steps.entries()) {
        const now = TRUE_TIME + 2 * place * LIMITS.clockSampleAge
        offsets.forEach((offset, member) => {
          clock.heard(`did:key:z${place}z${member + 1}` as Did, now + offset, now)
        })
        const { offset, doubt } = clock.settle(told === undefined ? [] : [told], now)
        expect(Math.abs(offset)).toBeLessThanOrEqual(LIMITS.clockTrust)
        expect(clock.stampAhead).toBeLessThan(LIMITS.stampAhead)
        if (told !== undefined && Math.abs(told) <= LIMITS.clockTrust) expect(offset).toBe(told)
        if (doubt !== undefined) expect(offset).toBe(0)
        if (told !== undefined && Math.abs(told) > LIMITS.clockTrust && offsets.length === 0) {
          expect(doubt?.code).toBe('ERR_CLOCK')
          // A doubt that was told before stands while the time moves no further than this.
          expect(Math.abs((doubt?.offset ?? Infinity) - told)).toBeLessThanOrEqual(LIMITS.clockTolerance)
        }
      }
    }),
  )
})

it('[TM8] two that contradict each other and any number of members move no clock by more than 120 s', () => {
  const said = fc.integer({ min: -400 * DAY, max: 400 * DAY })
  const contrary = fc
    .tuple(said, said)
    .filter(([one, other]) => Math.abs(one - other) > LIMITS.clockAgreement)
  fc.assert(
    fc.property(contrary, said, fc.integer({ min: 0, max: 9 }), (chosen, puppets, count) => {
      const clock = new ClockSync('did:key:z0' as Did)
      for (let i = 1; i <= count; i++) clock.heard(`did:key:z${i}` as Did, TRUE_TIME + puppets, TRUE_TIME)
      const { offset, doubt } = clock.settle(chosen, TRUE_TIME)
      expect(Math.abs(offset)).toBeLessThanOrEqual(LIMITS.clockTrust)
      expect(clock.stampAhead).toBeLessThan(LIMITS.stampAhead)
      if (chosen.some((one) => Math.abs(one) <= LIMITS.clockTrust)) expect(doubt).toBeUndefined()
    }),
  )
})
