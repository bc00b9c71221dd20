/**
 * The messages of `/rendezvous/1.0.0`, to and from the bytes of the specification's protobuf (revision 3).
 * Knows no stream and no limit but one: how many registrations of a response are worth reading.
 */
import { bytesOf, concat, field, fieldsOf, numberOf, textOf, type Field } from './protobuf.ts'

export const PROTOCOL = '/rendezvous/1.0.0'

/** `ResponseStatus` of the specification. */
export const STATUS = Object.freeze({
  OK: 0,
  E_INVALID_NAMESPACE: 100,
  E_INVALID_SIGNED_PEER_RECORD: 101,
  E_INVALID_TTL: 102,
  E_INVALID_COOKIE: 103,
  E_NOT_AUTHORIZED: 200,
  E_INTERNAL_ERROR: 300,
  E_UNAVAILABLE: 400,
})

export type StatusName = keyof typeof STATUS

/** `MessageType` of the specification; a message carries the part that its type names, in the field beside it. */
const TYPES = {
  register: { type: 0, field: 2 },
  registerResponse: { type: 1, field: 3 },
  unregister: { type: 2, field: 4 },
  discover: { type: 3, field: 5 },
  discoverResponse: { type: 4, field: 6 },
} as const

/** A registration, as it is asked for and as it is given out. `ttl` in seconds. */
export interface Registration {
  readonly ns: string | undefined
  /** A libp2p envelope with a peer record in it. */
  readonly signedPeerRecord: Uint8Array | undefined
  readonly ttl: number | undefined
}

export type Request =
  | ({ readonly type: 'register' } & Registration)
  | { readonly type: 'unregister'; readonly ns: string | undefined }
  | {
      readonly type: 'discover'
      /** `undefined` asks for every namespace. */
      readonly ns: string | undefined
      readonly limit: number | undefined
      readonly cookie: Uint8Array | undefined
    }

export type Response =
  | {
      readonly type: 'registerResponse'
      /** A number of `STATUS`, or one that is not known yet. */
      readonly status: number
      readonly statusText: string | undefined
      readonly ttl: number | undefined
    }
  | {
      readonly type: 'discoverResponse'
      readonly registrations: readonly Registration[]
      readonly cookie: Uint8Array | undefined
      readonly status: number
      readonly statusText: string | undefined
    }

export type Message = Request | Response

export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const { type, field: id } = TYPES[message.type]
  return concat([field(1, type), field(id, concat(partsOf(message)))])
}

function partsOf(message: Message): Uint8Array[] {
  switch (message.type) {
    case 'register':
      return registrationParts(message)
    case 'registerResponse':
      return [field(1, message.status), field(2, message.statusText), field(3, message.ttl)]
    case 'unregister':
      return [field(1, message.ns)]
    case 'discover':
      return [field(1, message.ns), field(2, message.limit), field(3, message.cookie)]
    case 'discoverResponse':
      return [
        ...message.registrations.map((one) => field(1, concat(registrationParts(one)))),
        field(2, message.cookie),
        field(3, message.status),
        field(4, message.statusText),
      ]
  }
}

function registrationParts({ ns, signedPeerRecord, ttl }: Registration): Uint8Array[] {
  return [field(1, ns), field(2, signedPeerRecord), field(3, ttl)]
}

/**
 * Reads a message. Fields that are not known are passed over; of a field that is there twice, the last counts.
 * Bytes that are handed out are views of the given ones.
 *
 * @param registrations how many of a response are read; the rest is passed over
 * @throws Error when the bytes are no such message, or one of a type that is not known
 */
export function decodeMessage(bytes: Uint8Array, registrations = Infinity): Message {
  let type = -1n
  const parts = new Map<number, Uint8Array>()
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) type = numberOf(each)
    else if (each.id <= TYPES.discoverResponse.field) parts.set(each.id, bytesOf(each))
  }
  const part = (name: keyof typeof TYPES): Uint8Array => parts.get(TYPES[name].field) ?? new Uint8Array(0)
  switch (type) {
    case 0n:
      return { type: 'register', ...registrationOf(part('register')) }
    case 1n:
      return registerResponseOf(part('registerResponse'))
    case 2n:
      return { type: 'unregister', ns: namespaceOf(part('unregister')) }
    case 3n:
      return discoverOf(part('discover'))
    case 4n:
      return discoverResponseOf(part('discoverResponse'), registrations)
    default:
      throw new Error('This type of message is not known.')
  }
}

function registrationOf(bytes: Uint8Array): Registration {
  let [ns, signedPeerRecord, ttl]: [string?, Uint8Array?, number?] = []
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) ns = textOf(each)
    else if (each.id === 2) signedPeerRecord = bytesOf(each)
    else if (each.id === 3) ttl = countOf(each)
  }
  return { ns, signedPeerRecord, ttl }
}

function registerResponseOf(bytes: Uint8Array): Message {
  let [status, statusText, ttl]: [number, string?, number?] = [STATUS.OK]
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) status = countOf(each)
    else if (each.id === 2) statusText = textOf(each)
    else if (each.id === 3) ttl = countOf(each)
  }
  return { type: 'registerResponse', status, statusText, ttl }
}

function namespaceOf(bytes: Uint8Array): string | undefined {
  let ns: string | undefined
  for (const each of fieldsOf(bytes)) if (each.id === 1) ns = textOf(each)
  return ns
}

function discoverOf(bytes: Uint8Array): Message {
  let [ns, limit, cookie]: [string?, number?, Uint8Array?] = []
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) ns = textOf(each)
    else if (each.id === 2) limit = countOf(each)
    else if (each.id === 3) cookie = bytesOf(each)
  }
  return { type: 'discover', ns, limit, cookie }
}

function discoverResponseOf(bytes: Uint8Array, most: number): Message {
  const registrations: Registration[] = []
  let [status, statusText, cookie]: [number, string?, Uint8Array?] = [STATUS.OK]
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) {
      if (registrations.length < most) registrations.push(registrationOf(bytesOf(each)))
    } else if (each.id === 2) cookie = bytesOf(each)
    else if (each.id === 3) status = countOf(each)
    else if (each.id === 4) statusText = textOf(each)
  }
  return { type: 'discoverResponse', registrations, cookie, status, statusText }
}

/** A count or a number of seconds. Beyond 2^53 it is no longer exact, and far above any bound. */
function countOf(each: Field): number {
  return Number(numberOf(each))
}
