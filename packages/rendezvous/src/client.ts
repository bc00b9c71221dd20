/**
 * The client: registers this peer at a rendezvous point and discovers others there. Believes nothing that a point
 * says of a peer unless that peer signed it.
 */
import type { ComponentLogger, DialTarget, Logger, PeerId, PrivateKey } from '@libp2p/interface'
import type { AddressManager, ConnectionManager } from '@libp2p/interface-internal'
import type { Multiaddr } from '@multiformats/multiaddr'
import { pageOf, type AcceptAddress, type Page, type Peer } from './discovered.ts'
import { errorOfStatus, RendezvousError } from './errors.ts'
import { Exchange } from './exchange.ts'
import { CLIENT_LIMITS } from './limits.ts'
import { OwnRecord } from './own-record.ts'
import { keepRegistered, type KeepOptions, type Refresh } from './refresh.ts'

/** What the client needs of a libp2p node. */
export interface RendezvousComponents {
  readonly peerId: PeerId
  readonly privateKey: PrivateKey
  readonly addressManager: Pick<AddressManager, 'getAddresses'>
  readonly connectionManager: Pick<ConnectionManager, 'openStream'>
  readonly logger: ComponentLogger
}

export interface RendezvousInit {
  /** How long a request may take with its response, in milliseconds. Default 10,000. */
  readonly timeout?: number
  /** Whether to ask over a limited connection, such as a relayed one. Default false. */
  readonly runOnLimitedConnection?: boolean
  /**
   * The form that this peer's own record is signed in: the points of rust-libp2p take another one than the standard's.
   * Default `'standard'`.
   */
  readonly records?: 'standard' | 'rust'
  /** Which addresses of others to take; all, by default. A peer that is left without any is dropped. */
  readonly acceptAddress?: AcceptAddress
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

export interface RegisterOptions extends CallOptions {
  /** Seconds. The point's default (2 h by the specification) where it is left out. */
  readonly ttl?: number
  /** What to register instead of this node's own addresses. */
  readonly addresses?: readonly Multiaddr[]
}

export interface DiscoverOptions extends CallOptions {
  /** Peers to ask for at most: 1 to 1,000. Default 100. */
  readonly limit?: number
  /** Of an earlier page of the same namespace and point: only what was not given out until then. */
  readonly cookie?: Uint8Array
}

export interface DiscoverAllOptions extends CallOptions {
  /** Peers to find at most. Default 1,000. */
  readonly most?: number
}

/** A registration as the point took it. */
export interface Registered {
  /** Seconds from now until it ends. */
  readonly ttl: number
}

/** The service. Its calls throw `RendezvousError`, or what `acceptAddress` throws. */
export class Rendezvous {
  readonly #exchange: Exchange
  readonly #own: OwnRecord
  readonly #accept: AcceptAddress
  readonly #log: Logger
  readonly [Symbol.toStringTag] = '@ghost-chat/rendezvous'

  constructor(components: RendezvousComponents, init: RendezvousInit = {}) {
    const { timeout = CLIENT_LIMITS.timeout, runOnLimitedConnection = false } = init
    this.#exchange = new Exchange(components.connectionManager, { timeout, runOnLimitedConnection })
    this.#own = new OwnRecord(components, init.records)
    this.#accept = init.acceptAddress ?? (() => true)
    this.#log = components.logger.forComponent('ghost-chat:rendezvous')
  }

  /** Registers this peer at a point, or renews its registration there. */
  async register(point: DialTarget, namespace: string, options: RegisterOptions = {}): Promise<Registered> {
    const ns = checkedNamespace(namespace)
    const { signal, ttl, addresses } = options
    if (ttl !== undefined && !(Number.isSafeInteger(ttl) && ttl > 0))
      throw new RendezvousError('ERR_OPTION_INVALID')
    const signedPeerRecord = await this.#own.signed(addresses)
    const response = await this.#exchange.ask(point, { type: 'register', ns, signedPeerRecord, ttl }, signal)
    if (response.type !== 'registerResponse') throw new RendezvousError('ERR_PROTOCOL')
    const error = errorOfStatus(response.status)
    if (error !== null) throw error
    // The specification has a point say the actual TTL. One that does not, took what it was asked for.
    const actual = response.ttl ?? ttl
    if (actual === undefined || actual <= 0) throw new RendezvousError('ERR_PROTOCOL')
    return Object.freeze({ ttl: actual })
  }

