/**
 * Which of the connected peers speak as relays, as they say of themselves when they are identified. The peer store
 * cannot tell: libp2p notes every protocol there that a peer merely opens a stream for.
 */
import type { KadDHTComponents } from '@libp2p/kad-dht'
import type { Connection, IdentifyResult, PeerId } from '@libp2p/interface'

/** How long a peer that is not identified yet is waited for, in milliseconds. */
const PATIENCE = 5_000

export class OtherRelays {
  readonly #protocol: string
  /** Of every peer that was identified, whether it is a relay. */
  readonly #peers = new Map<string, boolean>()
  readonly #waiting = new Map<string, PromiseWithResolvers<boolean>>()

  constructor(events: KadDHTComponents['events'], protocol: string) {
    this.#protocol = protocol
    events.addEventListener('peer:identify', ({ detail }) => this.#identified(detail))
    events.addEventListener('peer:disconnect', ({ detail }) => this.#left(detail))
  }

  /** Whether the peer at the other end is a relay. Waits for a peer that is not identified yet, 5 s at most. */
  async has({ remotePeer, status }: Connection): Promise<boolean> {
    const peer = remotePeer.toString()
    const known = this.#peers.get(peer)
    if (known !== undefined) return known
    if (status !== 'open') return false
    const waiting = this.#waiting.get(peer) ?? this.#await(peer)
    return waiting.promise
  }

  #await(peer: string): PromiseWithResolvers<boolean> {
    const waiting = Promise.withResolvers<boolean>()
    this.#waiting.set(peer, waiting)
    const timer = setTimeout(() => waiting.resolve(false), PATIENCE).unref()
    void waiting.promise.then(() => {
      clearTimeout(timer)
      this.#waiting.delete(peer)
    })
    return waiting
  }

  #identified({ peerId, protocols, connection }: IdentifyResult): void {
    if (connection.status !== 'open') return
    const peer = peerId.toString()
    const isRelay = protocols.includes(this.#protocol)
    this.#peers.set(peer, isRelay)
    this.#waiting.get(peer)?.resolve(isRelay)
  }

  #left(peerId: PeerId): void {
    const peer = peerId.toString()
    this.#peers.delete(peer)
    this.#waiting.get(peer)?.resolve(false)
  }
}
