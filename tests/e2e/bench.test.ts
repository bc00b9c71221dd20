/** The figures that a bench prints are the ones that it measured. */
import { expect, test } from 'vitest'
import { summarise } from '../../bench/first-message.ts'

test('the median of an even number of runs lies between the two in the middle', () => {
  expect(summarise([40, 10, 30, 21])).toEqual({ median: 26, min: 10, max: 40, runs: [40, 10, 30, 21] })
})

test('the median of an odd number of runs is the one in the middle', () => {
  expect(summarise([9.6, 100, 1.2])).toEqual({ median: 10, min: 1, max: 100, runs: [10, 100, 1] })
})

test('no runs have no median', () => {
  expect(() => summarise([])).toThrow(RangeError)
})
