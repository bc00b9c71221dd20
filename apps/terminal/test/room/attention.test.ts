import { expect, test } from 'vitest'
import { callsFor } from '../../src/room/attention.ts'
import type { Heard } from '../../src/room/view.ts'
import { ANN, BOB, EVE, heard, person, viewAfter } from '../support/heard.ts'

const view = viewAfter({ type: 'people', people: [person(ANN, 'Zoë', true), person(BOB, 'Bob')] })
const calls = (about: Partial<Heard>, of = view): boolean => callsFor(heard(1, about), of)

test.each([
  'Zoë: are you there?',
  'hi zoë',
  'ZOË!',
  'thanks, @Zoë.',
  '(zoë)',
  'it is Zoë’s',
  'zo\u0065\u0308', // the letter and its mark apart
])('%s calls Zoë', (text) => {
  expect(calls({ text })).toBe(true)
})

test.each(['hello', 'Zoëlle', 'aZoë', 'zoo', ''])('%j does not', (text) => {
  expect(calls({ text })).toBe(false)
})

test('what is told to one alone does, and nothing of before, of oneself or of blocked people', () => {
  expect(calls({ to: ANN })).toBe(true)
  expect(calls({ to: ANN, history: true })).toBe(false)
  expect(calls({ from: ANN, to: BOB, text: 'Zoë' })).toBe(false)
  expect(calls({ from: EVE, text: 'Zoë' }, { ...view, blocked: new Set([EVE]) })).toBe(false)
})

test('who has no name, or one of one letter, is called by nobody', () => {
  const named = (name?: string): typeof view =>
    viewAfter({ type: 'people', people: [person(ANN, name, true), person(BOB, 'Bob')] })
  expect(calls({ text: 'a guest' }, named())).toBe(false)
  expect(calls({ text: 'a b c' }, named('b'))).toBe(false)
  expect(calls({ text: '* \u200B' }, named('\u200B'))).toBe(false)
})

test('a message of nothing but the beginning of a name is looked through at once', () => {
  const begun = performance.now()
  expect(calls({ text: 'zo'.repeat(4_096) })).toBe(false)
  expect(performance.now() - begun).toBeLessThan(1_000)
})
