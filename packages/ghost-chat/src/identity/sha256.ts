/**
 * SHA-256, native where the page is a secure context, pure JavaScript where it is not.
 */

/** The digest of some bytes: 32 bytes. */
export async function platformSha256(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // TypeScript believes in `subtle` everywhere; over plain http on another host browsers leave it out.
  const subtle = crypto.subtle as SubtleCrypto | undefined
  if (subtle !== undefined) return new Uint8Array(await subtle.digest('SHA-256', data))
  const { sha256: pure } = await import('@noble/hashes/sha2.js')
  return pure(data)
}
