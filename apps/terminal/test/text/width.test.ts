import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { cleanText } from '../../src/text/sanitize.ts'
import { fit, graphemes, width, wrap } from '../../src/text/width.ts'

const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        'word',
        '漢字',
        '👍🏽',
        '🇨🇭',
        'क्षि',
        'ᄀᄀᄀᄀᄀᄀᄀ',
        '\uFF9E\uFF9E\uFF9E',
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => cleanText(parts.join('')))
const columns = fc.integer({ min: 4, max: 90 })

describe('rows', () => {
  test('are never wider than they may be, as Ink measures and as a terminal does that knows no clusters', () => {
    fc.assert(
      fc.property(text, columns, (said, cells) => {
        for (const row of wrap(said, cells)) {
          expect(width(row)).toBeLessThanOrEqual(cells)
          expect(stringWidth(row)).toBeLessThanOrEqual(cells)
          let apart = 0
          for (const character of row) apart += stringWidth(character)
          expect(apart).toBeLessThanOrEqual(cells)
        }
      }),
    )
  })

  test('hold everything that was said, but spaces where they break', () => {
    fc.assert(
      fc.property(text, columns, (said, cells) => {
        const visible = (of: string): string => of.replace(/\s/gu, '')
        expect(visible(wrap(said, cells).join(''))).toBe(visible(said))
      }),
    )
  })

  test('are at least as many as lines', () => {
    fc.assert(
      fc.property(text, columns, (said, cells) => {
        expect(wrap(said, cells).length).toBeGreaterThanOrEqual(said.split('\n').length)
      }),
    )
  })

  test.each([
    ['a b', 10, ['a b']],
    ['one two three', 7, ['one two', 'three']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['ab cdefghij', 4, ['ab', 'cdef', 'ghij']],
    ['漢字漢字', 5, ['漢字', '漢字']],
    ['a\n\nb', 5, ['a', '', 'b']],
    ['', 5, ['']],
  ])('%j in %i cells', (said, cells, rows) => {
    expect(wrap(said, cells)).toEqual(rows)
  })

  test('of eight kilobytes without a space are cut fast', () => {
    const begun = performance.now()
    expect(wrap('x'.repeat(8_192), 40).length).toBe(205)
    // Generous: it takes some 10 ms, and a machine may be busy. Quadratic work would take many seconds.
    expect(performance.now() - begun).toBeLessThan(3_000)
  })
})

test('what fits is left, and what does not ends in an ellipsis', () => {
  expect(fit('lobby', 5)).toBe('lobby')
  expect(fit('lobbies', 5)).toBe('lobb…')
  expect(fit('漢字漢', 4)).toBe('漢…')
  expect(fit('x', 0)).toBe('')
  fc.assert(
    fc.property(text, columns, (said, cells) => {
      expect(width(fit(said, cells))).toBeLessThanOrEqual(cells)
    }),
  )
})

test('a cluster without end comes apart', () => {
  expect(graphemes('ᄀ'.repeat(100)).length).toBe(100)
  expect(graphemes('👍🏽')).toEqual(['👍🏽'])
})
