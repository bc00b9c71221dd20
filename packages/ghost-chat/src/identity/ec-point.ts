/**
 * What the two elliptic curves of ECDSA have in common: unpacking a public key, and the one of two signatures
 * that counts. Only public values pass here, so nothing needs to take the same time always.
 */

/** y² = x³ + ax + b over the integers modulo p, where p ≡ 3 (mod 4); the base point has order n. */
export interface Curve {
  readonly p: bigint
  readonly a: bigint
  readonly b: bigint
  readonly n: bigint
}

/** NIST P-256 (FIPS 186-5, SP 800-186 §3.2.1.3). */
export const P256: Curve = Object.freeze({
  p: 0xffffffff_00000001_00000000_00000000_00000000_ffffffff_ffffffff_ffffffffn,
  a: -3n,
  b: 0x5ac635d8_aa3a93e7_b3ebbd55_769886bc_651d06b0_cc53b0f6_3bce3c3e_27d2604bn,
  n: 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n,
})

/** secp256k1 (SEC 2 §2.4.1). */
export const SECP256K1: Curve = Object.freeze({
  p: 0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffe_fffffc2fn,
  a: 0n,
  b: 7n,
  n: 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n,
})

const FIELD_BYTES = 32

/**
 * A compressed point (SEC 1 §2.3.4) with both coordinates: 65 bytes, 4 ‖ x ‖ y; `null` if it is no point of the
 * curve. Not every engine imports compressed points, and those that do need not agree on the invalid ones.
 * @param compressed 33 bytes, 2 or 3 (whether y is odd) ‖ x
 */
export function decompress(curve: Curve, compressed: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const sign = compressed[0]
  if (compressed.length !== 1 + FIELD_BYTES || (sign !== 2 && sign !== 3)) return null
  const { p, a, b } = curve
  const x = toInteger(compressed.subarray(1))
  if (x >= p) return null
  const square = modulo(x * x * x + a * x + b, p)
  // The square root, if there is one, because p ≡ 3 (mod 4).
  const root = power(square, (p + 1n) / 4n, p)
  if ((root * root) % p !== square) return null
  const y = (root & 1n) === BigInt(sign & 1) ? root : p - root
  // Neither curve has a point with y = 0; were there one, `p − 0` would be out of the field.
  return y >= p ? null : Uint8Array.of(4, ...compressed.subarray(1), ...toBytes(y))
}

/** Whether a signature has 64 bytes, r ‖ s, and is the one of its two forms that counts: s ≤ n / 2 (SPEC ID2). */
export function isLowS(curve: Curve, signature: Uint8Array): boolean {
  return signature.length === 2 * FIELD_BYTES && toInteger(signature.subarray(FIELD_BYTES)) <= curve.n >> 1n
}

/** The form of a signature that counts. Both verify as ECDSA has it. */
export function toLowS(curve: Curve, signature: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const s = toInteger(signature.subarray(FIELD_BYTES))
  if (s <= curve.n >> 1n || s >= curve.n) return signature
  return Uint8Array.of(...signature.subarray(0, FIELD_BYTES), ...toBytes(curve.n - s))
}

function toInteger(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let value = 0n
  for (let at = 0; at < FIELD_BYTES; at += 8) value = (value << 64n) | view.getBigUint64(at)
  return value
}

function toBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FIELD_BYTES)
  const view = new DataView(bytes.buffer)
  for (let at = FIELD_BYTES - 8; at >= 0; at -= 8, value >>= 64n)
    view.setBigUint64(at, value & 0xffff_ffff_ffff_ffffn)
  return bytes
}

function modulo(value: bigint, p: bigint): bigint {
  const rest = value % p
  return rest < 0n ? rest + p : rest
}

function power(base: bigint, exponent: bigint, p: bigint): bigint {
  let result = 1n
  for (let square = base; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * square) % p
    square = (square * square) % p
  }
  return result
}
