/**
 * As much of the protobuf wire format as three small messages need: varints, and bytes with their length.
 *
 * Generated code would decode without limits and weigh more than all the rest of the client.
 */

/** A field as it stands on the wire: its number, and a varint or the bytes it holds. */
export interface Field {
  readonly id: number
  readonly value: bigint | Uint8Array
}

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

/** A varint of 64 bits takes ten bytes; the tenth has one bit. */
const MAX_VARINT_BYTES = 10

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf8 = new TextEncoder()

/**
 * The fields of a message, in the order they stand there. Numbers of fixed size are passed over: no message here
 * has one.
 *
 * @throws Error when a varint is cut off or too long, when a field reaches beyond the end, and at groups
 */
export function* fieldsOf(bytes: Uint8Array): Generator<Field, void, undefined> {
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('A varint is cut off.')
      value |= BigInt(byte & 0x7f) << BigInt(7 * i)
      if (byte >= 0x80) continue
      if (i === MAX_VARINT_BYTES - 1 && byte > 1) break
      return value
    }
    throw new Error('A varint is longer than 64 bits.')
  }
  const take = (length: number): Uint8Array => {
    const end = at + length
    if (end > bytes.length) throw new Error('A field reaches beyond its message.')
    const taken = bytes.subarray(at, end)
    at = end
    return taken
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const id = Math.floor(tag / 8)
    if (id === 0 || id > 0x1fffffff) throw new Error('This is no number of a field.')
    switch (tag % 8) {
      case VARINT:
        yield { id, value: varint() }
        break
      case BYTES:
        yield { id, value: take(Number(varint())) }
        break
      case FIXED64:
        take(8)
        break
      case FIXED32:
        take(4)
        break
      default:
        throw new Error('This kind of field is not known.')
    }
  }
}

/** A field's number. @throws Error if the field holds bytes */
export function numberOf({ value }: Field): bigint {
  if (typeof value !== 'bigint') throw new Error('A number is expected.')
  return value
}

/** A field's bytes, a view of the message's. @throws Error if the field holds a number */
export function bytesOf({ value }: Field): Uint8Array {
  if (typeof value === 'bigint') throw new Error('Bytes are expected.')
  return value
}

/** A field's text. @throws Error if the field holds a number, or bytes that are no UTF-8 */
export function textOf(field: Field): string {
  return text.decode(bytesOf(field))
}

/** A field's bytes; nothing at all where there is no value. Zero is written: the fields are optional, not implied. */
export function field(id: number, value: number | bigint | string | Uint8Array | undefined): Uint8Array {
  if (value === undefined) return new Uint8Array(0)
  if (typeof value === 'number' || typeof value === 'bigint') {
    return concat([varintOf(id * 8 + VARINT), varintOf(value)])
  }
  const bytes = typeof value === 'string' ? utf8.encode(value) : value
  return concat([varintOf(id * 8 + BYTES), varintOf(bytes.length), bytes])
}

/** A number, not negative, as an unsigned varint. */
export function varintOf(value: number | bigint): Uint8Array {
  const bytes: number[] = []
  let rest = BigInt(value)
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
