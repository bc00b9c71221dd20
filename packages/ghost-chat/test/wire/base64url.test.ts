import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64url, encodeBase64url } from '../../src/wire/base64url.ts'

const reference = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

describe('base64url', () => {
  it('[EN2] encodes as the platform does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(encodeBase64url(bytes)).toBe(reference(bytes))
      }),
    )
  })

  it('[EN2] decodes what it encodes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes))).toEqual(bytes)
      }),
    )
  })

  it('[EN2] a text that decodes is the one encoding of its bytes', () => {
    const letters = fc.constantFrom(
      'A',
      'B',
      'g',
      'x',
      'z',
      '0',
      '9',
      '-',
      '_',
      '+',
      '/',
      '=',
      '.',
      ' ',
      '\n',
    )
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 12 }), (text) => {
        const bytes = decodeBase64url(text)
        if (bytes !== null) expect(reference(bytes)).toBe(text)
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['padding', 'QQ=='],
    ['the letters of plain base64', '-_+/'],
    ['unused bits that are set, one byte', 'QR'],
    ['unused bits that are set, two bytes', 'QUJ'],
    ['a length that no bytes have', 'QUJDR'],
    ['white space', 'QU JD'],
    ['a letter beyond ASCII', 'QUJé'],
  ])('[EN2] refuses %s', (_, text) => {
    expect(decodeBase64url(text)).toBeNull()
  })

  // RFC 4648 §10, with the alphabet of §5 and no padding.
  it.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('[EN2] RFC 4648 §10: %j is %j', (plain, encoded) => {
    expect(encodeBase64url(new TextEncoder().encode(plain))).toBe(encoded)
    expect(decodeBase64url(encoded)).toEqual(new TextEncoder().encode(plain))
  })
})
