/**
 * Asking delegated routing servers over HTTP who is in a room (SPEC FD5). The client's code loads when it is used.
 */
import type { ComponentLogger } from '@libp2p/interface'
import { peerIdFromCID } from '@libp2p/peer-id'
import { roomCid } from './room-key.ts'
import type { Found, Source } from './source.ts'

const ROUTING_LIMITS = Object.freeze({
  /** Peers that are taken of one answer; the rest is not read. */
  peers: 32,
  /** How long an answer may take, in milliseconds. */
  timeout: 10_000,
})

export class RoutingSource implements Source {
  readonly #servers: readonly URL[]
  readonly #logger: ComponentLogger

  constructor(servers: readonly URL[], logger: ComponentLogger) {
    this.#servers = servers
    this.#logger = logger
  }

  async *find(topic: string, signal: AbortSignal): AsyncGenerator<Found, void, undefined> {
    for (const url of this.#servers) yield* this.#ask(url, topic, signal)
  }

  async *#ask(url: URL, topic: string, signal: AbortSignal): AsyncGenerator<Found, void, undefined> {
    const { timeout, peers } = ROUTING_LIMITS
    try {
      const { delegatedHTTPRouter } = await import('@helia/delegated-routing-client')
      // The members of a room change by the second: no cache of the client's. Its own filters (IPIP-484) ask for peers
      // that serve files.
      const router = delegatedHTTPRouter({
        ...{ url, timeout, cacheTTL: 0, concurrentRequests: 1 },
        ...{ filterProtocols: [], filterAddrs: [] },
      })({ logger: this.#logger })
      const patience = AbortSignal.any([signal, AbortSignal.timeout(timeout)])
      let taken = 0
      for await (const { id, multiaddrs } of router.findProviders?.(roomCid(topic), { signal: patience }) ??
        []) {
        // A null or an empty text in a record becomes the multiaddr without a component, which leads nowhere.
        const addresses = multiaddrs.filter((address) => address.getComponents().length > 0)
        yield { peer: peerIdFromCID(id), addresses }
        if (++taken >= peers) return
      }
    } catch {
      // Not there, or no such server. There are other ways, and another look later.
    }
  }
}
