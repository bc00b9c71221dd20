import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fitsUtf8, utf8Length } from '../../src/wire/json.ts'

it('[TY5] the length of a text in UTF-8 is what an encoder makes of it, lone surrogates included', () => {
  const units = fc.constantFrom('a', 'é', '€', '😀', '\ud83d', '\ude00', '\0', '\uffff', '\u07ff', '\u0800')
  fc.assert(
    fc.property(fc.string({ unit: units, maxLength: 40 }), (text) => {
      expect(utf8Length(text, Infinity)).toBe(new TextEncoder().encode(text).length)
    }),
  )
})

it('[TY5] a text fits if an encoder makes no more bytes of it', () => {
  const units = fc.constantFrom('a', 'é', '€', '😀', '\ud83d')
  fc.assert(
    fc.property(fc.string({ unit: units, maxLength: 12 }), fc.nat({ max: 40 }), (text, most) => {
      expect(fitsUtf8(text, most)).toBe(new TextEncoder().encode(text).length <= most)
    }),
  )
})

it('[TY5] a text that is too long anyway is not looked at', () => {
  expect(utf8Length('€'.repeat(11), 10)).toBe(11)
  expect(utf8Length('€'.repeat(10), 10)).toBe(30)
})
