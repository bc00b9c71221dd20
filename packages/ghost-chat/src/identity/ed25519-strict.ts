/**
 * Which Ed25519 keys and signatures are worth verifying at all (SPEC VE8).
 *
 * Implementations differ on encodings that no honest signer makes: OpenSSL and BoringSSL take a key whose y is
 * not reduced and keys of small order, HACL* (Firefox) and noble refuse some of them. Whoever makes such a key
 * on purpose could show a message to half of a room. What all of them decide alike is left once these checks
 * are passed, so they come before every one of them. They read bytes and do no arithmetic.
 */

/** L, the order of the base point (RFC 8032 §5.1), big-endian: 2^252 + 277423…8493. */
const ORDER = Uint8Array.of(
  ...[0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[0x14, 0xde, 0xf9, 0xde, 0xa2, 0xf7, 0x9c, 0xd6, 0x58, 0x12, 0x63, 0x1a, 0x5c, 0xf5, 0xd3, 0xed],
)

/**
 * The y of the eight points whose order divides 8, little-endian: 0 (order 4), 1 (the identity), −1 (order 2)
 * and the two of order 8. Either sign of x gives such a point, or for y = ±1, where x = 0, no canonical encoding.
 */
const SMALL_ORDER_Y: ReadonlyMap<number, Uint8Array> = new Map(
  [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ].map((hex) => {
    const y = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
    return [y[0] ?? 0, y]
  }),
)

const POINT_BYTES = 32
const SIGNATURE_BYTES = 64

/** Whether 32 bytes are the one encoding of a y below p (RFC 8032 §5.1.3), and of no point of small order. */
export function isStrictPoint(bytes: Uint8Array, at = 0): boolean {
  // The highest bit is the sign of x, and no part of y.
  const top = (bytes[at + 31] ?? 0) & 0x7f
  const low = bytes[at] ?? 0
  // p = 2^255 − 19: only what begins with 0xed and more, and goes on in ones, is not below it.
  if (top === 0x7f && low >= 0xed && isAll(0xff, bytes, at + 1, at + 31)) return false
  const small = SMALL_ORDER_Y.get(low)
  if (small?.[31] !== top) return true
  for (let i = 1; i < 31; i++) if (bytes[at + i] !== small[i]) return true
  return false
}

/** Whether a signature has 64 bytes, an R as above, and an S below L. */
export function isStrictSignature(signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && isBelowOrder(signature) && isStrictPoint(signature)
}

/** Whether 32 bytes are a key that signatures are verified with. */
export function isStrictKey(publicKey: Uint8Array): boolean {
  return publicKey.length === POINT_BYTES && isStrictPoint(publicKey)
}

function isBelowOrder(signature: Uint8Array): boolean {
  for (let i = 0; i < POINT_BYTES; i++) {
    const difference = (signature[SIGNATURE_BYTES - 1 - i] ?? 0) - (ORDER[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

function isAll(byte: number, bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== byte) return false
  return true
}
