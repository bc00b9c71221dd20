/**
 * HKDF with SHA-256 (RFC 5869), native where the page is a secure context, pure JavaScript where it is not.
 */

const encoder = new TextEncoder()

/**
 * 32 bytes derived from a secret, without a salt: the secret is uniformly random already (RFC 5869 §3.1).
 * @param info what the bytes are for; another `info` gives bytes that say nothing of these
 */
export async function hkdfSha256(
  secret: Uint8Array<ArrayBuffer>,
  info: string,
): Promise<Uint8Array<ArrayBuffer>> {
  return deriveWith(crypto.subtle, secret, encoder.encode(info))
}

/** `subtle` is absent on pages without a secure context. */
export async function deriveWith(
  subtle: SubtleCrypto | undefined,
  secret: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (subtle === undefined) {
    const { hkdf, sha256 } = await import('#sha256')
    return Uint8Array.from(hkdf(sha256, secret, new Uint8Array(0), info, 32))
  }
  const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return new Uint8Array(await subtle.deriveBits(algorithm, key, 256))
}
