/**
 * The listening end of websockets, for relays and for members in Node (subpath `ghost-chat/network/websocket-listener`).
 *
 * @libp2p/websockets takes up to 100 MiB in one message, leaves the `error` event of a websocket without a listener
 * (Node then ends the process), resets a websocket with a code that no program may send, and waits 30 s for a
 * goodbye. A stranger can use each of these before it has shown a key. The fields that are used
 * here are checked: a release without them fails when the node starts to listen.
 */
import { EventEmitter } from 'node:events'
import type { IncomingMessage, RequestListener, ServerOptions } from 'node:http'
import { Server, type Socket } from 'node:net'
import type { Listener } from '@libp2p/interface'
import { webSocketTransport, type BoundOf } from './websockets.ts'

/** Bounds of one socket before and while it is a websocket. Sizes are bytes, times milliseconds. */
export interface WebsocketLimits {
  /** The longest message, in one frame or in many. */
  readonly message: number
  /** The most frames that one message comes in. */
  readonly fragments: number
  /** The most pieces, as the system hands them over, that an unfinished frame may wait in. */
  readonly chunks: number
  /** How long a socket may take to become a websocket. */
  readonly request: number
  /** How long the other side's goodbye is waited for. */
  readonly goodbye: number
}

export const WEBSOCKET_LIMITS: WebsocketLimits = Object.freeze({
  message: 1_048_576,
  // Without these two a message that comes byte by byte costs a hundred times its length.
  fragments: 256,
  chunks: 4_096,
  request: 10_000,
  goodbye: 2_000,
})

/** The listener's fields as @libp2p/websockets 10 has them. */
export interface WebsocketListener extends Listener {
  readonly server: Server
  readonly wsServer: EventEmitter & {
    readonly options: Record<string, unknown>
    handleUpgrade: (
      request: IncomingMessage,
      socket: unknown,
      head: unknown,
      done: (websocket: Websocket, ...rest: unknown[]) => void,
    ) => void
  }
  httpRequestHandler: RequestListener
}

/** A server's end of a websocket, as `ws` 8 has it. */
interface Websocket {
  close: (code?: number, reason?: string) => void
  readonly terminate: () => void
  readonly on: (event: 'error', listener: () => void) => void
}

/** A websocket that ended without a goodbye (RFC 6455 §7.4.1). */
const ABNORMAL_CLOSURE = 1_006

/** Options that a listening node may change. */
export interface ListeningOptions {
  readonly limits?: WebsocketLimits
  readonly http?: ServerOptions
  /** How far inside the hosts may be that it dials. @default anywhere */
  readonly boundOf?: BoundOf
  /** Changes a listener before it listens. */
  readonly adapt?: (listener: WebsocketListener) => void
}

/** A transport for `createLibp2p` whose listeners keep to these limits, and end one socket where its peer breaks RFC 6455. */
export function listeningWebSockets({
  limits = WEBSOCKET_LIMITS,
  http = {},
  boundOf = () => null,
  adapt = () => undefined,
}: ListeningOptions = {}): ReturnType<typeof webSocketTransport> {
  const factory = webSocketTransport({ http }, boundOf)
  return (components) => {
    const transport = factory(components)
    const createListener = transport.createListener.bind(transport)
    transport.createListener = (options) => {
      const listener = checkedListener(createListener(options))
      const { message, fragments, chunks, goodbye } = limits
      Object.assign(listener.wsServer.options, {
        maxPayload: message,
        maxFragments: fragments,
        maxBufferedChunks: chunks,
        closeTimeout: goodbye,
      })
      endIdleSockets(listener, limits)
      endBrokenWebsockets(listener)
      adapt(listener)
      return listener
    }
    return transport
  }
}

/**
 * Ends sockets that do not become a websocket in time. The HTTP server's own timeouts do not run, because it is
 * handed its sockets and never listens itself.
 */
function endIdleSockets({ server, wsServer }: WebsocketListener, { request }: WebsocketLimits): void {
  const deadlines = new WeakMap<object, ReturnType<typeof setTimeout>>()
  server.on('connection', (socket: Socket) => {
    const deadline = setTimeout(() => socket.destroy(), request).unref()
    deadlines.set(socket, deadline)
    socket.once('close', () => clearTimeout(deadline))
  })
  // `ws` emits it just before a socket turns into a websocket; from there on libp2p has a timeout of its own.
  wsServer.on('headers', (_headers: string[], { socket }: IncomingMessage) =>
    clearTimeout(deadlines.get(socket)),
  )
}

/** Ends a websocket whose peer breaks the protocol, and one that libp2p resets: the latter by a code that `ws` refuses. */
function endBrokenWebsockets({ wsServer }: WebsocketListener): void {
  const upgrade = wsServer.handleUpgrade.bind(wsServer)
  wsServer.handleUpgrade = (request, socket, head, done) => {
    upgrade(request, socket, head, (websocket, ...rest) => {
      // An `error` event without a listener ends the process.
      websocket.on('error', () => websocket.terminate())
      const close = websocket.close.bind(websocket)
      websocket.close = (code, reason) => {
        if (code === ABNORMAL_CLOSURE) websocket.terminate()
        else close(code, reason)
      }
      done(websocket, ...rest)
    })
  }
}

function checkedListener(listener: Listener): WebsocketListener {
  const found = listener as unknown as Record<string, unknown>
  const { wsServer } = found
  const isKnown =
    typeof found['httpRequestHandler'] === 'function' &&
    found['server'] instanceof Server &&
    wsServer instanceof EventEmitter &&
    'handleUpgrade' in wsServer &&
    typeof wsServer.handleUpgrade === 'function' &&
    'options' in wsServer &&
    typeof wsServer.options === 'object' &&
    wsServer.options !== null &&
    // What `ws` has these for is set by name.
    ['maxPayload', 'maxFragments', 'maxBufferedChunks', 'closeTimeout'].every((name) =>
      Object.hasOwn(wsServer.options as object, name),
    )
  if (!isKnown) throw new Error('This release of @libp2p/websockets has no listener that can be bounded.')
  return listener as WebsocketListener
}
