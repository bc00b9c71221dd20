import { describe, expect, it } from 'vitest'
import { Cookies } from '../src/server/cookie.ts'
import type { Position } from '../src/server/ring.ts'

const cookies = new Cookies(Uint8Array.from({ length: 32 }, (_, at) => at))
const MOST = 2 ** 48 - 1
const positions: readonly Position[] = [
  { kind: 'follow', after: 0 },
  { kind: 'follow', after: MOST },
  { kind: 'walk', until: 3, start: MOST, last: { key: 258, order: 1 } },
]

describe.each(positions)('a cookie of %o', (position) => {
  const cookie = cookies.seal(position, 'ns')

  it('holds it', () => {
    expect(cookies.open(cookie, 'ns')).toEqual(position)
  })

  it('is good for its namespace only', () => {
    for (const other of ['ms', 'n', '', undefined]) expect(cookies.open(cookie, other)).toBeNull()
    const forAll = cookies.seal(position, undefined)
    expect(cookies.open(forAll, undefined)).toEqual(position)
    expect(cookies.open(forAll, '')).toBeNull()
  })

  it('is good at its point only', () => {
    expect(new Cookies(new Uint8Array(32)).open(cookie, 'ns')).toBeNull()
  })

  it('is ASCII of at most 255 bytes, as Rust reads it, and has one form', () => {
    expect(new TextDecoder().decode(cookie)).toMatch(/^(?:[0-9a-f]{46}|[0-9a-f]{82})$/)
    const large = new TextEncoder().encode(new TextDecoder().decode(cookie).toUpperCase())
    expect(cookies.open(large, 'ns')).toBeNull()
  })

  it('cannot be changed in any bit, cut or lengthened', () => {
    for (let bit = 0; bit < 8 * cookie.length; bit++) {
      const forged = cookie.slice()
      forged[bit >> 3]! ^= 1 << (bit & 7)
      expect(cookies.open(forged, 'ns')).toBeNull()
    }
    for (let length = 0; length < cookie.length; length++) {
      expect(cookies.open(cookie.subarray(0, length), 'ns')).toBeNull()
    }
    expect(cookies.open(Uint8Array.of(...cookie, 0), 'ns')).toBeNull()
  })
})
