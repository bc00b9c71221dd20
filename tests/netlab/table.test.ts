import { expect, test } from 'vitest'
import { markdown, summary } from './table.ts'

test('the median of an even number lies between the middle two; p99 of less than a hundred is the greatest', () => {
  expect(summary([4, 1, 3, 2])).toEqual({ median: 2.5, p99: 4 })
  expect(summary([7])).toEqual({ median: 7, p99: 7 })
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  expect(summary(hundred)).toEqual({ median: 50.5, p99: 99 })
  expect(() => summary([])).toThrow(RangeError)
})

test('a row has a cell for each measure, empty where nothing was measured', () => {
  const [, , row] = markdown([['two homes', [{ first: 1_234.4 }, { first: 2_000 }]]]).split('\n')
  expect(row).toBe('| two homes | 2 |  | 1,617 / 2,000 |  |  |  |  |  |  |')
})
