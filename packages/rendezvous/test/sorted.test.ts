import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Sorted } from '../src/server/sorted.ts'

interface Number {
  readonly n: number
}

const ofAll = (n: number) => ({ n })

it('is what a sorted array is, whatever is put in and taken out', () => {
  // Runs of numbers, so that blocks are split and emptied.
  const run = fc.record({
    start: fc.integer({ min: 0, max: 3_000 }),
    length: fc.integer({ min: 1, max: 1_500 }),
    up: fc.boolean(),
    take: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(run, { maxLength: 6 }), fc.integer({ min: -1, max: 4_600 }), (runs, from) => {
      const sorted = new Sorted<Number, Number>((a, b) => a.n - b.n)
      const entries = new Map<number, Number>()
      for (const { start, length, up, take } of runs) {
        for (let i = 0; i < length; i++) {
          const n = up ? start + i : start + length - 1 - i
          const known = entries.get(n)
          if (take && known !== undefined) {
            sorted.remove(known)
            entries.delete(n)
          } else if (!take && known === undefined) {
            const entry = ofAll(n)
            sorted.add(entry)
            entries.set(n, entry)
          }
        }
      }
      const expected = [...entries.keys()].filter((n) => n >= from).sort((a, b) => a - b)
      expect(Array.from(sorted.from({ n: from }), ({ n }) => n)).toEqual(expected)
      expect(sorted.size).toBe(entries.size)
    }),
    { numRuns: 50 },
  )
})
