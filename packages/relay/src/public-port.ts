/**
 * One public port for pages and websockets.
 *
 * The websocket transport owns an HTTP server and answers plain requests with an error. Its request handler
 * is bound when it starts to listen, so it is replaced before; proxying from a second server would hide the
 * addresses of everybody. The fields used are checked: a release without them fails here, at the start.
 */
import { EventEmitter } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { Server, type Socket } from 'node:net'
import type { Listener, Transport } from '@libp2p/interface'
import { webSockets } from '@libp2p/websockets'
import type { RelayLimits } from './limits.ts'

type Components = Parameters<ReturnType<typeof webSockets>>[0]

export interface PublicPortOptions {
  readonly onRequest: RequestListener
  readonly limits: RelayLimits
  /** The port that it listens on. */
  readonly onListening: (port: number) => void
  /** Why the system would not listen; libp2p's own error only holds it as text. */
  readonly onListenError: (error: unknown) => void
}

/** A server's end of a websocket, as `ws` 8 has it. */
interface Websocket {
  close: (code?: number, reason?: string) => void
  readonly terminate: () => void
}

/** What a websocket's end without a word looks like to the other side (RFC 6455 §7.4.1). */
const ABNORMAL_CLOSURE = 1_006

/** The listener's fields as @libp2p/websockets 10 has them. */
interface Fields {
  readonly server: Server
  readonly wsServer: EventEmitter & {
    readonly options: { maxPayload?: number }
    handleUpgrade: (
      request: IncomingMessage,
      socket: unknown,
      head: unknown,
      done: (websocket: Websocket, ...rest: unknown[]) => void,
    ) => void
  }
  httpRequestHandler: RequestListener
}

/** A transport for `createLibp2p`: websockets, and `onRequest` for everything else. */
export function publicPort({
  onRequest,
  limits,
  onListening,
  onListenError,
}: PublicPortOptions): (components: Components) => Transport {
  const factory = webSockets({ http: { maxHeaderSize: limits.httpHeaders, keepAliveTimeout: 5_000 } })
  return (components) => {
    const transport = factory(components)
    const createListener = transport.createListener.bind(transport)
    transport.createListener = (options) => {
      const listener = createListener(options)
      const fields = checkedFields(listener)
      fields.httpRequestHandler = onRequest
      // The default takes 100 MiB of a stranger into memory before anyone knows who it is.
      fields.wsServer.options.maxPayload = limits.websocketMessage
      closeIdlers(fields, limits)
      closeTheAborted(fields)
      const listen = listener.listen.bind(listener)
      listener.listen = async (address) => {
        try {
          await listen(address)
        } catch (error) {
          onListenError(error)
          throw error
        }
        const bound = fields.server.address()
        if (typeof bound === 'object' && bound !== null) onListening(bound.port)
      }
      return listener
    }
    return transport
  }
}

/**
 * Closes sockets that never become a websocket. The HTTP server's own timeouts do not run, because it is
 * handed its sockets and never listens itself.
 */
function closeIdlers({ server, wsServer }: Fields, { httpTimeout }: RelayLimits): void {
  const deadlines = new WeakMap<object, ReturnType<typeof setTimeout>>()
  server.on('connection', (socket: Socket) => {
    const deadline = setTimeout(() => socket.destroy(), httpTimeout).unref()
    deadlines.set(socket, deadline)
    socket.once('close', () => clearTimeout(deadline))
  })
  // Said just before a socket turns into a websocket; from there on libp2p has timeouts of its own.
  wsServer.on('headers', (_headers: string[], request: IncomingMessage) =>
    clearTimeout(deadlines.get(request.socket)),
  )
}

/**
 * Closes the sockets of connections that were aborted. libp2p resets a websocket with the code 1006, which no
 * program may send: `ws` throws, and the socket stays open with nobody listening.
 */
function closeTheAborted({ wsServer }: Fields): void {
  const upgrade = wsServer.handleUpgrade.bind(wsServer)
  wsServer.handleUpgrade = (request, socket, head, done) => {
    upgrade(request, socket, head, (websocket, ...rest) => {
      const close = websocket.close.bind(websocket)
      websocket.close = (code, reason) => {
        if (code === ABNORMAL_CLOSURE) websocket.terminate()
        else close(code, reason)
      }
      done(websocket, ...rest)
    })
  }
}

function checkedFields(listener: Listener): Fields {
  const found = listener as unknown as Record<string, unknown>
  const { wsServer } = found
  const isKnown =
    typeof found['httpRequestHandler'] === 'function' &&
    found['server'] instanceof Server &&
    wsServer instanceof EventEmitter &&
    'handleUpgrade' in wsServer &&
    typeof wsServer.handleUpgrade === 'function' &&
    'options' in wsServer &&
    typeof wsServer.options === 'object'
  if (!isKnown)
    throw new Error('This release of @libp2p/websockets has no request handler that a relay can replace.')
  return listener as unknown as Fields
}
