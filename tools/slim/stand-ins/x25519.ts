// For the `x25519` of @noble/curves/ed25519.js, which noise agrees on keys with: the same ladder without the
// tables of the Edwards curve, which make one of its four multiplications quicker and are most of its code.
import { montgomery } from '@noble/curves/abstract/montgomery.js'
import { pow } from '@noble/curves/abstract/modular.js'

/** The field's prime (RFC 7748 §4.1). */
const P = 2n ** 255n - 19n

export const x25519 = /* @__PURE__ */ montgomery({
  P,
  type: 'x25519',
  powPminus2: (x) => pow(x, P - 2n, P),
  /** RFC 7748 §5, decodeScalar25519. */
  adjustScalarBytes(bytes: Uint8Array) {
    bytes[0] = (bytes[0] ?? 0) & 248
    bytes[31] = ((bytes[31] ?? 0) & 127) | 64
    return bytes
  },
})
