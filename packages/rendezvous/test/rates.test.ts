import { expect, it } from 'vitest'
import { Rates } from '../src/server/rates.ts'

it('a burst goes through, then so many per second', () => {
  const rates = new Rates({ perSecond: 2, burst: 3, peers: 9 })
  expect([1, 2, 3, 4].map(() => rates.take('a', 0))).toEqual([true, true, true, false])
  expect(rates.take('a', 499)).toBe(false)
  expect([rates.take('a', 500), rates.take('a', 500)]).toEqual([true, false])
  expect(rates.take('b', 500)).toBe(true)
})

it('a long pause fills no more than the burst', () => {
  const rates = new Rates({ perSecond: 2, burst: 1, peers: 9 })
  rates.take('a', 0)
  expect([rates.take('a', 60_000), rates.take('a', 60_000)]).toEqual([true, false])
})

it('so many peers are counted; who asked longest ago is forgotten', () => {
  const rates = new Rates({ perSecond: 1, burst: 1, peers: 2 })
  for (const peer of ['a', 'b', 'a', 'c']) rates.take(peer, 0)
  expect(rates.size).toBe(2)
  expect(rates.take('a', 0)).toBe(false)
  expect(rates.take('b', 0)).toBe(true)
})
