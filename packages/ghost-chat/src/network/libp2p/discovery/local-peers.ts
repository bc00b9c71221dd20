/**
 * Those who say on the local network that they are there, in Node (SPEC FD6). Not which rooms they are in: whoever
 * is remembered is asked for each room, also for one that either enters later.
 */
import { start, stop, type PeerDiscovery, type PeerInfo, type Startable } from '@libp2p/interface'
import type { Found, Source } from './source.ts'

const LOCAL_LIMITS = Object.freeze({
  /** Peers that are remembered, the last that were heard of. */
  peers: 64,
  /** They say so every 10 s. Who has not for this long, in milliseconds, is gone. */
  age: 60_000,
})

/** A service for a libp2p node. */
export function localPeers<C>(mdns: (components: C) => PeerDiscovery): (components: C) => LocalPeers {
  return (components) => new LocalPeers(mdns(components))
}

export class LocalPeers implements Source, Startable {
  readonly #mdns: PeerDiscovery
  readonly #heard = new Map<string, { readonly found: Found; readonly at: number }>()
  /** Called when somebody was heard for the first time in a while. */
  onNew: () => void = () => undefined

  constructor(mdns: PeerDiscovery) {
    this.#mdns = mdns
    mdns.addEventListener('peer', ({ detail }) => this.#hear(detail))
  }

  async start(): Promise<void> {
    await start(this.#mdns)
  }

  async stop(): Promise<void> {
    await stop(this.#mdns)
  }

  async *find(): AsyncIterable<Found> {
    this.#forget(LOCAL_LIMITS.peers)
    for (const { found } of [...this.#heard.values()]) yield await Promise.resolve(found)
  }

  #hear({ id, multiaddrs }: PeerInfo): void {
    this.#forget(LOCAL_LIMITS.peers - 1)
    const key = id.toString()
    // Deleted first, so that the map's order is that of hearing.
    const isNew = !this.#heard.delete(key)
    this.#heard.set(key, { found: { peer: id, addresses: multiaddrs }, at: performance.now() })
    if (isNew) this.onNew()
  }

  #forget(most: number): void {
    for (const [key, { at }] of this.#heard) {
      if (this.#heard.size <= most && performance.now() - at < LOCAL_LIMITS.age) break
      this.#heard.delete(key)
    }
  }
}