  /** Ends this peer's registration. Resolves when the point has read it; there is no answer to it. */
  async unregister(point: DialTarget, namespace: string, options: CallOptions = {}): Promise<void> {
    await this.#exchange.tell(point, { type: 'unregister', ns: checkedNamespace(namespace) }, options.signal)
  }

  /** Keeps this peer registered until it is stopped: registers now, and again well before each registration ends. */
  keepRegistered(point: DialTarget, namespace: string, options: KeepOptions & RegisterOptions = {}): Refresh {
    checkedNamespace(namespace)
    return keepRegistered((signal) => this.register(point, namespace, { ...options, signal }), options)
  }

  /** One page of a namespace's peers; of every namespace's, where it is `undefined` and the point allows it. */
  async discover(
    point: DialTarget,
    namespace: string | undefined,
    { signal, limit = CLIENT_LIMITS.defaultLimit, cookie }: DiscoverOptions = {},
  ): Promise<Page> {
    const ns = namespace === undefined ? undefined : checkedNamespace(namespace)
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= CLIENT_LIMITS.registrations)) {
      throw new RendezvousError('ERR_OPTION_INVALID')
    }
    const response = await this.#exchange.ask(point, { type: 'discover', ns, limit, cookie }, signal, limit)
    if (response.type !== 'discoverResponse') throw new RendezvousError('ERR_PROTOCOL')
    const error = errorOfStatus(response.status)
    if (error !== null) throw error
    const page = await pageOf(response, ns, this.#accept, signal).catch((cause: unknown) => {
      throw signal?.aborted === true ? new RendezvousError('ERR_ABORTED', { cause }) : cause
    })
    if (page.dropped > 0)
      this.#log('dropped %d of %d registrations', page.dropped, response.registrations.length)
    return page
  }

  /**
   * Every peer of a namespace, page by page, each once. Ends at the first empty page, at `most` peers, or after 100
   * pages, whatever the point sends.
   */
  async *discoverAll(
    point: DialTarget,
    namespace: string,
    { signal, most = CLIENT_LIMITS.peers }: DiscoverAllOptions = {},
  ): AsyncGenerator<Peer, void, undefined> {
    const seen = new Set<string>()
    let cookie: Uint8Array | undefined
    for (let pages = 0; pages < CLIENT_LIMITS.pages && seen.size < most; pages++) {
      const page = await this.discover(point, namespace, {
        ...(signal === undefined ? {} : { signal }),
        ...(cookie === undefined ? {} : { cookie }),
      })
      for (const peer of page.peers) {
        const id = peer.id.toString()
        if (seen.has(id) || seen.size >= most) continue
        seen.add(id)
        yield peer
      }
      cookie = page.cookie
      if (cookie === undefined || (page.peers.length === 0 && page.dropped === 0)) return
    }
  }
}

function checkedNamespace(namespace: string): string {
  const bytes = new TextEncoder().encode(namespace).length
  if (bytes === 0 || bytes > CLIENT_LIMITS.namespaceBytes) throw new RendezvousError('ERR_INVALID_NAMESPACE')
  return namespace
}

/**
 * The client as a libp2p service.
 *
 * @example
 * ```ts
 * import { rendezvous } from '@ghost-chat/rendezvous'
 * import { createLibp2p } from 'libp2p'
 *
 * const node = await createLibp2p({ services: { rendezvous: rendezvous({ timeout: 5_000 }) } })
 * console.log(node.services.rendezvous)
 * ```
 */
export function rendezvous(init: RendezvousInit = {}): (components: RendezvousComponents) => Rendezvous {
  return (components) => new Rendezvous(components, init)
}
