import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CorrectedClock } from '../../src/chat/corrected-clock.ts'
import { ClockSync } from '../../src/room/clock-sync.ts'
import type { Did } from '../../src/wire/ids.ts'
import type { Envelope } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { ignore } from '../../src/wire/verdict.ts'

const NOW = 1_800_000_000_000
const did = (number: number): Did => `did:key:z${number}` as Did
const own = did(0)

/** A clock that heard members whose clocks are so far from its own. */
function heard(offsets: readonly number[], at = NOW): ClockSync {
  const clock = new ClockSync(own)
  offsets.forEach((offset, place) => {
    clock.heard(did(place + 1), at + offset, at)
  })
  return clock
}

describe('whose time it is', () => {
  it('[TM6] it is one’s own until three others have been heard', () => {
    expect(heard([60_000, 60_000]).settle([], NOW)).toEqual({ offset: 0, source: 'own' })
    expect(heard([60_000, 60_000, 60_000]).settle([], NOW)).toEqual({ offset: 60_000, source: 'members' })
  })

  it('[TM6] one DID is one member, and one’s own DID is none', () => {
    const clock = heard([60_000, 60_000])
    for (let i = 1; i < 10; i++) clock.heard(did(1), NOW + 60_000 + i, NOW)
    for (let i = 1; i < 10; i++) clock.heard(own, NOW + 60_000 + i, NOW)
    expect(clock.size).toBe(2)
    expect(clock.settle([], NOW).source).toBe('own')
  })

  it.each([4_999, 5_000, -5_000])('[TM6] %i ms from the median are left alone', (offset) => {
    expect(heard([offset, offset, offset]).settle([], NOW)).toEqual({ offset: 0, source: 'own' })
  })

  it.each([
    { offsets: [0, 100, 500_000, 520_000], offset: 0 },
    { offsets: [-9_000, 100, 500_000, 520_000], offset: 0 },
    { offsets: [9_000, 9_100, 500_000, 520_000], offset: 9_100 },
    { offsets: [-520_000, -500_000, -9_000, 0], offset: -9_000 },
  ])(
    '[TM6] of an even number, $offsets, a clock follows the nearer one in the middle',
    ({ offsets, offset }) => {
      expect(heard(offsets).settle([], NOW).offset).toBe(offset)
    },
  )

  it.each([5_001, -5_001])('[TM6] %i ms from the median are made up for', (offset) => {
    expect(heard([offset, offset, offset]).settle([], NOW)).toEqual({ offset, source: 'members' })
  })

  it('[TM6] a clock that was set stays so while it is near the median, and when the others are gone', () => {
    const clock = heard([60_000, 60_000, 60_000])
    clock.settle([], NOW)
    for (const place of [1, 2, 3]) clock.heard(did(place), NOW + 58_000, NOW + 1)
    expect(clock.settle([], NOW + 1).offset).toBe(60_000)
    expect(clock.settle([], NOW + 10 * LIMITS.clockSampleAge).offset).toBe(60_000)
  })

  it('[TM6] the relay’s time goes before the members’, and by the millisecond', () => {
    const clock = heard([60_000, 60_000, 60_000])
    expect(clock.settle([12.4], NOW)).toEqual({ offset: 12, source: 'relay' })
    expect(clock.settle([0], NOW)).toEqual({ offset: 0, source: 'relay' })
  })

  it.each([
    { offset: 119_999, set: true },
    { offset: 120_000, set: true },
    { offset: 120_001, set: false },
    { offset: -120_000, set: true },
    { offset: -120_001, set: false },
  ])('[TM8] 32 members that are $offset ms off set the clock: $set', ({ offset, set }) => {
    const members = Array<number>(LIMITS.clockSamples).fill(offset)
    const own = { offset: 0, source: 'own', doubt: { code: 'ERR_CLOCK', offset } }
    expect(heard(members).settle([], NOW)).toEqual(set ? { offset, source: 'members' } : own)
  })

  it('[TM8] a doubt ends with a time that is followed, and with members that agree with the machine', () => {
    const clock = heard([0, 0, 0])
    expect(new ClockSync(own).settle([900_000], NOW).doubt?.offset).toBe(900_000)
    expect(clock.settle([900_000], NOW)).toEqual({ offset: 0, source: 'own' })
    const other = new ClockSync(own)
    other.settle([900_000], NOW)
    expect(other.settle([], NOW).doubt?.offset).toBe(900_000)
    for (const place of [1, 2, 3]) other.heard(did(place), NOW, NOW)
    expect(other.settle([], NOW)).toEqual({ offset: 0, source: 'own' })
    other.settle([900_000, 910_000], NOW)
    expect(other.reading).toEqual({ offset: 900_000, source: 'relay' })
    expect(other.settle([900_000], NOW + 2 * LIMITS.clockSampleAge).doubt?.offset).toBe(900_000)
  })

  it('[TM9] stamps follow two parties however far, one party or the members by less than 60 s', () => {
    const clock = heard([100_000, 100_000, 100_000])
    clock.settle([], NOW)
    expect([clock.reading.offset, clock.stampAhead]).toEqual([100_000, 59_000])
    clock.settle([100_000], NOW)
    expect([clock.reading.offset, clock.stampAhead]).toEqual([100_000, 59_000])
    clock.settle([100_000, 100_000], NOW)
    expect([clock.reading.offset, clock.stampAhead]).toEqual([100_000, Infinity])
  })

  it('[TM6] as long as more than half are honest, nobody else moves the clock out of their range', () => {
    const hours = fc.integer({ min: -36_000_000, max: 36_000_000 })
    const near = fc.integer({ min: -117_000, max: 117_000 })
    const room = fc
      .record({
        truth: near,
        jitters: fc.array(fc.integer({ min: -3_000, max: 3_000 }), { minLength: 2, maxLength: 20 }),
      })
      .chain(({ truth, jitters }) =>
        fc.record({
          honest: fc.constant(jitters.map((jitter) => truth + jitter)),
          liars: fc.array(hours, { minLength: jitters.length === 2 ? 1 : 0, maxLength: jitters.length - 1 }),
          seed: fc.integer(),
        }),
      )
    fc.assert(
      fc.property(room, ({ honest, liars, seed }) => {
        const mixed = [...honest, ...liars].map((offset, place) => ({ offset, key: (place * 7 + seed) % 11 }))
        mixed.sort((a, b) => a.key - b.key)
        const { offset, source } = heard(mixed.map((one) => one.offset)).settle([], NOW)
        // A clock that is left alone is near the median, which lies in the range.
        const slack = source === 'own' ? LIMITS.clockTolerance : 0
        expect(offset).toBeGreaterThanOrEqual(Math.min(...honest) - slack)
        expect(offset).toBeLessThanOrEqual(Math.max(...honest) + slack)
      }),
    )
  })
})

