/** Rows, what is unread, and the arithmetic of the list. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Feed } from '../../packages/element/src/conversation/list/feed.ts'
import { Heights } from '../../packages/element/src/conversation/list/heights.ts'
import { rowsOf } from '../../packages/element/src/conversation/list/rows.ts'
import type { Entry, MessageEntry, Person } from '../../packages/element/src/model.ts'
import { ADA, BEN, SELF } from './conversation-theatre.ts'

type Did = Person['did']
const MINUTE = 60_000
const START = new Date(2026, 0, 1, 12).getTime()

const message = (key: string, from: string, at: number, more: Partial<MessageEntry> = {}): MessageEntry => ({
  kind: 'message',
  key,
  id: `id-${key}` as NonNullable<MessageEntry['id']>,
  from: from as Did,
  text: key,
  at: new Date(at),
  delivery: { state: 'sent' },
  ...more,
})

const anyEntry = (index: number): fc.Arbitrary<Entry> =>
  fc
    .record({
      from: fc.constantFrom(ADA, BEN),
      minutes: fc.integer({ min: -10, max: 2_000 }),
      notice: fc.boolean(),
    })
    .map(({ from, minutes, notice }) =>
      notice
        ? { kind: 'notice', key: `e${index}`, at: new Date(START + minutes * MINUTE), text: 'x' }
        : message(`e${index}`, from, START + minutes * MINUTE),
    )

const entries = fc
  .integer({ min: 0, max: 30 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyEntry(index))))

describe('rows', () => {
  it('are the same whether made at once or from what was there before', () => {
    fc.assert(
      fc.property(entries, fc.nat(30), fc.nat(30), (all, from, to) => {
        const before = rowsOf(all.slice(Math.min(from, to), Math.max(from, to)))
        expect(rowsOf(all, before)).toEqual(rowsOf(all))
      }),
    )
  })

  it('that did not change are the same objects, which is nearly all when something is said', () => {
    const all = Array.from({ length: 50 }, (_, index) => message(`m${index}`, ADA, START + index * MINUTE))
    const before = rowsOf(all)
    const after = rowsOf([...all, message('new', BEN, START + 51 * MINUTE)], before)
    expect(after.slice(0, 50).every((row, index) => row === before[index])).toBe(true)
  })

  it('stay the same objects when the oldest gave way, and their ids are forgotten', () => {
    const all = Array.from({ length: 60 }, (_, index) => message(`m${index}`, ADA, START + index * MINUTE))
    const before = rowsOf(all.slice(0, 50))
    const after = rowsOf(all.slice(3, 53), before)
    // The first one has the day above it now.
    expect(after.slice(1, 47).every((row, index) => row === before[index + 4])).toBe(true)
    expect(after).toEqual(rowsOf(all.slice(3, 53)))
    const feed = new Feed()
    const reader = {
      self: SELF as Did,
      personOf: (did: Did): Person => ({ did, self: false, blocked: false }),
      looking: true,
    }
    feed.take(all.slice(0, 50), reader)
    feed.take(all.slice(3, 53), reader)
    expect([feed.indexOf('id-m2'), feed.indexOf('id-m3'), feed.indexOf('id-m52')]).toEqual([-1, 0, 49])
  })

  it('continue the one above within five minutes, of one author, account and receiver, on one day', () => {
    const continued = (second: MessageEntry): boolean =>
      rowsOf([message('a', ADA, START), second])[1]?.continued === true
    expect(continued(message('b', ADA, START + 5 * MINUTE - 1))).toBe(true)
    expect(continued(message('b', ADA, START + 5 * MINUTE))).toBe(false)
    expect(continued(message('b', BEN, START))).toBe(false)
    expect(continued(message('b', ADA, START, { to: SELF as Did }))).toBe(false)
    expect(continued(message('b', ADA, START, { account: BEN as Did }))).toBe(false)
    const midnight = new Date(2026, 0, 2).getTime()
    const [, second] = rowsOf([message('a', ADA, midnight - 1), message('b', ADA, midnight)])
    expect([second?.newDay, second?.continued]).toEqual([true, false])
  })
})

describe('what is unread', () => {
  const reader = (looking: boolean) => ({
    self: SELF as Did,
    personOf: (did: Did): Person => ({ did, self: did === SELF, blocked: false }),
    looking,
  })
  const one = message('1', ADA, START)
  const two = message('2', BEN, START)
  const three = message('3', ADA, START)
  const mine = message('mine', SELF, START)

  it('is what others said behind what was last here while nobody looked', () => {
    const feed = new Feed()
    feed.take([one], reader(false))
    expect(feed.unread.count).toBe(0)
    feed.take([one, two], reader(false))
    feed.take([one, two, three], reader(false))
    expect(feed.unread).toEqual({ count: 2, divider: '2' })
    feed.read()
    expect(feed.unread).toEqual({ count: 0, divider: '2' })
    feed.take([one, two, three, message('4', ADA, START)], reader(true))
    expect(feed.unread).toEqual({ count: 0, divider: '2' })
  })

  it('is nothing that was put in above, and nothing once one answers', () => {
    const feed = new Feed()
    feed.take([two], reader(false))
    feed.take([one, two], reader(false))
    expect(feed.unread.count).toBe(0)
    feed.take([one, two, three], reader(false))
    feed.take([one, two, three, mine], reader(false))
    expect(feed.unread).toEqual({ count: 0, divider: undefined })
  })

  it('comes above what one could not send, and is new all the same', () => {
    const unsent = message('unsent', SELF, START, { delivery: { state: 'failed', reason: 'no' } })
    const feed = new Feed()
    feed.take([one, unsent], reader(false))
    feed.take([one, two, unsent], reader(false))
    expect(feed.unread).toEqual({ count: 1, divider: '2' })
    feed.take([one, two, { ...unsent, delivery: { state: 'sent' } }], reader(false))
    expect(feed.unread.count).toBe(1)
  })

  it('finds messages by their ids, wherever they were put in', () => {
    fc.assert(
      fc.property(entries, fc.nat(30), (all, cut) => {
        const feed = new Feed()
        feed.take(all.slice(cut), reader(true))
        feed.take(all, reader(true))
        for (const [index, entry] of all.entries()) {
          if (entry.kind === 'message') expect(feed.indexOf(entry.id ?? '')).toBe(index)
        }
        expect(feed.indexOf('nothing')).toBe(-1)
      }),
    )
  })
})

describe('heights', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ measure: fc.nat(40), height: fc.integer({ min: 1, max: 500 }) }),
      fc.record({ insert: fc.nat(40) }),
      fc.record({ remove: fc.nat(40) }),
      fc.constant({ forget: true as const }),
      fc.constant({ guess: true as const }),
    ),
    { maxLength: 60 },
  )

  it('add up, whatever is measured, put in and taken away', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const heights = new Heights()
        const measured = new Map<string, number>()
        let keys: string[] = []
        let made = 0
        for (const step of all) {
          if ('insert' in step) {
            made += 1
            keys = keys.toSpliced(step.insert % (keys.length + 1), 0, `k${made}`)
            heights.setKeys(keys)
          } else if ('remove' in step) {
            keys = keys.toSpliced(step.remove % (keys.length + 1), 1)
            heights.setKeys(keys)
          } else if ('measure' in step) {
            const index = step.measure % (keys.length + 1)
            heights.measure(index, step.height)
            if (keys[index] !== undefined) measured.set(keys[index], step.height)
          } else if ('forget' in step) {
            heights.forget()
            measured.clear()
          } else heights.guessAnew()

          expect(heights.top(0)).toBe(0)
          for (const [index, key] of keys.entries()) {
            const height = heights.top(index + 1) - heights.top(index)
            expect(height).toBeGreaterThan(0)
            const known = measured.get(key)
            if (known !== undefined) expect(height).toBeCloseTo(known, 6)
            expect(heights.at(heights.top(index) + height / 2)).toBe(index)
            expect(heights.indexOf(key, 0)).toBe(index)
          }
          expect(heights.total).toBe(heights.top(keys.length))
        }
      }),
    )
  })

  it('tell which rows a part of the list shows', () => {
    const heights = new Heights()
    heights.setKeys(Array.from({ length: 100 }, (_, index) => `${index}`))
    for (let index = 0; index < 100; index += 1) heights.measure(index, 10)
    expect(heights.range(95, 204)).toEqual({ first: 9, end: 21 })
    expect(heights.range(-500, 5)).toEqual({ first: 0, end: 1 })
    expect(heights.range(990, 5_000)).toEqual({ first: 99, end: 100 })
    expect(new Heights().range(0, 100)).toEqual({ first: 0, end: 0 })
  })
})
