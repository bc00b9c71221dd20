/**
 * The server as a libp2p service: streams in, responses out.
 */
import type { Connection, Metrics, Stream } from '@libp2p/interface'
import type { Registrar } from '@libp2p/interface-internal'
import { FrameReader, sendFrame } from '../frames.ts'
import { decodeRequest, encodeResponse, PROTOCOL } from '../message.ts'
import { SERVER_LIMITS, type ServerLimits } from './limits.ts'
import { Point, type PointCounts, type PointOptions, type RegisteredRecord } from './point.ts'

/** What the server needs of a libp2p node. */
export interface RendezvousServerComponents {
  readonly registrar: Pick<Registrar, 'handle' | 'unhandle'>
  readonly metrics?: Pick<Metrics, 'registerMetricGroup'>
}

export interface RendezvousServerInit {
  /** Bounds to change. */
  readonly limits?: Partial<ServerLimits>
  /** Whether peers may register over limited connections, such as relayed ones. Default false. */
  readonly runOnLimitedConnection?: boolean
  /** Whether a discovery without a namespace is answered with all there are. Default true, as specified. */
  readonly listAll?: boolean
  /** Has a say in every register and discover. Default: all are allowed. */
  readonly allow?: PointOptions['allow']
  /**
   * The network address of a peer, as which all peers behind it are counted together; `null` for one that is not.
   * Default: none is, for behind a proxy all have the same.
   */
  readonly addressOf?: (connection: Connection) => string | null
  /** Milliseconds, never going back. Default `performance.now`. */
  readonly now?: () => number
  /** Default `crypto.getRandomValues`. */
  readonly randomBytes?: (length: number) => Uint8Array
}

/** What the server has and did, since it was made. Frozen. */
export interface RendezvousServerStats extends PointCounts {
  /** Streams that ended by a reset: their sender sent no request in time, or nothing that is one. */
  readonly brokenStreams: number
}

export class RendezvousServer {
  readonly #registrar: RendezvousServerComponents['registrar']
  readonly #limits: ServerLimits
  readonly #point: Point
  readonly #runOnLimitedConnection: boolean
  readonly #addressOf: (connection: Connection) => string | null
  readonly [Symbol.toStringTag] = '@ghost-chat/rendezvous/server'
  readonly #streams = new Set<Stream>()
  #brokenStreams = 0

  constructor({ registrar, metrics }: RendezvousServerComponents, init: RendezvousServerInit = {}) {
    this.#registrar = registrar
    this.#limits = Object.freeze({ ...SERVER_LIMITS, ...init.limits })
    this.#runOnLimitedConnection = init.runOnLimitedConnection ?? false
    this.#addressOf = init.addressOf ?? (() => null)
    this.#point = new Point({
      limits: this.#limits,
      listAll: init.listAll ?? true,
      allow: init.allow ?? (() => true),
      now: init.now ?? (() => performance.now()),
      randomBytes: init.randomBytes ?? ((length) => crypto.getRandomValues(new Uint8Array(length))),
    })
    metrics?.registerMetricGroup('libp2p_rendezvous_server', {
      help: 'Registrations, peers, namespaces and bytes of the rendezvous point',
      calculate: () => {
        const { registrations, peers, namespaces, bytes } = this.#point.counts()
        return { registrations, peers, namespaces, bytes }
      },
    })
  }

  async start(): Promise<void> {
    await this.#registrar.handle(PROTOCOL, this.#onStream, {
      maxInboundStreams: this.#limits.streamsPerConnection,
      runOnLimitedConnection: this.#runOnLimitedConnection,
    })
  }

  async stop(): Promise<void> {
    await this.#registrar.unhandle(PROTOCOL)
    for (const stream of this.#streams) stream.abort(new Error('The rendezvous point was stopped.'))
  }

  /** Who is registered in a namespace, at most so many, from a random place on. For the app that runs the point. */
  registered(namespace: string, most: number): readonly RegisteredRecord[] {
    return this.#point.registered(namespace, most)
  }

  /** What a registered peer says of itself; `null` for one that is not registered. */
  recordOf(peer: string): RegisteredRecord | null {
    return this.#point.recordOf(peer)
  }

  stats(): RendezvousServerStats {
    return Object.freeze({ ...this.#point.counts(), brokenStreams: this.#brokenStreams })
  }

  #onStream = (stream: Stream, connection: Connection): void => {
    const reader = new FrameReader(stream, this.#limits.requestBytes)
    this.#streams.add(stream)
    this.#serve(stream, reader, connection)
      .catch((error: unknown) => {
        this.#brokenStreams++
        stream.abort(error instanceof Error ? error : new Error('The stream broke.'))
      })
      .finally(() => {
        reader.release()
        this.#streams.delete(stream)
      })
  }

  async #serve(stream: Stream, reader: FrameReader, connection: Connection): Promise<void> {
    const peer = connection.remotePeer.toString()
    const address = this.#addressOf(connection)
    for (let requests = 0; requests < this.#limits.requestsPerStream; requests++) {
      const signal = this.#patience()
      const frame = await reader.next(signal)
      if (frame === null) break
      const response = await this.#point.answer(decodeRequest(frame), peer, address, signal)
      if (response !== null) await sendFrame(stream, encodeResponse(response), signal)
    }
    await stream.close({ signal: this.#patience() })
  }

  #patience(): AbortSignal {
    return AbortSignal.timeout(this.#limits.requestTimeout)
  }
}

/**
 * A rendezvous point as a libp2p service.
 *
 * @example
 * ```ts
 * import { rendezvousServer } from '@ghost-chat/rendezvous/server'
 * import { createLibp2p } from 'libp2p'
 *
 * const node = await createLibp2p({ services: { rendezvous: rendezvousServer({ limits: { minTtl: 60 } }) } })
 * console.log(node.services.rendezvous.stats().registrations)
 * ```
 */
export function rendezvousServer(
  init: RendezvousServerInit = {},
): (components: RendezvousServerComponents) => RendezvousServer {
  return (components) => new RendezvousServer(components, init)
}
