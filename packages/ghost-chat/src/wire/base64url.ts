/**
 * Base64url without padding, and only in its canonical form: two texts never decode to the same bytes, so
 * an envelope cannot be changed without changing what was signed (RFC 4648 §3.5, RFC 7515 §2).
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const INVALID = 0xff

const VALUES = new Uint8Array(128).fill(INVALID)
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value

const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0))
const ascii = new TextDecoder('latin1')

/** Encodes bytes. */
export function encodeBase64url(bytes: Uint8Array): string {
  const length = bytes.length
  const out = new Uint8Array(Math.ceil((length * 4) / 3))
  let at = 0
  for (let i = 0; i < length; i += 3) {
    const a = bytes[i] ?? 0
    const b = bytes[i + 1] ?? 0
    const c = bytes[i + 2] ?? 0
    out[at++] = CODES[a >> 2] ?? 0
    out[at++] = CODES[((a & 3) << 4) | (b >> 4)] ?? 0
    // Writes past the end of a typed array are dropped, which is just what the last group needs.
    out[at++] = CODES[((b & 15) << 2) | (c >> 6)] ?? 0
    out[at++] = CODES[c & 63] ?? 0
  }
  return ascii.decode(out)
}

/** Decodes a text, or gives `null` for anything but the one canonical encoding of some bytes. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  const rest = text.length % 4
  if (rest === 1) return null
  const out = new Uint8Array(Math.floor((text.length * 3) / 4))
  let at = 0
  let bits = 0
  let held = 0
  for (let i = 0; i < text.length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? INVALID
    if (value === INVALID) return null
    bits = ((bits & 0xfff) << 6) | value
    held += 6
    if (held >= 8) {
      held -= 8
      out[at++] = (bits >> held) & 0xff
    }
  }
  // The bits that are left over carry nothing and must be zero.
  return (bits & ((1 << held) - 1)) === 0 ? out : null
}
