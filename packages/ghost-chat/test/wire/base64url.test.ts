import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64url, encodeBase64url, engineBase64url, pureBase64url } from '../../src/wire/base64url.ts'

const reference = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** Short to compare: two lists of 1,500 numbers take vitest a millisecond. */
const hexOf = (bytes: Uint8Array | null): string =>
  bytes === null ? 'none' : Buffer.from(bytes).toString('hex')

describe('base64url', () => {
  it('[EN2] the engine’s and ours write and read the same', () => {
    const engine = engineBase64url()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = pureBase64url.encode(bytes)
        expect(engine?.encode(bytes)).toBe(text)
        expect([engine?.decode(text), pureBase64url.decode(text)]).toEqual([bytes, bytes])
      }),
    )
  })

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
        expect(pureBase64url.decode(text)).toEqual(bytes)
      }),
      { numRuns: 5_000 },
    )
  })

  it('[EN2] a long text is held to the one encoding of its bytes as well', () => {
    const faults = fc.constantFrom('=', ' ', '+', '/', 'é', '\n', '.')
    const place = fc.nat({ max: 1_999 })
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1_500, maxLength: 1_503 }),
        faults,
        place,
        (bytes, fault, at) => {
          const text = encodeBase64url(bytes)
          expect(hexOf(decodeBase64url(text))).toBe(hexOf(bytes))
          expect(decodeBase64url(text.slice(0, at) + fault + text.slice(at + 1))).toBeNull()
          expect(decodeBase64url(text.slice(0, at) + fault + text.slice(at))).toBeNull()
          const last = text.at(-1) ?? ''
          const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
          for (const other of others.filter((letter) => letter !== last)) {
            const changed = text.slice(0, -1) + other
            expect(hexOf(decodeBase64url(changed))).toBe(hexOf(pureBase64url.decode(changed)))
          }
        },
      ),
      { numRuns: 50 },
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
    expect(pureBase64url.decode(text)).toBeNull()
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
