import { describe, expect, test } from 'vitest'
import { complete } from '../../src/room/complete.ts'
import { edit, EMPTY_EDITOR, type Editor } from '../../src/room/editor.ts'
import type { RoomEvent } from '../../src/room/reduce.ts'
import { ANN, BOB, EVE, heard, person, viewAfter } from '../support/heard.ts'

const ZOE = 'did:key:z6MkzoeWZqmHb4TfXhEjjaLWf3SJGu1CS6GFGZqYrBYdxyz' as typeof BOB
const PEOPLE: RoomEvent = {
  type: 'people',
  people: [person(ANN, 'ann', true), person(BOB, 'Bob'), person(EVE, 'Boris'), person(ZOE, 'Mme Chat')],
}
const view = viewAfter(PEOPLE)
const typed = (text: string, left = 0): Editor =>
  Array.from({ length: left }).reduce<Editor>(
    (editor) => edit(editor, { do: 'left' }),
    edit(EMPTY_EDITOR, { do: 'insert', text }),
  )
/** What stands there after so many Tabs; the cursor is a bar. */
const tab = (editor: Editor, times = 1, known = view): string => {
  const step = times < 0 ? -1 : 1
  let now = editor
  for (let n = 0; n < Math.abs(times); n++) now = complete(now, known, step)
  return `${now.text.slice(0, now.cursor)}|${now.text.slice(now.cursor)}`
}

test.each([
  ['/he', '/help |'],
  ['/HE', '/help |'],
  ['/b', '/block |'],
  ['Bob', 'Bob: |'],
  ['bo', 'Bob: |'],
  ['hi bo', 'hi Bob |'],
  ['@bo', '@Bob |'],
  ['hi @', 'hi @Bob |'],
  ['mme', 'Mme Chat: |'],
  ['dear Mme C', 'dear Mme Chat |'],
  ['/msg bo', '/msg Bob |'],
  ['/msg ', '/msg Bob |'],
  ['/who mm', '/who Mme Chat |'],
  ['/block Mme C', '/block Mme Chat |'],
  // Nothing fits, nothing is named, or it is oneself.
  ['/xyz', '/xyz|'],
  ['', '|'],
  ['hi ', 'hi |'],
  ['ann', 'ann|'],
  ['/nick ', '/nick |'],
  ['/etc/bo', '/etc/bo|'],
])('Tab after %j', (text, line) => {
  expect(tab(typed(text))).toBe(line)
})

test('the word before the cursor is completed, and what stands after it stays', () => {
  expect(tab(typed('hi bo there', 6))).toBe('hi Bob | there')
})

describe('pressed again', () => {
  test('it goes on to the next that fits, and begins anew after the last', () => {
    expect([1, 2, 3].map((times) => tab(typed('bo'), times))).toEqual(['Bob: |', 'Boris: |', 'Bob: |'])
    expect([1, 2, 3].map((times) => tab(typed('/b'), times))).toEqual(['/block |', '/backlog |', '/block |'])
  })

  test('with Shift it goes back', () => {
    expect(tab(typed('bo'), -1)).toBe('Boris: |')
  })

  test('after another key it is a word of its own', () => {
    const once = complete(typed('/msg bo'), view, 1)
    expect(tab(edit(once, { do: 'insert', text: 'bo' }))).toBe('/msg Bob Bob |')
  })
})

test('those who spoke last come first', () => {
  const spoken = viewAfter(PEOPLE, { type: 'message', message: heard(1, { from: EVE }) })
  expect(tab(typed('bo'), 1, spoken)).toBe('Boris: |')
})

test('of two with one name each is completed with the end of the key', () => {
  const twins = viewAfter({
    type: 'people',
    people: [person(ANN, 'ann', true), person(BOB, 'Bob'), person(EVE, 'bob')],
  })
  expect([1, 2].map((times) => tab(typed('/msg bo'), times, twins)).toSorted()).toEqual([
    '/msg Bob·zp7y3em43M |',
    '/msg bob·ZqYrBYdctX |',
  ])
})

test('a hostile name is completed without what a terminal obeys', () => {
  const evil = viewAfter({ type: 'people', people: [person(EVE, 'ev\u001B[2Jil\u202E')] })
  expect(tab(typed('ev'), 1, evil)).toBe('ev␛[2Jil: |')
})
