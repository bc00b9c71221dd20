/**
 * Delegated routing over HTTP (https://specs.ipfs.tech/routing/http-routing-v1/), reading only: who registered in a
 * room, and where a registered peer is reached (SPEC FD5). There is no way to write.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { peerIdFromCID, peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import { KeyedRate } from './keyed-rate.ts'
import type { RelayLimits } from './limits.ts'
import { networkAddress } from './network-address.ts'
import type { RegisteredPeer, Registrations } from './rendezvous.ts'

const PREFIX = '/routing/v1/'
const PATH = /^(providers|peers)\/([^/]*)$/
/** Paths that the specification names and a relay does not serve. */
const UNSUPPORTED = /^(?:ipns|dht)\//
const SHA2_256 = 0x12
/** Characters of a CID or a peer id. */
const LONGEST = 128
/** Addresses whose questions are counted. */
const COUNTED = 10_000

/** IPIP-337: the peer schema. */
interface PeerRecord {
  readonly Schema: 'peer'
  readonly ID: string
  readonly Addrs: readonly string[]
  readonly Protocols: readonly string[]
}

export type RoutingLimits = Pick<RelayLimits, 'providersAnswered' | 'routingPerSecond' | 'routingBurst'>

/** Answers a request of delegated routing; false if it is none. */
export type Routing = (pathname: string, request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Makes what answers delegated routing.
 *
 * @param registrations who is registered; `null` while the relay starts
 * @param hostOf the address of whoever asks
 */
export function delegatedRouting(
  registrations: () => Registrations | null,
  limits: RoutingLimits,
  now: () => number = () => performance.now(),
  hostOf: (request: IncomingMessage) => string = ({ socket }) => socket.remoteAddress ?? '',
): Routing {
  const rate = new KeyedRate({ perSecond: limits.routingPerSecond, burst: limits.routingBurst }, COUNTED)
  return (pathname, request, response) => {
    if (!pathname.startsWith(PREFIX)) return false
    const path = pathname.slice(PREFIX.length)
    // Pages on other origins ask, and the answer is no secret of the asker.
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Allow-Methods', 'GET, OPTIONS')
    response.setHeader('Vary', 'Accept')
    if (request.method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Headers', '*')
      response.setHeader('Access-Control-Max-Age', '86400')
      response.writeHead(204).end()
      return true
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD, OPTIONS')
      // A body that is not read would hold the socket.
      response.setHeader('Connection', 'close')
      refuse(request, response, 405, 'Only GET, HEAD and OPTIONS are answered here.')
      return true
    }
    if (!rate.take(networkAddress(hostOf(request)) ?? 'unknown', now())) {
      response.setHeader('Retry-After', '1')
      refuse(request, response, 429, 'This address asks too often.')
      return true
    }
    answer(registrations(), limits.providersAnswered, path, request, response)
    return true
  }
}

function answer(
  registrations: Registrations | null,
  most: number,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, kind, name = ''] = PATH.exec(path) ?? []
  if (kind === undefined) {
    if (UNSUPPORTED.test(path)) refuse(request, response, 501, 'This relay does not do that.')
    else refuse(request, response, 400, 'There is no such path in delegated routing.')
    return
  }
  const found = kind === 'providers' ? providers(registrations, name, most) : peers(registrations, name)
  if (found === null) {
    response.setHeader('Cache-Control', 'public, max-age=3600')
    refuse(request, response, 400, `This is no ${kind === 'providers' ? 'CID' : 'peer id'}.`)
    return
  }
  const wanted = new URLSearchParams((request.url ?? '').split('?', 2)[1] ?? '')
  const records = filtered(found.map(record), wanted)
  // Who is in a room changes by the second.
  const age = records.length > 0 ? 15 : 5
  response.setHeader(
    'Cache-Control',
    `public, max-age=${age}, stale-while-revalidate=${age}, stale-if-error=60`,
  )
  response.setHeader('Last-Modified', new Date().toUTCString())
  if (wantsLines(request.headers.accept ?? '')) {
    const lines = records.map((one) => `${JSON.stringify(one)}\n`).join('')
    send(request, response, 200, 'application/x-ndjson', lines)
  } else {
    const list = { [kind === 'providers' ? 'Providers' : 'Peers']: records }
    send(request, response, 200, 'application/json', JSON.stringify(list))
  }
}

