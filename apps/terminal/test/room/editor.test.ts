import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completed, edit, EMPTY_EDITOR, takenBack, type Edit, type Editor } from '../../src/room/editor.ts'

type Change = Edit | Edit['do'] | { type: string }
const after = (...changes: readonly Change[]): Editor =>
  changes.reduce<Editor>((editor, change) => {
    if (typeof change === 'string') return edit(editor, { do: change } as Edit)
    if ('type' in change) return edit(editor, { do: 'insert', text: change.type })
    return edit(editor, change)
  }, EMPTY_EDITOR)
const type = (text: string): { type: string } => ({ type: text })
/** The text with the cursor as a bar. */
const shown = ({ text, cursor }: Editor): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`

test.each([
  ['typing', [type('ab'), type('c')], 'abc|'],
  ['left and right', [type('abc'), 'left', 'left', type('x'), 'right', type('y')], 'axby|c'],
  ['over an emoji of several characters', [type('a👍🏽b'), 'left', 'left'], 'a|👍🏽b'],
  ['to the ends', [type('abc'), 'start', type('x'), 'end', type('y')], 'xabcy|'],
  ['by words', [type('one two  three'), 'word-left', 'word-left'], 'one |two  three'],
  ['and back', [type('one two'), 'start', 'word-right'], 'one| two'],
  ['deleting back', [type('a👍🏽'), 'delete-back'], 'a|'],
  ['deleting forward', [type('abc'), 'start', 'delete-forward'], '|bc'],
  ['deleting a word', [type('one two  '), 'delete-word'], 'one |'],
  ['deleting to the start', [type('abc'), 'left', 'delete-to-start'], '|c'],
  ['deleting to the end', [type('abc'), 'start', 'right', 'delete-to-end'], 'a|'],
  ['at the ends nothing happens', ['left', 'right', 'delete-back', 'delete-forward', 'delete-word'], '|'],
  ['a paste of several lines', [type('one\r\ntwo\rthree')], 'one\ntwo\nthree|'],
  ['a paste with an escape', [type('a\u001B[31mb\u0007')], 'a[31mb|'],
] satisfies [string, Change[], string][])('%s', (_, changes, line) => {
  expect(shown(after(...changes))).toBe(line)
})

describe('what was typed before', () => {
  const said = [type('one'), 'submit', type('two'), 'submit'] as const

  test('comes back, and goes', () => {
    expect(shown(after(...said))).toBe('|')
    expect(shown(after(...said, 'older'))).toBe('two|')
    expect(shown(after(...said, 'older', 'older'))).toBe('one|')
    expect(shown(after(...said, 'older', 'older', 'older'))).toBe('one|')
    expect(shown(after(...said, 'older', 'older', 'newer'))).toBe('two|')
  })

  test('does not cost what is being typed', () => {
    expect(shown(after(...said, type('thr'), 'older', 'newer'))).toBe('thr|')
  })

  test('is once what was said twice in a row, and never nothing', () => {
    expect(after(type('a'), 'submit', type('a'), 'submit', type(' '), 'submit').history).toEqual(['a'])
  })

  test('is bounded', () => {
    const many = Array.from({ length: 150 }, (_, n) => [type(String(n)), 'submit'] as const).flat()
    const { history } = after(...many)
    expect(history.length).toBe(100)
    expect(history.at(-1)).toBe('149')
  })
})

test('a line is bounded: a little longer than a message may be', () => {
  expect(after(type('x'.repeat(20_000))).text.length).toBe(9_192)
  expect(after(type('x'.repeat(9_191)), type('👍')).text.length).toBe(9_191)
})

test('whatever is pressed, the cursor is in the text and no control character is', () => {
  const change = fc.oneof(
    fc.record({ do: fc.constant('insert' as const), text: fc.string({ unit: 'binary', maxLength: 8 }) }),
    fc.record({
      do: fc.constantFrom(
        ...([
          'left',
          'right',
          'word-left',
          'word-right',
          'start',
          'end',
          'delete-back',
          'delete-forward',
        ] as const),
        ...(['delete-word', 'delete-to-start', 'delete-to-end', 'older', 'newer', 'submit'] as const),
      ),
    }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const { text, cursor } = after(...(changes as Edit[]))
      expect(cursor).toBeGreaterThanOrEqual(0)
      expect(cursor).toBeLessThanOrEqual(text.length)
      expect(text).not.toMatch(/[^\P{Cc}\n\t]/u)
      expect(text.isWellFormed()).toBe(true)
    }),
  )
})

test('eight kilobytes are edited at once', () => {
  const begun = performance.now()
  const long = after(type('a'.repeat(4_000) + ' ' + 'b'.repeat(4_000) + ' '))
  for (let n = 0; n < 100; n++)
    edit(edit(edit(long, { do: 'delete-word' }), { do: 'left' }), { do: 'delete-back' })
  expect(performance.now() - begun).toBeLessThan(3_000)
})

test('a line that is taken back is a new one again, and stands in the history no more', () => {
  const back = takenBack(after(type('one'), 'submit', type('two'), 'submit'), 'two')
  expect(shown(back)).toBe('two|')
  expect(back.history).toEqual(['one'])
  expect(shown(edit(edit(back, { do: 'older' }), { do: 'newer' }))).toBe('two|')
})

test('a completion is bounded and clean as everything else is', () => {
  const option = (text: string): Editor =>
    completed(after(type('x'.repeat(9_000)), type('b')), { start: 9_000, options: [text], at: 0 })
  expect(option('a\u001B[31mb').text.slice(9_000)).toBe('a[31mb')
  expect(option('y'.repeat(500)).text).toBe(`${'x'.repeat(9_000)}b`)
})
