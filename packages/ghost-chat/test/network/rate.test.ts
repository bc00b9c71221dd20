import { expect, test } from 'vitest'
import { Rate } from '../../src/network/libp2p/rate.ts'

test('a burst goes through, then so many per second', () => {
  const rate = new Rate({ perSecond: 2, burst: 3 })
  expect([1, 2, 3, 4].map(() => rate.take('a', 0))).toEqual([true, true, true, false])
  expect(rate.take('a', 400)).toBe(false)
  expect(rate.take('a', 600)).toBe(true)
  expect(rate.take('a', 600)).toBe(false)
})

test('peers do not share, and a long pause fills no more than the burst', () => {
  const rate = new Rate({ perSecond: 2, burst: 1 })
  expect(rate.take('a', 0)).toBe(true)
  expect(rate.take('b', 0)).toBe(true)
  expect([rate.take('a', 60_000), rate.take('a', 60_000)]).toEqual([true, false])
})

test('a clock that goes backwards takes nothing away', () => {
  const rate = new Rate({ perSecond: 1, burst: 2 })
  rate.take('a', 10_000)
  expect(rate.take('a', 0)).toBe(true)
})

test('whether one is left can be asked without taking it', () => {
  const rate = new Rate({ perSecond: 1, burst: 1 })
  expect([rate.has('a', 0), rate.has('a', 0), rate.take('a', 0), rate.has('a', 0)]).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect(rate.has('a', 1_000)).toBe(true)
})

test('what was done already goes into debt, up to a bound, and says how long the debt takes', () => {
  const rate = new Rate({ perSecond: 10, burst: 2 })
  expect(rate.spend('a', 0, 2, 5)).toBe(0)
  expect(rate.spend('a', 0, 1, 5)).toBe(100)
  expect(rate.take('a', 100)).toBe(false)
  expect(rate.spend('a', 100, 1_000, 5)).toBe(500)
  expect(rate.left('a', 100)).toBe(-5)
  expect(rate.left('a', 10_000)).toBe(2)
})

test('16,384 keys are remembered, the one used longest ago gives way', () => {
  const rate = new Rate({ perSecond: 0.001, burst: 1 })
  rate.take('first', 0)
  for (let i = 0; i < 16_383; i++) rate.take(`${i}`, 0)
  expect(rate.has('first', 0)).toBe(false)
  rate.take('one more', 0)
  expect([rate.has('first', 0), rate.has('0', 0)]).toEqual([true, false])
})