/** Those in a room; `null` if its name is malformed. Every CID of the same hash names the same room. */
function providers(
  registrations: Registrations | null,
  name: string,
  most: number,
): readonly RegisteredPeer[] | null {
  const cid = parseCid(name)
  if (cid === null) return null
  const { code, digest } = cid.multihash
  return code === SHA2_256 && registrations !== null
    ? registrations.inRoom(CID.createV1(0x55, cid.multihash).toString(), digest, most)
    : []
}

function peers(registrations: Registrations | null, name: string): readonly RegisteredPeer[] | null {
  const id = parsePeer(name)
  if (id === null) return null
  const found = registrations?.peer(id) ?? null
  return found === null ? [] : [found]
}

function parseCid(name: string): CID | null {
  try {
    return name === '' || name.length > LONGEST ? null : CID.parse(name)
  } catch {
    return null
  }
}

/** A peer id, in either of its forms. */
function parsePeer(name: string): string | null {
  if (name === '' || name.length > LONGEST) return null
  try {
    return peerIdFromString(name).toString()
  } catch {
    const cid = parseCid(name)
    try {
      return cid === null ? null : peerIdFromCID(cid).toString()
    } catch {
      return null
    }
  }
}

function record({ id, addresses }: RegisteredPeer): PeerRecord {
  return { Schema: 'peer', ID: id, Addrs: addresses, Protocols: ['/ghost-chat/meet/1.0.0'] }
}

/**
 * IPIP-484: `filter-addrs` names protocols of multiaddrs, with `!` those that are unwanted; `filter-protocols` names
 * protocols of peers. `unknown` stands for a peer that names none. A filter that is empty filters nothing.
 */
function filtered(records: readonly PeerRecord[], wanted: URLSearchParams): readonly PeerRecord[] {
  const protocols = listOf(wanted.get('filter-protocols'))
  const addresses = listOf(wanted.get('filter-addrs'))
  return records
    .filter(({ Protocols }) => {
      if (protocols.length === 0) return true
      if (Protocols.length === 0) return protocols.includes('unknown')
      return Protocols.some((one) => protocols.includes(one.toLowerCase()))
    })
    .flatMap((one) => {
      if (addresses.length === 0) return [one]
      if (one.Addrs.length === 0) return addresses.includes('unknown') ? [one] : []
      const Addrs = one.Addrs.filter((address) => isWanted(address, addresses))
      return Addrs.length === 0 ? [] : [{ ...one, Addrs }]
    })
}

function isWanted(address: string, filters: readonly string[]): boolean {
  const names = multiaddr(address)
    .getComponents()
    .map(({ name }) => name)
  if (filters.some((one) => one.startsWith('!') && names.includes(one.slice(1)))) return false
  const asked = filters.filter((one) => !one.startsWith('!') && one !== 'unknown')
  return asked.length === 0
    ? filters.some((one) => one.startsWith('!'))
    : asked.some((one) => names.includes(one))
}

function listOf(value: string | null): readonly string[] {
  return (value ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** Whether an Accept header (RFC 9110 §12.5.1) asks for a record a line, at least as much as for JSON. */
function wantsLines(accept: string): boolean {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1'
    return { type, weight: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 }
  })
  const weightOf = (...types: readonly string[]): number => {
    for (const type of types) {
      const range = ranges.find((one) => one.type === type)
      if (range !== undefined) return range.weight
    }
    return 0
  }
  const lines = weightOf('application/x-ndjson')
  return lines > 0 && lines >= weightOf('application/json', 'application/*', '*/*')
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, sentence: string): void {
  send(request, response, status, 'text/plain; charset=utf-8', `${sentence}\n`)
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
): void {
  const body = Buffer.from(text)
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}
