/**
 * Relays that other members are reached over, and this node is not (SPEC NW9): dialled when there is something to
 * ask such a member, without a reservation there, and left when nothing was asked for a while.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { inmostOf, isWithinReach, parseVia } from './addresses.ts'

export const FOREIGN_LIMITS = Object.freeze({
  /** Relays at once. */
  relays: 8,
  /** Addresses that are looked at for one peer. */
  addresses: 3,
  /** A relay that no circuit runs over is left after so long, in milliseconds. */
  idle: 60_000,
})

export interface ForeignRelaysOptions {
  readonly libp2p: Libp2p
  /** The addresses of this node's own relays that are connected now, each with its peer id. */
  readonly relays: () => readonly Multiaddr[]
  /** Addresses that the app chose, own relays among them: how far inside they are, others' may be, too. */
  readonly anchors: () => readonly Multiaddr[]
  /** Where a peer says that it is reached: a stranger's word. */
  readonly viaOf: (peer: string) => readonly string[]
  /** Tells a relay that this node is in no room any more, before it is left. */
  readonly withdraw: (relay: string) => void
  /** Ends it all. */
  readonly signal: AbortSignal
  readonly idle?: number
}

export class ForeignRelays {
  readonly #options: ForeignRelaysOptions
  /** When each was last of use. */
  readonly #used = new Map<string, number>()
  readonly #addresses = new Map<string, Multiaddr>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ForeignRelaysOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true })
  }

  /** Whether a peer is such a relay. */
  has(peer: string): boolean {
    return this.#used.has(peer)
  }

  /** The relays that may lead to a peer: this node's own, then those that the peer names. */
  to(peer: string): readonly Multiaddr[] {
    return this.over(this.#options.viaOf(peer), this.#options.relays())
  }

  /** Relays that somebody named, and may be dialled, behind those of this node's own that are given. */
  over(via: readonly string[], own: readonly Multiaddr[] = []): readonly Multiaddr[] {
    return [...own, ...this.#take(via, own)]
  }

  /** This node's own relays, and without any those that were of use lately: whether anybody can be asked. */
  any(): readonly Multiaddr[] {
    const own = this.#options.relays()
    return own.length > 0 ? own : [...this.#addresses.values()]
  }

  #take(via: readonly string[], own: readonly Multiaddr[]): readonly Multiaddr[] {
    const known = new Set(own.map(relayOf))
    const inmost = inmostOf(this.#options.anchors())
    const taken: Multiaddr[] = []
    for (const text of via.slice(0, FOREIGN_LIMITS.addresses)) {
      const address = parseVia(text)
      if (address === null || !isWithinReach(address, inmost)) continue
      const relay = relayOf(address)
      if (known.has(relay)) continue
      if (!this.#used.has(relay) && this.#used.size >= FOREIGN_LIMITS.relays) continue
      known.add(relay)
      this.#used.set(relay, performance.now())
      this.#addresses.set(relay, address)
      taken.push(address)
    }
    if (taken.length > 0) this.#look()
    return taken
  }

  /** Leaves those that are of no use any more. */
  #look = (): void => {
    clearTimeout(this.#timer)
    const { libp2p, signal, withdraw, relays, idle = FOREIGN_LIMITS.idle } = this.#options
    if (signal.aborted) return
    const now = performance.now()
    const connections = libp2p.getConnections()
    const own = new Set(relays().map(relayOf))
    let wakeAt = Infinity
    for (const [relay, used] of this.#used) {
      if (connections.some((connection) => isOver(connection, relay))) this.#used.set(relay, now)
      const dueAt = (this.#used.get(relay) ?? used) + idle
      if (dueAt > now) wakeAt = Math.min(wakeAt, dueAt)
      else {
        this.#used.delete(relay)
        this.#addresses.delete(relay)
        // It may have become one of this node's own meanwhile.
        if (own.has(relay)) continue
        withdraw(relay)
        for (const connection of connections.filter(({ remotePeer }) => remotePeer.toString() === relay))
          connection.close({ signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
      }
    }
    if (wakeAt < Infinity) this.#timer = setTimeout(this.#look, wakeAt - now + 10)
  }
}

/** Whether a connection is a circuit over a relay. */
function isOver({ remoteAddr, status, limits }: Connection, relay: string): boolean {
  return (
    status === 'open' && limits !== undefined && remoteAddr.toString().includes(`/p2p/${relay}/p2p-circuit`)
  )
}

function relayOf(address: Multiaddr): string {
  return address.getComponents().findLast(({ name }) => name === 'p2p')?.value ?? ''
}