describe('what is remembered', () => {
  it('[TM5] what a member said before sets no clock when it comes again', () => {
    const clock = heard([0, 0, 0])
    for (const place of [1, 2, 3]) clock.heard(did(place), NOW, NOW + 50_000)
    expect(clock.settle([], NOW + 50_000)).toEqual({ offset: 0, source: 'own' })
  })

  it('[TM5] 31 and 32 members are remembered; a 33rd waits until one is forgotten', () => {
    for (const count of [31, 32, 33]) {
      expect(heard(Array<number>(count).fill(0)).size).toBe(Math.min(count, LIMITS.clockSamples))
    }
    const clock = heard(Array<number>(32).fill(0))
    for (let i = 100; i < 200; i++) clock.heard(did(i), NOW + 60_000, NOW)
    expect(clock.settle([], NOW)).toEqual({ offset: 0, source: 'own' })
    clock.heard(did(300), NOW, NOW + LIMITS.clockSampleAge + 1)
    expect(clock.size).toBe(1)
  })

  it.each([
    [59_999, 'members'],
    [60_000, 'members'],
    [60_001, 'own'],
  ])('[TM5] a member’s clock counts for 60 s: after %i ms', (later, source) => {
    expect(heard([9_000, 9_000, 9_000]).settle([], NOW + later).source).toBe(source)
  })
})

describe('presence that is out of time', () => {
  const here = { claims: { iss: did(1), issuedAt: NOW }, body: { type: 'here' } } as Envelope
  const clockOf = (clockOffset: number | null, time = { now: NOW }): CorrectedClock =>
    new CorrectedClock(
      { now: () => time.now },
      { clockOffsets: clockOffset === null ? [] : [clockOffset] },
      own,
      () => undefined,
    )

  it('[TM5] is verified once a second', () => {
    const time = { now: NOW }
    const clock = clockOf(null, time)
    const at = [0, 999, 1_000, 1_001, 2_000, -5_000, -4_500].map((later) => {
      time.now = NOW + later
      return clock.mayLearn(here, ignore('late'))
    })
    expect(at).toEqual([true, false, true, false, true, true, false])
  })

  it.each([
    [29_999, false],
    [30_000, true],
  ])('[TM5] is verified again of one whose clock was heard %i ms ago: %s', (later, verified) => {
    const time = { now: NOW }
    const clock = clockOf(null, time)
    clock.heard(here, NOW)
    time.now = NOW + later
    expect(clock.mayLearn(here, ignore('late'))).toBe(verified)
  })

  it('[TM5] is not verified while a relay tells the time, nor for anything but time', () => {
    expect(clockOf(0).mayLearn(here, ignore('late'))).toBe(false)
    expect(clockOf(null).mayLearn(here, ignore('seen'))).toBe(false)
    expect(clockOf(null).mayLearn({ ...here, body: { type: 'leave' } }, ignore('late'))).toBe(false)
    for (const code of ['late', 'early', 'expired'] as const) {
      expect(clockOf(null).mayLearn(here, ignore(code))).toBe(true)
    }
  })
})

describe('members that speak while a relay tells the time', () => {
  it('[TM6] are not remembered for when it does not', () => {
    const network: { clockOffsets: readonly number[] } = { clockOffsets: [0] }
    const clock = new CorrectedClock({ now: () => NOW }, network, own, () => undefined)
    for (const place of [1, 2, 3]) {
      const said = { claims: { iss: did(place), issuedAt: NOW + 60_000 }, body: { type: 'here' } } as Envelope
      clock.heard(said, NOW)
    }
    network.clockOffsets = []
    clock.look()
    expect(clock.reading.offset).toBe(0)
  })
})

describe('a clock that is set', () => {
  it.each([
    [999, 0],
    [1_000, 0],
    [1_001, 1],
    [-1_001, 1],
  ])('[TM7] by %i ms is worth %i announcements', (by, times) => {
    const steps: number[] = []
    const network = { clockOffsets: [0] }
    const clock = new CorrectedClock({ now: () => NOW }, network, own, (step) => steps.push(step))
    network.clockOffsets = [by]
    clock.look()
    clock.look()
    expect(steps).toEqual(Array<number>(times).fill(by))
    expect(clock.now()).toBe(NOW + by)
  })
})
