// For protons-runtime, and what protons writes for each message: one encoder and one decoder for all of them, which
// go by a table of fields. What the codecs beside it are made with.
//
// Strings that are no UTF-8, or have half a surrogate pair, become U+FFFD here, where protons has rules of its own;
// and groups, which protobuf itself gave up, are refused where protons reads past them. No member sends either.

type Bytes = Uint8Array<ArrayBuffer>

/** As protons takes them: `{ ids: 3, peers$: { addrs: 5 } }`, with `$` for what is within a list's messages. */
export type Limits = Readonly<Record<string, unknown>>

export interface Reader {
  readonly bytes: Bytes
  at: number
}

/** How values of a type lie on the wire: a number (0), or bytes behind their length (2). */
export interface Type<T> {
  readonly wire: 0 | 2
  readonly empty: T
  readonly write: (value: T, out: Bytes[]) => void
  readonly read: (reader: Reader, limits?: Limits) => T
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

function next(reader: Reader): number {
  const byte = reader.bytes[reader.at++]
  if (byte === undefined) throw new RangeError('Ends too early.')
  return byte
}

/** Seven bits at a time, the lowest first. Numbers beyond 2 ** 53 lose their last digits: of such are only uint64s. */
function readNumber(reader: Reader): number {
  let value = 0
  for (let scale = 1; scale < 2 ** 70; scale *= 128) {
    const byte = next(reader)
    value += (byte & 127) * scale
    if (byte < 128) return value
  }
  throw new RangeError('Goes on for too long.')
}

function writeNumber(value: number, out: Bytes[]): void {
  const bytes: number[] = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128)
  out.push(Uint8Array.of(...bytes, value))
}

export const number: Type<number> = { wire: 0, empty: 0, write: writeNumber, read: readNumber }

export const bool: Type<boolean> = {
  wire: 0,
  empty: false,
  write: (value, out) => writeNumber(Number(value), out),
  read: (reader) => readNumber(reader) !== 0,
}

export const uint64: Type<bigint> = {
  wire: 0,
  empty: 0n,
  write(value, out) {
    const bytes: number[] = []
    for (value = BigInt.asUintN(64, value); value > 127n; value >>= 7n) bytes.push(Number(value & 127n) | 128)
    out.push(Uint8Array.of(...bytes, Number(value)))
  },
  read(reader) {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = next(reader)
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return BigInt.asUintN(64, value)
    }
    throw new RangeError('Goes on for too long.')
  },
}

export const bytes: Type<Bytes> = {
  wire: 2,
  empty: new Uint8Array(0),
  write(value, out) {
    writeNumber(value.length, out)
    out.push(value)
  },
  read(reader) {
    const length = readNumber(reader)
    const end = reader.at + length
    if (end > reader.bytes.length) throw new RangeError('Ends too early.')
    const value = reader.bytes.subarray(reader.at, end)
    reader.at = end
    return value
  },
}

export const text: Type<string> = {
  wire: 2,
  empty: '',
  write: (value, out) => bytes.write(encoder.encode(value), out),
  read: (reader) => utf8.decode(bytes.read(reader)),
}

/** Values that are called by names, as protons calls them. */
export function oneOf(numbers: Readonly<Record<string, number>>): Type<string> {
  const names = new Map(Object.entries(numbers).map(([name, value]) => [value, name]))
  return {
    wire: 0,
    empty: '',
    write(value, out) {
      const said = numbers[value]
      if (said === undefined) throw new Error('Invalid enum value')
      writeNumber(said, out)
    },
    read(reader) {
      const name = names.get(readNumber(reader))
      if (name === undefined) throw new Error('Invalid enum value')
      return name
    },
  }
}

/** What may be missing, what is the empty value where it is missing, and what may be there many times. */
type How = 'given' | 'always' | 'list'

/** Any of them, where the values come from the table's own messages. */
interface AnyType {
  readonly wire: 0 | 2
  readonly empty: unknown
  readonly write: (value: never, out: Bytes[]) => void
  readonly read: (reader: Reader, limits?: Limits) => unknown
}

interface Field {
  readonly number: number
  readonly type: AnyType
  readonly how: How
}

const field = <T>(how: How, number: number, type: Type<T>): Field => ({ how, number, type })
export const given = <T>(number: number, type: Type<T>): Field => field('given', number, type)
export const always = <T>(number: number, type: Type<T>): Field => field('always', number, type)
export const list = <T>(number: number, type: Type<T>): Field => field('list', number, type)

type Message = Record<string, unknown>

export interface Codec extends Type<Message> {
  readonly encode: (message: Message) => Bytes
  readonly decode: (
    data: Bytes | { subarray: () => Bytes },
    options?: { readonly limits?: Limits },
  ) => Message
}

/** @param fields by the names of what they set, in the order in which they are written */
export function message(fields: Readonly<Record<string, Field>>): Codec {
  const all = Object.entries(fields)
  const byNumber = new Map(all.map(([name, { number, ...rest }]) => [number, { name, ...rest }]))

  function encode(message: Message): Bytes {
    const out: Bytes[] = []
    for (const [name, { number, type, how }] of all) {
      const value = message[name]
      if (value === undefined || value === null || (how === 'always' && isEmpty(value))) continue
      for (const one of how === 'list' ? (value as never[]) : [value as never]) {
        writeNumber(number * 8 + type.wire, out)
        type.write(one, out)
      }
    }
    return joined(out)
  }

  function decode(reader: Reader, limits?: Limits): Message {
    const message: Message = {}
    for (const [name, { type, how }] of all) {
      if (how !== 'given') message[name] = how === 'list' ? [] : type.empty
    }
    while (reader.at < reader.bytes.length) {
      const tag = readNumber(reader)
      const field = byNumber.get(Math.floor(tag / 8))
      if (field === undefined) {
        skip(reader, tag % 8)
        continue
      }
      const { name, type, how } = field
      if (how === 'list') {
        const values = message[name] as unknown[]
        if (limits?.[name] === values.length) throw new RangeError('Too many in a list.')
        values.push(type.read(reader, limits?.[`${name}$`] as Limits | undefined))
      } else message[name] = type.read(reader, limits?.[name] as Limits | undefined)
    }
    return message
  }

  return {
    wire: 2,
    empty: {},
    write: (value, out) => bytes.write(encode(value), out),
    read: (reader, limits) => decode({ bytes: bytes.read(reader), at: 0 }, limits),
    encode,
    decode: (data, options) =>
      decode({ bytes: data instanceof Uint8Array ? data : data.subarray(), at: 0 }, options?.limits),
  }
}

/** An empty text or list of bytes, zero. */
const isEmpty = (value: unknown): boolean =>
  value instanceof Uint8Array ? value.length === 0 : value === '' || value === 0n

function skip(reader: Reader, wire: number): void {
  if (wire === 0) readNumber(reader)
  else if (wire === 2) bytes.read(reader)
  else if (wire === 1 || wire === 5) {
    reader.at += wire === 1 ? 8 : 4
    if (reader.at > reader.bytes.length) throw new RangeError('Ends too early.')
  } else throw new RangeError('Of no known wire type.')
}

function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
