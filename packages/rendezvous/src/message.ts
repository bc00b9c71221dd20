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

// Each side has its own pair of functions, so that a client's bundle holds no server's.

export function encodeRequest(request: Request): Uint8Array<ArrayBuffer> {
  switch (request.type) {
    case 'register':
      return encoded(request.type, registrationParts(request))
    case 'unregister':
      return encoded(request.type, [field(1, request.ns)])
    case 'discover':
      return encoded(request.type, [field(1, request.ns), field(2, request.limit), field(3, request.cookie)])
  }
}

export function encodeResponse(response: Response): Uint8Array<ArrayBuffer> {
  const { type, status, statusText } = response
  if (type === 'registerResponse') {
    return encoded(type, [field(1, status), field(2, statusText), field(3, response.ttl)])
  }
  return encoded(type, [
    ...response.registrations.map((one) => field(1, concat(registrationParts(one)))),
    field(2, response.cookie),
    field(3, status),
    field(4, statusText),
  ])
}

function encoded(name: keyof typeof TYPES, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const { type, field: id } = TYPES[name]
  return concat([field(1, type), field(id, concat(parts))])
}

function registrationParts({ ns, signedPeerRecord, ttl }: Registration): Uint8Array[] {
  return [field(1, ns), field(2, signedPeerRecord), field(3, ttl)]
}

/**
 * Reads a request. Fields that are not known are passed over; of a field that is there twice, the last counts.
 * Bytes that are handed out are views of the given ones.
 *
 * @throws Error when the bytes are no message, or none that is a request
 */
export function decodeRequest(bytes: Uint8Array): Request {
  const { type, part } = opened(bytes)
  switch (type) {
    case TYPES.register.type:
      return { type: 'register', ...registrationOf(part('register')) }
    case TYPES.unregister.type:
      return unregisterOf(part('unregister'))
    case TYPES.discover.type:
      return discoverOf(part('discover'))
    default:
      throw new Error('This is no request.')
  }
}

/**
 * Reads a response, as `decodeRequest` reads a request.
 *
 * @param registrations how many are read; the rest is passed over
 * @throws Error when the bytes are no message, or none that is a response
 */
export function decodeResponse(bytes: Uint8Array, registrations = Infinity): Response {
  const { type, part } = opened(bytes)
  switch (type) {
    case TYPES.registerResponse.type:
      return registerResponseOf(part('registerResponse'))
    case TYPES.discoverResponse.type:
      return discoverResponseOf(part('discoverResponse'), registrations)
    default:
      throw new Error('This is no response.')
  }
}

interface Opened {
  readonly type: number
  /** The bytes of a part: none, where it is not there. */
  readonly part: (name: keyof typeof TYPES) => Uint8Array
}

function opened(bytes: Uint8Array): Opened {
  let type = -1
  const parts = new Map<number, Uint8Array>()
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) type = countOf(each)
    else if (each.id <= TYPES.discoverResponse.field) parts.set(each.id, bytesOf(each))
  }
  return { type, part: (name) => parts.get(TYPES[name].field) ?? new Uint8Array(0) }
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

function registerResponseOf(bytes: Uint8Array): Response {
  let [status, statusText, ttl]: [number, string?, number?] = [STATUS.OK]
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) status = countOf(each)
    else if (each.id === 2) statusText = textOf(each)
    else if (each.id === 3) ttl = countOf(each)
  }
  return { type: 'registerResponse', status, statusText, ttl }
}

function unregisterOf(bytes: Uint8Array): Request {
  let ns: string | undefined
  for (const each of fieldsOf(bytes)) if (each.id === 1) ns = textOf(each)
  return { type: 'unregister', ns }
}

function discoverOf(bytes: Uint8Array): Request {
  let [ns, limit, cookie]: [string?, number?, Uint8Array?] = []
  for (const each of fieldsOf(bytes)) {
    if (each.id === 1) ns = textOf(each)
    else if (each.id === 2) limit = countOf(each)
    else if (each.id === 3) cookie = bytesOf(each)
  }
  return { type: 'discover', ns, limit, cookie }
}

function discoverResponseOf(bytes: Uint8Array, most: number): Response {
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
