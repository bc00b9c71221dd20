/**
 * Delegated routing over HTTP (https://specs.ipfs.tech/routing/http-routing-v1/), reading only: who registered in a
 * room, and where a registered peer is reached (SPEC FD5). There is no way to write.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { peerIdFromCID, peerIdFromString } from '@libp2p/peer-id'
import { CID } from 'multiformats/cid'
import type { RelayLimits } from './limits.ts'
import type { RegisteredPeer, Registrations } from './rendezvous.ts'

const PATH = /^\/routing\/v1\/(providers|peers)\/([^/]*)$/
const SHA2_256 = 0x12
/** Characters of a CID or a peer id. */
const LONGEST = 128

/** Answers a request of delegated routing; false if it is none. */
export function serveRouting(
  registrations: Registrations,
  limits: Pick<RelayLimits, 'providersAnswered'>,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const [, kind, name = ''] = PATH.exec(pathname) ?? []
  if (kind === undefined) return false
  // Pages on other origins ask, and the answer is no secret of whoever asks.
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Vary', 'Accept')
  const found =
    kind === 'providers'
      ? providers(registrations, name, limits.providersAnswered)
      : peers(registrations, name)
  if (found === null) {
    response.setHeader('Cache-Control', 'public, max-age=3600')
    send(
      request,
      response,
      400,
      'text/plain; charset=utf-8',
      `This is no ${kind === 'providers' ? 'CID' : 'peer id'}.\n`,
    )
    return true
  }
  // Who is in a room changes by the second.
  response.setHeader('Cache-Control', `public, max-age=${found.length > 0 ? 15 : 5}`)
  const records = found.map(record)
  if (request.headers.accept?.includes('application/x-ndjson') === true) {
    const lines = records.map((one) => `${JSON.stringify(one)}\n`).join('')
    send(request, response, 200, 'application/x-ndjson', lines)
  } else {
    const list = { [kind === 'providers' ? 'Providers' : 'Peers']: records }
    send(request, response, 200, 'application/json', JSON.stringify(list))
  }
  return true
}

/** Those in a room; `null` if its name is malformed. Every CID of the same hash names the same room. */
function providers(
  registrations: Registrations,
  name: string,
  most: number,
): readonly RegisteredPeer[] | null {
  const cid = parseCid(name)
  if (cid === null) return null
  const { code, digest } = cid.multihash
  return code === SHA2_256
    ? registrations.inRoom(CID.createV1(0x55, cid.multihash).toString(), digest, most)
    : []
}

function peers(registrations: Registrations, name: string): readonly RegisteredPeer[] | null {
  const id = parsePeer(name)
  if (id === null) return null
  const found = registrations.peer(id)
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

/** IPIP-337: the peer schema. */
function record({ id, addresses }: RegisteredPeer): object {
  return { Schema: 'peer', ID: id, Addrs: addresses, Protocols: ['/ghost-chat/meet/1.0.0'] }
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
