/**
 * One public port for pages and websockets.
 *
 * The websocket transport owns an HTTP server and answers plain requests with an error. Its request handler
 * is bound when it starts to listen, so it is replaced before; proxying from a second server would hide the
 * addresses of everybody.
 */
import type { RequestListener } from 'node:http'
import {
  listeningWebSockets,
  WEBSOCKET_LIMITS,
  type ListeningOptions,
} from 'ghost-chat/network/websocket-listener'
import type { Admission } from './admission.ts'
import type { RelayLimits } from './limits.ts'

export interface PublicPortOptions {
  readonly onRequest: RequestListener
  readonly limits: RelayLimits
  readonly admission: Admission
  /** How far inside the hosts of other relays may be. */
  readonly boundOf: NonNullable<ListeningOptions['boundOf']>
  /** The port that it listens on. */
  readonly onListening: (port: number) => void
  /** Why the system would not listen; libp2p's own error only holds it as text. */
  readonly onListenError: (error: unknown) => void
}

/** A transport for `createLibp2p`: websockets, and `onRequest` for everything else. */
export function publicPort({
  onRequest,
  limits,
  admission,
  boundOf,
  onListening,
  onListenError,
}: PublicPortOptions): ReturnType<typeof listeningWebSockets> {
  return listeningWebSockets({
    limits: { ...WEBSOCKET_LIMITS, message: limits.websocketMessage, request: limits.httpTimeout },
    http: { maxHeaderSize: limits.httpHeaders, keepAliveTimeout: 5_000 },
    boundOf,
    adapt: (listener) => {
      admission.guard(listener)
      listener.httpRequestHandler = onRequest
      const listen = listener.listen.bind(listener)
      listener.listen = async (address) => {
        try {
          await listen(address)
        } catch (error) {
          onListenError(error)
          throw error
        }
        const bound = listener.server.address()
        if (typeof bound === 'object' && bound !== null) onListening(bound.port)
      }
    },
  })
}
