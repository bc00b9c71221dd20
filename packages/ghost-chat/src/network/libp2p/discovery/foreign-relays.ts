/**
 * Relays that other members are reached over, and this node is not (SPEC FD7): dialled when the user has something to
 * ask of such a member, without a reservation there, and left when nothing was asked for a while.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { parseVia } from './addresses.ts'

export const FOREIGN_LIMITS = Object.freeze({
  /** Relays at once. */
  relays: 8,
  /** And so many more for what the user does: what others bring about fills no place that it needs. */
  forUser: 3,
  /** Addresses that are looked at for one peer. */
  addresses: 8,
  /** A relay that no circuit runs over is left after so long, in milliseconds. */
  idle: 60_000,
})

export interface ForeignRelaysOptions {
  readonly libp2p: Libp2p
  /** The addresses of this node's own relays that are connected now, each with its peer id. */
  readonly relays: () => readonly Multiaddr[]
  /** Whether this node may dial an address that a stranger named (`dial-policy.ts`). */
  readonly permits: (address: Multiaddr) => boolean
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

  /** The same for what the user does, those relays first that the member in question names. */
  forUser(peer: string, via: readonly string[]): readonly Multiaddr[] {
    const own = this.#options.relays()
    const most = FOREIGN_LIMITS.relays + FOREIGN_LIMITS.forUser
    return [...own, ...this.#take([...via, ...this.#options.viaOf(peer)], own, most)]
  }

  /** Those of them that this node is connected to anyway: its own, and others that are in use. */
  connectedTo(peer: string): readonly Multiaddr[] {
    const { libp2p, relays, viaOf } = this.#options
    const own = relays()
    const connected = new Set<string>()
    for (const { remotePeer, status, limits } of libp2p.getConnections())
      if (status === 'open' && limits === undefined) connected.add(remotePeer.toString())
    const inUse = viaOf(peer).filter((text) => {
      const relay = text.split('/p2p/').at(-1) ?? ''
      return this.#used.has(relay) && connected.has(relay)
    })
    return inUse.length === 0 ? own : this.over(inUse, own)
  }

  /** Whether a relay that this node is connected to leads to a peer, as far as the peer says where it is. */
  leadsTo(peer: string): boolean {
    const via = this.#options.viaOf(peer)
    const own = this.#options.relays()
    if (via.length === 0) return own.length > 0
    const names = new Set(via.map((text) => text.split('/p2p/').at(-1)))
    return own.some((relay) => names.has(relayOf(relay))) || this.connectedTo(peer).length > own.length
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

  #take(
    via: readonly string[],
    own: readonly Multiaddr[],
    most: number = FOREIGN_LIMITS.relays,
  ): readonly Multiaddr[] {
    const known = new Set(own.map(relayOf))
    const taken: Multiaddr[] = []
    for (const text of new Set(via)) {
      if (taken.length === FOREIGN_LIMITS.addresses) break
      const address = parseVia(text)
      if (address === null || !this.#options.permits(address)) continue
      const relay = relayOf(address)
      if (known.has(relay)) continue
      if (!this.#used.has(relay) && this.#used.size >= most) continue
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
