/**
 * A secret key as a text that people keep: 32 bytes and a checksum, so that a key that was copied wrong is found out
 * instead of being somebody else.
 */

const MARK = 'ghostkey1'
const SECRET_BYTES = 32
const CHECK_BYTES = 4
/** The mark and 36 bytes in base64url. */
const KEY = /(?:^|[^A-Za-z0-9_-])ghostkey1([A-Za-z0-9_-]{48})(?![A-Za-z0-9_-])/

/** @param secret 32 bytes */
export async function keyText(secret: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = new Uint8Array([...secret, ...(await checkOf(secret))])
  const base64 = btoa(String.fromCharCode(...bytes))
  return MARK + base64.replaceAll('+', '-').replaceAll('/', '_')
}

/** The 32 bytes of the first key in a text; `undefined` if there is none, or it was copied wrong. */
export async function secretIn(text: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const found = KEY.exec(text)?.[1]
  if (found === undefined) return undefined
  const binary = atob(found.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  const secret = bytes.slice(0, SECRET_BYTES)
  const check = await checkOf(secret)
  return check.every((byte, index) => byte === bytes[SECRET_BYTES + index]) ? secret : undefined
}

export function newSecret(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
}

async function checkOf(secret: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', secret)).subarray(0, CHECK_BYTES)
}
