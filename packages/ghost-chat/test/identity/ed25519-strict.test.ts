import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeEd25519, pureEd25519 } from '../../src/identity/ed25519.ts'
import { platformEd25519 } from '../../src/identity/platform-ed25519.ts'
import { isStrictKey, isStrictPoint, isStrictSignature } from '../../src/identity/ed25519-strict.ts'

const { Point } = ed25519
const L = Point.Fn.ORDER
const P = Point.Fp.ORDER

type Bytes = Uint8Array<ArrayBuffer>
const le = (value: bigint): Bytes => {
  const out = new Uint8Array(32)
  for (let i = 0; i < 32; i++) out[i] = Number((value >> BigInt(8 * i)) & 0xffn)
  return out
}
const number = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
const join = (...parts: Uint8Array[]): Bytes => Uint8Array.from(parts.flatMap((part) => [...part]))

/** A point of order 8, and so all eight of the torsion group. */
const EIGHTH = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
const torsion = (n: number): typeof EIGHTH => EIGHTH.multiplyUnsafe(BigInt(n))

const BASE = Point.BASE.toBytes()
const withS = (s: bigint): Bytes => join(BASE, le(s))

describe('the checks before an Ed25519 verification', () => {
  it('[VE8] S just below L passes, L and more do not', () => {
    expect([L - 1n, L, L + 1n, 2n ** 256n - 1n].map((s) => isStrictSignature(withS(s)))).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(isStrictSignature(withS(0n))).toBe(true)
  })

  it('[VE8] y = p − 2 passes, p − 1 is of order 2, p and more are not canonical, either sign', () => {
    for (const sign of [0n, 1n << 255n]) {
      expect(isStrictPoint(le((P - 2n) | sign))).toBe(true)
      for (let y = P - 1n; y < 1n << 255n; y++) expect(isStrictPoint(le(y | sign))).toBe(false)
    }
  })

  it('[VE8] none of the eight points of small order passes, and none of their other encodings', () => {
    const ys = Array.from({ length: 8 }, (_, n) => torsion(n).toAffine().y)
    expect(new Set(ys).size).toBe(5)
    for (const y of ys) {
      for (const sign of [0n, 1n << 255n]) {
        expect(isStrictPoint(le(y | sign))).toBe(false)
        if (y + P < 1n << 255n) expect(isStrictPoint(le((y + P) | sign))).toBe(false)
      }
    }
  })

  it('[VE8] a byte beside a point of small order is judged on its own', () => {
    const eighth = EIGHTH.toBytes()
    for (let i = 0; i < 32; i++) {
      const other = Uint8Array.from(eighth, (byte, at) => (at === i ? byte ^ 1 : byte))
      expect(isStrictPoint(other)).toBe(true)
    }
  })

  it('[VE8] every point that is made honestly passes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: L - 1n }), (scalar) => {
        const point = Point.BASE.multiply(scalar).toBytes()
        expect(isStrictKey(point)).toBe(true)
        expect(isStrictSignature(join(point, le(scalar)))).toBe(true)
      }),
    )
  })

  it('another length is no key and no signature', () => {
    expect(isStrictKey(new Uint8Array(31).fill(7))).toBe(false)
    expect(isStrictKey(new Uint8Array(33).fill(7))).toBe(false)
    expect(isStrictSignature(new Uint8Array(63).fill(7))).toBe(false)
    expect(isStrictSignature(join(withS(1n), Uint8Array.of(0)))).toBe(false)
  })
})

describe('Ed25519, native, Node’s and pure', async () => {
  const inNode = await platformEd25519()
  const all = async (key: Bytes, signature: Bytes, data: Bytes): Promise<readonly boolean[]> =>
    Promise.all(
      [nativeEd25519, inNode, pureEd25519].map(async (implementation) =>
        (await implementation.importKey(key)).verify(signature, data),
      ),
    )

  it('[VE8] agree on keys and signatures with a part of small order: the cofactor is not used', async () => {
    const eighths = fc.integer({ min: 0, max: 7 })
    const scalars = fc.bigInt({ min: 1n, max: L - 1n })
    const seen = { true: 0, false: 0 }
    await fc.assert(
      fc.asyncProperty(scalars, scalars, eighths, eighths, async (a, r, inKey, inR) => {
        const key = Uint8Array.from(Point.BASE.multiply(a).add(torsion(inKey)).toBytes())
        const R = Point.BASE.multiply(r).add(torsion(inR)).toBytes()
        const data = Uint8Array.of(inKey, inR)
        const k = number(sha512(join(R, key, data))) % L
        const signature = join(R, le((r + k * a) % L))
        // With the cofactor all of these would verify. Without, only where the small parts cancel.
        const cancels = (BigInt(inR) + k * BigInt(inKey)) % 8n === 0n
        seen[`${cancels}`]++
        expect(await all(key, signature, data)).toEqual([cancels, cancels, cancels])
      }),
      { numRuns: 60, seed: 8032 },
    )
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(5)
  })

  it('[VE8] a key of small order verifies nothing, though the equation holds for any message', async () => {
    const identity = le(1n)
    const signature = join(Point.BASE.toBytes(), le(1n))
    expect(await all(identity, signature, Uint8Array.of(1, 2, 3))).toEqual([false, false, false])
  })

  it('[VE8] an R of small order verifies nothing, though the equation holds', async () => {
    const a = 12_345n
    const key = Uint8Array.from(Point.BASE.multiply(a).toBytes())
    const R = le(1n)
    const k = number(sha512(join(R, key))) % L
    expect(await all(key, join(R, le((k * a) % L)), new Uint8Array())).toEqual([false, false, false])
  })
})
