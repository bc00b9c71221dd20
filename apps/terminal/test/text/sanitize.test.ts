import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanLine, cleanName, cleanText } from '../../src/text/sanitize.ts'

/** Any code units at all, and those that mean harm more often than others. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001B[31m',
        '\u001B]8;;http://evil.example\u0007',
        '\u009B2J',
        '\u202E',
        '\u2066',
        '\r',
        '\n',
        '\t',
      ),
      fc.constantFrom(
        'a',
        '\u0301',
        '\u200D',
        '\uFE0F',
        '\u{1F469}',
        '\u{1F3FD}',
        '\uD800',
        '\u{E0041}',
        '\u0BBE',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

describe('whatever others write', () => {
  test('holds no control character, but the line feeds between its lines', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanText(text)).not.toMatch(/[^\P{Cc}\n]/u)
        expect(cleanLine(text)).not.toMatch(/\p{Cc}/u)
      }),
    )
  })

  test('holds nothing that a terminal would take for a sequence', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = cleanText(text)
        expect(stripVTControlCharacters(clean)).toBe(clean)
      }),
    )
  })

  test('reorders nothing and hides nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanText(text)).not.toMatch(/[\u061C\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/)
      }),
    )
  })

  test('is well-formed: no half of a character is left', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanText(text).isWellFormed()).toBe(true)
      }),
    )
  })

  test('bears at most four marks in a row, and none on what stands before it', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanText(text)).not.toMatch(/[\p{M}\u200C\u200D]{5}/u)
        expect(cleanText(text)).not.toMatch(/^\p{M}/mu)
      }),
    )
  })

  test('is left alone by a second cleaning', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text))
      }),
    )
  })

  test('is no name where nothing of it can be seen', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const name = cleanName(text)
        if (name !== undefined) expect(name).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u)
      }),
    )
  })
})

describe('examples', () => {
  test('an escape is seen instead of obeyed', () => {
    expect(cleanText('\u001B[31mred\u001B[0m')).toBe('␛[31mred␛[0m')
    expect(cleanText('\u001B]0;title\u0007')).toBe('␛]0;title␇')
    expect(cleanText('\u009B2J\u007F')).toBe('�2J␡')
  })

  test('a link of a terminal is a text', () => {
    expect(cleanText('\u001B]8;;http://evil.example\u001B\\click\u001B]8;;\u001B\\')).toBe(
      '␛]8;;http://evil.example␛\\click␛]8;;␛\\',
    )
  })

  test('a carriage return does not write over what stands in its line', () => {
    expect(cleanText('eve: hi\rann: I agree')).toBe('eve: hi\nann: I agree')
  })

  test('an override does not turn a text around', () => {
    expect(cleanText('\u202Etxt.exe\u202C \u2067x\u2069')).toBe('txt.exe x')
  })

  test('a tower of marks is four high', () => {
    expect(cleanText(`a${'\u0301'.repeat(50)}b`)).toBe(`a${'\u0301'.repeat(4)}b`)
  })

  test.each([
    ['ordinary text', 'Good evening! 1 < 2 & "three" — ünïcödé'],
    ['Hindi, whose conjuncts need joiners', 'क्‍ष नमस्ते'],
    ['Persian, whose words need non-joiners', 'می‌خواهم'],
    ['Vietnamese with marks apart', 'Tiếng Việt'.normalize('NFD')],
    ['Japanese', 'こんにちは、世界'],
    ['an emoji with a colour', '👍🏽'],
    ['a flag', '🇨🇭'],
    ['a heart of two characters', '❤️'],
  ])('%s passes as it is', (_, text) => {
    expect(cleanText(text)).toBe(text)
  })

  test('joined emoji come apart: terminals do not agree on how wide they are', () => {
    expect(cleanText('👩\u200D👩\u200D👧')).toBe('👩👩👧')
  })

  test('a name is one line', () => {
    expect(cleanName('  ann\n\tlee\u200B ')).toBe('ann lee')
    expect(cleanName('\u200B\u2060 \u3164')).toBeUndefined()
    expect(cleanName(undefined)).toBeUndefined()
  })
})
