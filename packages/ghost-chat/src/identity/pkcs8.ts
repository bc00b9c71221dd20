/** What stands before the seed in a PKCS#8 document (RFC 8410 §7), the only private form that WebCrypto takes. */
const PREFIX = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32)

/** The PKCS#8 document of an Ed25519 seed. */
export function pkcs8Of(seed: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(...PREFIX, ...seed)
}
