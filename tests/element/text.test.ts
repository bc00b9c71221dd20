/** Texts, links, times: what is shown of what people write. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, excerpt, isVisible } from '../../packages/element/src/conversation/text/clean.ts'
import { linksIn } from '../../packages/element/src/conversation/text/links.ts'
import {
  clockTime,
  dayName,
  dayOf,
  tooltipTime,
  untilTomorrow,
} from '../../packages/element/src/conversation/text/when.ts'
import { isName } from '../../packages/ghost-chat/src/wire/names.ts'
import { cleanName } from '../../packages/element/src/text/names.ts'
import { inWords } from '../../packages/element/src/conversation/list/announcer.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 400 })
const nastyText = fc
  .array(
    fc.constantFrom(
      '\u202E',
      '\u2066',
      '\u0000',
      '\r\n',
      '\u2028',
      '\u0317',
      '\uD800',
      'a',
      ' ',
      '\u{E0041}',
      '👩\u200D🚀',
    ),
    { maxLength: 200 },
  )
  .map((parts) => parts.join(''))

describe('a cleaned text', () => {
  it('has no controls, no marks that turn it, no towers, no halves of characters', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, nastyText), (text) => {
        const clean = cleanText(text)
        expect(clean).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u)
        // eslint-disable-next-line no-control-regex -- that there is none
        expect(clean).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/u)
        expect(clean).not.toMatch(/[\p{Mn}\p{Me}]{5}/u)
        expect(clean.isWellFormed()).toBe(true)
      }),
    )
  })

  it('has no run of skin tones, which is one character without end', () => {
    expect(cleanText('\u{1F44D}\u{1F3FB}')).toBe('\u{1F44D}\u{1F3FB}')
    expect(cleanText('\u{1F3FB}'.repeat(2_000))).toBe('\u{1F3FB}'.repeat(2))
  })

  it('stays as it is when it is cleaned again', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, nastyText), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text))
      }),
    )
  })

  it.each([
    ['plain words', 'plain words'],
    ['  two\n\tlines ', '  two\n\tlines '],
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['👩\u200D🚀', '👩\u200D🚀'],
    ['\u200Fעברית\u200E', '\u200Fעברית\u200E'],
    ['རྒྱུ་', 'རྒྱུ་'],
    [
      '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
      '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
    ],
    ['hi\u{E0068}\u{E0069}', 'hi'],
  ])('%j is %j', (text, shown) => {
    expect(cleanText(text)).toBe(shown)
  })

  it('can be seen or not', () => {
    for (const text of ['a', '。', '👻', '1', 'ا', '中']) expect(isVisible(text)).toBe(true)
    for (const text of ['', ' \n', '\u200B\u2060', '\u3164', '\u0301\u0302'])
      expect(isVisible(text)).toBe(false)
  })

  it('has a beginning on one line, bounded', () => {
    expect(excerpt(' a\n b ')).toBe('a b')
    expect([...excerpt('👻'.repeat(500), 10)]).toHaveLength(11)
    fc.assert(
      fc.property(anyText, (text) => {
        const first = excerpt(text, 20)
        expect([...first].length).toBeLessThanOrEqual(21)
        expect(first).not.toContain('\n')
      }),
    )
  })
})

describe('links', () => {
  const link = fc.constantFrom(
    'https://a.example/x',
    'http://b.example:80/(c)',
    'https://u@c.example',
    'http://',
    'javascript:x',
    'HTTPS://D.example?q=1#f',
  )
  const sentence = fc
    .array(
      fc.oneof(
        link,
        fc.constantFrom(' ', '. ', ')', '(', '\n', '"', '<', 'word'),
        fc.string({ maxLength: 6 }),
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join(''))

  it('are pieces of the text that give it back', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        expect(
          linksIn(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })

  it('lead to http and https without a name in front, and to what is read', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        for (const { text: read, href } of linksIn(text)) {
          if (href === undefined) continue
          const url = new URL(href)
          expect(['http:', 'https:']).toContain(url.protocol)
          expect([url.username, url.password]).toEqual(['', ''])
          expect(new URL(read).href).toBe(href)
          expect(read).not.toMatch(/[\s<>"'`]/u)
        }
      }),
    )
  })

  it('are 64 at most, of 2,048 characters at most', () => {
    expect(linksIn('http://a.example '.repeat(100)).filter(({ href }) => href !== undefined)).toHaveLength(64)
    expect(linksIn(`https://a.example/${')'.repeat(30_000)}`)).toHaveLength(2)
    const longest = `https://a.example/${'b'.repeat(2_048 - 18)}`
    expect(linksIn(`${longest}.`)).toEqual([{ text: longest, href: longest }, { text: '.' }])
    expect(linksIn(`${longest}b`)).toEqual([{ text: `${longest}b` }])
  })

  it.each([
    ['https://a.example/(b)', 'https://a.example/(b)'],
    ['https://a.example/b)', 'https://a.example/b'],
    ['https://a.example/(b).)?', 'https://a.example/(b)'],
    ['https://a.example/b.).).', 'https://a.example/b'],
    ['https://a.example/b?c…', 'https://a.example/b?c'],
  ])('end where the sentence goes on: %s', (text, link) => {
    expect(linksIn(text)[0]).toEqual({ text: link, href: link })
  })

  it('take no more steps than the text has characters: dots and brackets behind a link, 132 s once', () => {
    const text = `http://a/${'.'.repeat(4_088)}a${')'.repeat(4_088)}`
    expect(text).toHaveLength(8_186)
    const begun = performance.now()
    expect(linksIn(text).map(({ text: piece }) => piece)).toEqual([text])
    // A few milliseconds, on a machine that is busy with other things too.
    expect(performance.now() - begun).toBeLessThan(1_000)
  })
})

describe('times', () => {
  const now = new Date(2026, 5, 15, 12)
  const ago = (minutes: number): string =>
    tooltipTime(new Date(now.getTime() - minutes * 60_000), now.getTime())

  it('are told by the clock, and in the tooltip as how long ago, with the whole date', () => {
    expect(clockTime(new Date(2026, 5, 15, 14, 5))).toBe('2:05 PM')
    expect(ago(0)).toBe('just now · Monday, June 15, 2026 at 12:00:00 PM')
    expect([ago(0.9), ago(-5), ago(1), ago(59.9), ago(60), ago(24 * 60), ago(72 * 60)]).toEqual([
      expect.stringMatching(/^just now · /),
      expect.stringMatching(/^just now · .*12:05:00/),
      expect.stringMatching(/^1 minute ago · /),
      expect.stringMatching(/^59 minutes ago · /),
      expect.stringMatching(/^1 hour ago · /),
      expect.stringMatching(/^yesterday · /),
      expect.stringMatching(/^3 days ago · /),
    ])
    expect([clockTime(new Date(Number.NaN)), tooltipTime(new Date(Number.NaN), 0)]).toEqual(['', ''])
  })

  it('tell when the next day begins', () => {
    expect(untilTomorrow(new Date(2026, 5, 15, 23, 59, 59))).toBe(1_000)
    expect(untilTomorrow(new Date(2026, 5, 15))).toBeGreaterThan(22 * 3_600_000)
  })

  it('have days with names', () => {
    expect(dayName(now, now)).toBe('Today')
    expect(dayName(new Date(2026, 5, 14, 23, 59), now)).toBe('Yesterday')
    expect(dayName(new Date(2026, 5, 13), now)).toBe('Saturday, June 13')
    expect(dayName(new Date(2025, 11, 31), now)).toBe('December 31, 2025')
  })

  it('of one day have one number, and days follow each other', () => {
    expect(dayOf(new Date(2026, 2, 29, 0, 30))).toBe(dayOf(new Date(2026, 2, 29, 23, 30)))
    expect(dayOf(new Date(2026, 2, 30)) - dayOf(new Date(2026, 2, 29))).toBe(1)
    expect(dayOf(new Date(Number.NaN))).toBe(0)
  })
})

describe('what is said aloud', () => {
  it('is a few lines, and how many more there are', () => {
    expect(inWords(['a', 'b', 'c'])).toBe('a\nb\nc')
    expect(inWords(['a', 'b', 'c', 'd'])).toBe('1 more message\nb\nc\nd')
  })
})

describe('a name', () => {
  it('NM2 that the library takes is shown, and holds nothing that the library forbids', () => {
    const odd = fc.string({
      unit: fc.constantFrom(
        ...'\0\u034F\u115F\u200B\u200D\u202E\u2800\u3164\uFE0F\uFEFF \u00AD\u0301é👻ßa',
        '\u{E0041}',
      ),
      maxLength: 6,
    })
    fc.assert(
      fc.property(fc.oneof(odd, anyText), (text) => {
        const clean = cleanName(text)
        if (clean !== undefined && isName(clean)) expect(cleanName(clean)).toBe(clean)
        if (isName(text)) expect(clean).toBeDefined()
        expect(clean ?? '').not.toMatch(/[\u034F\u115F\u200B\u202E\u3164\uFEFF\u00AD\u{E0041}]/u)
      }),
    )
    for (const blank of ['\u2800', '\u3164', '\u115F\u1160', '\u{E0020}', '\u034F'])
      expect(cleanName(blank)).toBeUndefined()
  })
})
