/**
 * Members whose addresses the app gave: kept connected. What they are in, gossip tells.
 */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import { Backoff, pause } from '../backoff.ts'
import { until } from '../until.ts'

/** Times in milliseconds. */
const DIAL_TIMEOUT = 10_000
const WAITS = Object.freeze({ first: 250, longest: 10_000 })

export class NamedPeers {
  readonly #libp2p: Libp2p
  readonly #peers: readonly Multiaddr[]
  readonly #signal: AbortSignal
  /** Resolves once all of it has stopped. */
  stopped: Promise<unknown> = Promise.resolve()

  constructor(libp2p: Libp2p, peers: readonly Multiaddr[], signal: AbortSignal) {
    this.#libp2p = libp2p
    this.#peers = peers
    this.#signal = signal
  }

  start(): void {
    this.stopped = Promise.all(this.#peers.map((address) => this.#keep(address)))
  }

  async #keep(address: Multiaddr): Promise<void> {
    const [libp2p, signal] = [this.#libp2p, this.#signal]
    const peer = peerIdFromString(address.getComponents().at(-1)?.value ?? '')
    const isLinked = (): boolean =>
      libp2p.getConnections(peer).some(({ status, limits }) => status === 'open' && limits === undefined)
    const backoff = new Backoff(WAITS)
    while (!signal.aborted) {
      try {
        const attempt = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT)])
        if (!isLinked()) await libp2p.dial(address, { signal: attempt, force: true })
        backoff.reset()
        await until(libp2p, 'connection:close', () => !isLinked(), signal)
      } catch {
        // Not there yet, or no more. The next attempt follows.
      }
      await pause(backoff.next(), signal)
    }
  }
}
