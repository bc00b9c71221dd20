/**
 * Websockets of members and relays: the transport of libp2p over sockets that can be given up.
 *
 * libp2p resets a websocket by closing it with the code 1006, which no program may send: the call throws, and a
 * socket whose network is gone stays open for as long as the system tries. So the transport gets its sockets from
 * `#websocket`. The field that is replaced is checked: a release without it fails here, at the start.
 */
import type { CreateListenerOptions, MultiaddrConnection, Transport } from '@libp2p/interface'
import { webSockets, type WebSocketsInit } from '@libp2p/websockets'
import type { Multiaddr } from '@multiformats/multiaddr'
import { multiaddrToUri } from '@multiformats/multiaddr-to-uri'
import { openWebSocket } from '#websocket'
import type { Scope } from './discovery/addresses.ts'
import { inWholes } from './in-wholes.ts'

type Components = Parameters<ReturnType<typeof webSockets>>[0]
type Connect = (address: Multiaddr, options: { readonly signal?: AbortSignal }) => Promise<WebSocket>

/** How far inside the host of an address may turn out to be; `null` where nothing is asked (`dial-policy.ts`). */
export type BoundOf = (address: Multiaddr) => Scope | null

/** A transport for `createLibp2p`. One that listens needs `websocket-listener.ts`. */
export function webSocketTransport(
  init: WebSocketsInit = {},
  boundOf: BoundOf = () => null,
): (components: Components) => Transport {
  const factory = webSockets(init)
  return (components) => {
    const transport = factory(components)
    const fields = transport as unknown as { _connect?: Connect }
    if (typeof fields._connect !== 'function')
      throw new Error('This release of @libp2p/websockets opens its sockets another way.')
    fields._connect = (address, { signal }) => connect(multiaddrToUri(address), boundOf(address), signal)
    const dial = transport.dial.bind(transport)
    transport.dial = (address, options) =>
      dial(address, { ...options, upgrader: endingFailed(options.upgrader) })
    const createListener = transport.createListener.bind(transport)
    transport.createListener = (options) =>
      createListener({ ...options, upgrader: endingFailed(options.upgrader) })
    return transport
  }
}

type Upgrader = CreateListenerOptions['upgrader']
type Upgrade = (connection: MultiaddrConnection, options: never) => Promise<never>

/**
 * Ends the socket of a handshake that failed, at once. libp2p leaves a socket open that it dialled. One that came in it
 * closes, and that waits for a peer that reads nothing; where such a peer hangs up, the close fails with nothing to
 * catch it, and that ends the process.
 */
function endingFailed(upgrader: Upgrader): Upgrader {
  const ending =
    (upgrade: Upgrade): Upgrade =>
    async (connection, options) => {
      try {
        return await upgrade(connection, options)
      } catch (error) {
        connection.abort(error instanceof Error ? error : new Error('The handshake failed.'))
        throw error
      }
    }
  // The rest of it stays as it is, its state included.
  return Object.create(upgrader, {
    upgradeInbound: { value: ending(upgrader.upgradeInbound.bind(upgrader) as Upgrade) },
    upgradeOutbound: { value: ending(upgrader.upgradeOutbound.bind(upgrader) as Upgrade) },
  }) as Upgrader
}

/** @throws Error when nobody answers, or the signal aborts */
async function connect(url: string, inmost: Scope | null, signal?: AbortSignal): Promise<WebSocket> {
  signal?.throwIfAborted()
  const websocket = inWholes(openWebSocket(url, inmost))
  websocket.binaryType = 'arraybuffer'
  try {
    await opened(websocket, signal)
    return websocket
  } catch (error) {
    websocket.close()
    throw error
  }
}

function opened(websocket: WebSocket, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      for (const event of ['open', 'error', 'close']) websocket.removeEventListener(event, onEvent)
      signal?.removeEventListener('abort', onAbort)
      settle()
    }
    const onEvent = (event: Event): void => {
      // Node says why; a browser does not.
      const cause = 'error' in event ? event.error : undefined
      if (event.type === 'open') end(resolve)
      else end(() => reject(new Error('No websocket could be opened.', { cause })))
    }
    const onAbort = (): void => {
      end(() => reject(signal?.reason instanceof Error ? signal.reason : new Error('Given up.')))
    }
    for (const event of ['open', 'error', 'close']) websocket.addEventListener(event, onEvent)
    signal?.addEventListener('abort', onAbort)
  })
}
