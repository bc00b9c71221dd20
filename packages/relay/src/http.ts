/**
 * What a relay answers over HTTP: how it is reached, whether it is well, and the pages it serves.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { FloodRule } from 'ghost-chat/wire'
import { addressOfHost } from './addresses.ts'
import type { IceServers } from './ice.ts'
import type { Log } from './log.ts'
import { publicNetworkOf } from './network-address.ts'
import { serveNotFound, servePage } from './pages.ts'
import type { Routing } from './routing.ts'

export interface HttpOptions {
  readonly peerId: () => string
  /** The addresses for askers whose Host header says nothing, without the peer id. */
  readonly addresses: () => readonly string[]
  /** The one address that was given, which goes before all others. */
  readonly publicAddress: string | null
  readonly flood: FloodRule | null
  /** The address of whoever asks, behind a named proxy too. */
  readonly hostOf: (request: IncomingMessage) => string
  readonly iceServers: IceServers
  readonly health: () => Readonly<Record<string, string | number>>
  /** Answers a request of delegated routing; false if it is none. */
  readonly routing: Routing
  /** The directory of the pages, as `realpath` gives it. */
  readonly pages: string | null
  readonly log: Log
}

const WELL_KNOWN = '/.well-known/ghost-chat.json'
const HEALTH = '/health'

const HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy':
    "default-src 'self'; connect-src 'self' ws: wss: http: https:; img-src 'self' data:; style-src 'self'; " +
    "script-src 'self'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
})

/** Makes the request handler. It never throws or rejects. */
export function httpHandler(options: HttpOptions): RequestListener {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.log('http-failed', { code: codeOf(error) })
      if (response.headersSent) response.destroy()
      else sendText(response, 500, 'Something went wrong.')
    })
  }
}

async function answer(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  const pathname = pathOf(request.url)
  // It has methods and answers of its own.
  if (pathname !== null && options.routing(pathname, request, response)) return
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    // A body that nobody reads would hold the socket.
    response.setHeader('Connection', 'close')
    sendText(response, 405, 'Only GET and HEAD are answered here.')
    return
  }
  if (pathname === null) {
    sendText(response, 400, 'This is no path.')
    return
  }
  switch (pathname) {
    case WELL_KNOWN:
      // Apps on other origins ask for it, and it changes with the relay.
      response.setHeader('Access-Control-Allow-Origin', '*')
      sendJson(request, response, wellKnown(options, request))
      return
    case HEALTH:
      sendJson(request, response, options.health())
      return
    default:
      if (options.pages !== null && (await servePage(options.pages, pathname, request, response))) return
      if (options.pages !== null && (await serveNotFound(options.pages, request, response))) return
      sendText(response, 404, 'There is no such page.')
  }
}

/** SPEC NW4, NW8, NW14. */
function wellKnown(options: HttpOptions, request: IncomingMessage): object {
  const secure = request.headers['x-forwarded-proto'] === 'https'
  const address = options.publicAddress ?? addressOfHost(request.headers.host, secure)
  const peerId = options.peerId()
  const addresses = (address === null ? options.addresses() : [address]).map((one) => `${one}/p2p/${peerId}`)
  const { flood } = options
  const time = Date.now()
  const iceServers = options.iceServers(time, publicNetworkOf(options.hostOf(request)))
  return {
    ...{ version: 1, peerId, addresses, time },
    ...(flood === null ? {} : { flood }),
    ...(iceServers.length === 0 ? {} : { iceServers }),
  }
}

function pathOf(target: string | undefined): string | null {
  if (target === undefined || !target.startsWith('/') || target.length > 2_048) return null
  return target.split('?', 1)[0] ?? null
}

function sendJson(request: IncomingMessage, response: ServerResponse, value: object): void {
  const body = Buffer.from(JSON.stringify(value))
  response.setHeader('Cache-Control', 'no-store')
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function sendText(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(`${text}\n`)
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'ERR_UNKNOWN'
}
