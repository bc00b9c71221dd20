import { expect, test } from 'vitest'
import { closest } from '../../src/text/closest.ts'

const words = ['name', 'relay', 'relay-only', 'read-only', 'to', 'seed']

test.each([
  ['nmae', 'name'],
  ['nam', 'name'],
  ['names', 'name'],
  ['readonly', 'read-only'],
  ['rely', 'relay'],
  ['sede', 'seed'],
])('%s means %s', (word, meant) => {
  expect(closest(word, words)).toBe(meant)
})

test.each(['loud', 'x', '', 'a', 'ot', 'to-be', 'y'.repeat(10_000)])('%j means nothing', (word) => {
  expect(closest(word, words)).toBeUndefined()
})
