import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Shares } from '../../src/room/shares.ts'

it('the greediest is who has most, of several the one that has it for the longest, as a plain search says', () => {
  const step = fc.record({ holder: fc.nat(5), by: fc.integer({ min: -3, max: 3 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const shares = new Shares<number>()
      let plain: { holder: number; count: number }[] = []
      for (const { holder, by } of steps) {
        const before = plain.find((one) => one.holder === holder)?.count ?? 0
        const change = Math.max(by, -before)
        shares.change(holder, change)
        if (change !== 0) {
          plain = plain.filter((one) => one.holder !== holder)
          if (before + change > 0) plain.push({ holder, count: before + change })
        }
        const most = Math.max(0, ...plain.map(({ count }) => count))
        expect(shares.greediest()).toBe(plain.find(({ count }) => count === most)?.holder)
        for (const { holder: one, count } of plain) expect(shares.of(one)).toBe(count)
      }
    }),
  )
})

it('finding the greediest takes no longer with 100,000 holders than a look at the first', () => {
  const shares = new Shares<number>()
  for (let holder = 0; holder < 100_000; holder++) shares.change(holder, 1)
  shares.change(77_777, 1)
  expect(shares.greediest()).toBe(77_777)
  shares.change(77_777, -2)
  expect([shares.greediest(), shares.of(77_777)]).toEqual([0, 0])
})
