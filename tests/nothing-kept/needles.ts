/** Secrets that a test hands out, and finding them again in whatever was written, however it was encoded. */
import { randomBytes } from 'node:crypto'

/** A text that nobody else writes: letters and digits only, so that JSON and URLs leave it as it is. */
export function marker(): string {
  return `mark${randomBytes(12).toString('hex')}`
}

/** How a marker may stand in a file, and by what it is told. */
type Form = 'plain' | 'utf-16' | 'hex' | 'base64'

/** The bytes of a marker in every form, each long enough to be no accident. */
function needlesOf(text: string): readonly { readonly form: Form; readonly bytes: Buffer }[] {
  const plain = Buffer.from(text)
  const hex = plain.toString('hex')
  return [
    { form: 'plain', bytes: plain },
    { form: 'utf-16', bytes: Buffer.from(text, 'utf16le') },
    { form: 'hex', bytes: Buffer.from(hex) },
    { form: 'hex', bytes: Buffer.from(hex.toUpperCase()) },
    ...(['base64', 'base64url'] as const).flatMap((alphabet) =>
      [0, 1, 2].map((offset) => ({
        form: 'base64' as const,
        bytes: Buffer.from(encoded(plain, offset, alphabet)),
      })),
    ),
  ]
}

/**
 * Every marker that is in there, with its form. In base64 only whole letters count, so a text that differs from
 * a marker in its last letter alone may be taken for it: 127.0.0.1 for 127.0.0.5, at one place of three.
 */
export function findMarkers(bytes: Buffer, markers: readonly string[]): string[] {
  const found = markers.flatMap((text) =>
    needlesOf(text).flatMap((needle) => (bytes.includes(needle.bytes) ? [`${text} as ${needle.form}`] : [])),
  )
  return [...new Set(found)]
}

/** The letters that stand for these bytes wherever `offset` bytes, and any number of triples, come before them. */
function encoded(bytes: Buffer, offset: number, alphabet: 'base64' | 'base64url'): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(alphabet)
    .replace(/=+$/, '')
  // The first letters hold bits of what comes before, and the last one may hold bits of what comes after.
  const start = offset === 0 ? 0 : offset + 1
  const spare = (offset + bytes.length) % 3 === 0 ? 0 : 1
  return whole.slice(start, whole.length - spare)
}
