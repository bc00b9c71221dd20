import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTopic, topicOf } from '../../src/wire/topic.ts'
import { isName, personName, roomName, spaceName } from '../../src/wire/names.ts'
import { thrownCode } from '../support/thrown.ts'

const nameCode = (name: unknown): string | undefined => thrownCode(() => roomName(name))

/** Any text that is a name. */
const names = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.normalize('NFC'))
  .filter(isName)

describe('names', () => {
  it('[NM1] a name has 1 to 64 code points', () => {
    expect(nameCode('')).toBe('ERR_NAME_INVALID')
    expect(roomName('a')).toBe('a')
    expect(roomName('a'.repeat(63))).toHaveLength(63)
    expect(roomName('a'.repeat(64))).toHaveLength(64)
    expect(nameCode('a'.repeat(65))).toBe('ERR_NAME_INVALID')
  })

  it('[NM1] an emoji is one code point, however many code units', () => {
    expect([...roomName('👻'.repeat(64))]).toHaveLength(64)
    expect(nameCode('👻'.repeat(65))).toBe('ERR_NAME_INVALID')
  })

  it('[NM1] two normal forms of a name are one name', () => {
    expect(roomName('cafe\u0301')).toBe(roomName('caf\u00e9'))
  })

  it('[NM1] a huge name is refused', () => {
    expect(nameCode('a'.repeat(10_000_000))).toBe('ERR_NAME_INVALID')
  })

  it.each([
    ['a null byte', 'a\0b'],
    ['a newline', 'a\nb'],
    ['a C1 control', 'a\u0085b'],
    ['a lone surrogate', 'a\ud800'],
    ['a line separator', 'a\u2028b'],
    ['a right-to-left override', 'a\u202eb'],
    ['an isolate', 'a\u2066b'],
    ['a zero-width space', 'a\u200bb'],
    ['a byte-order mark', 'a\ufeffb'],
    ['a soft hyphen', 'a\u00adb'],
    ['a grapheme joiner', 'a\u034fb'],
    ['a Hangul filler', 'a\u3164b'],
    ['a Mongolian vowel separator', 'a\u180eb'],
    ['a variation selector of no emoji', 'a\ufe00b'],
    ['a tag', 'a\u{e0041}b'],
    ['an annotation', 'a\ufff9b'],
    ['a joiner after ASCII', 'a\u200db'],
    ['a joiner at the beginning', '\u200cab'],
    ['a selector after ASCII', 'lobby\ufe0f'],
  ])('[NM2] %s is refused', (_, name) => {
    expect(nameCode(name)).toBe('ERR_NAME_INVALID')
  })

  it('[NM2] emoji, keycaps and words with joiners are names', () => {
    const words = [
      '👩‍👩‍👧',
      '❤️',
      '❤︎ me',
      '1️⃣ lobby',
      'می\u200cخواهم',
      'क्\u200dष',
      '한국',
      'ไทย',
      'e\u0301'.normalize('NFC'),
    ]
    for (const name of words) expect(roomName(name)).toBe(name)
  })

  it.each([
    ['Braille without dots', '\u2800\u2800'],
    ['a Hangul filler', '\u115f\u1160'],
    ['a null note head', '\u{1d159}'],
    ['a combining mark', '\u0301'],
    ['a selector', '\ufe0f'],
  ])('[NM2] a name of nothing but %s shows nothing', (_, name) => {
    expect(nameCode(name)).toBe('ERR_NAME_INVALID')
    expect(thrownCode(() => personName(name))).toBe('ERR_NAME_INVALID')
    expect(isName(name)).toBe(false)
  })

  it('[NM2] no code point that is ignored by default makes a second name of a word', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const letter = String.fromCodePoint(code)
      if (/\p{Default_Ignorable_Code_Point}/u.test(letter))
        expect(isName(`lo${letter}bby`), code.toString(16)).toBe(false)
    }
  })

  it.each([' lobby', 'lobby ', '\u00a0lobby', ' ', 'lobby\u2800'])(
    '[NM3] white space at an end is refused: %j',
    (name) => {
      expect(nameCode(name)).toBe('ERR_NAME_INVALID')
    },
  )

  it.each([undefined, null, 7, {}, ['lobby']])('a name is a text, not %j', (name) => {
    expect(nameCode(name)).toBe('ERR_NAME_INVALID')
  })
})

describe('topics', () => {
  it('[NM5] a topic is 3box.chat.space.room', () => {
    expect(topicOf(spaceName('my-dapp'), roomName('lobby'))).toBe('3box.chat.my-dapp.lobby')
  })

  it('[NM4] a dot in a name is encoded, so that it separates nothing', () => {
    expect(topicOf(spaceName('a.b'), roomName('c'))).toBe('3box.chat.a%2Eb.c')
    expect(topicOf(spaceName('a'), roomName('b.c'))).toBe('3box.chat.a.b%2Ec')
  })

  it('[NM5] look-alikes are different rooms', () => {
    const latin = topicOf(spaceName('app'), roomName('lobby'))
    const cyrillic = topicOf(spaceName('app'), roomName('lоbby'))
    expect(latin).not.toBe(cyrillic)
  })

  it('[NM5] two rooms never share a topic', () => {
    fc.assert(
      fc.property(names, names, names, names, (space1, room1, space2, room2) => {
        const same = space1 === space2 && room1 === room2
        expect(
          topicOf(spaceName(space1), roomName(room1)) === topicOf(spaceName(space2), roomName(room2)),
        ).toBe(same)
      }),
    )
  })

  it('[NM6] a topic gives its names back', () => {
    fc.assert(
      fc.property(names, names, (space, room) => {
        expect(parseTopic(topicOf(spaceName(space), roomName(room)))).toEqual({ space, room })
      }),
    )
  })

  it.each([
    '',
    '3box.chat.a',
    '3box.chat.a.b.c',
    '3box.chat..b',
    '3box.chat.a.',
    '3box.ghost.a.b',
    '3BOX.chat.a.b',
    '3box.chat.a.%62',
    '3box.chat.a.b%2ec',
    '3box.chat.a.%E0%A4%A',
    '3box.chat.a.cafe%CC%81',
    '3box.chat.a.b%00',
    `3box.chat.a.${'b'.repeat(65)}`,
    `3box.chat.a.${'b'.repeat(10_000)}`,
  ])('[NM6] %j is no topic', (text) => {
    expect(parseTopic(text)).toBeNull()
  })

  it('[NM6] no text makes the parser throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseTopic(`3box.chat.${text}`)
      }),
    )
  })
})
