/**
 * Going after peers that somebody named: dialled within bounds, and met (SPEC FD3). Who turns out to be in no room
 * of this node's is let go.
 */
import type { Connection, Libp2p, PeerId as Libp2pPeerId } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import type { ForeignRelays } from './foreign-relays.ts'
import { meet, MEET_PROTOCOL } from './meet.ts'
import type { Found } from './source.ts'

const MEETING_LIMITS = Object.freeze({
  /** Peers being dialled at once. */
  dials: 4,
  /** How long a dial with its meeting may take, in milliseconds. */
  timeout: 10_000,
  /** A peer that was dialled is left alone so long, in milliseconds: it may just not have joined yet. */
  pause: 5_000,
  /** Dials that are remembered. */
  remembered: 1_024,
  /** Addresses of one peer that are looked at. */
  addresses: 8,
})

export interface MeetingsOptions {
  readonly libp2p: Libp2p
  readonly foreign: ForeignRelays
  /** Whether this node may dial an address that a stranger named (`dial-policy.ts`). */
  readonly permits: (address: Multiaddr) => boolean
  readonly isKnown: (topic: string, peer: string) => boolean
  /** Whether a room has others by now: they know the rest. */
  readonly hasEnough: (topic: string) => boolean
  readonly onMet: (topic: string, peer: string, via: readonly string[]) => void
  readonly signal: AbortSignal
}

export class Meetings {
  readonly #options: MeetingsOptions
  readonly #self: string
  /** Until when peers are left alone. */
  readonly #dialled = new Map<string, number>()
  #dials = 0

  constructor(options: MeetingsOptions) {
    this.#options = options
    this.#self = options.libp2p.peerId.toString()
  }

  /** Goes after a peer that somebody named. Never rejects. */
  async follow(topic: string, { peer, addresses }: Found): Promise<void> {
    const id = peer.toString()
    const { isKnown, hasEnough } = this.#options
    if (id === this.#self || isKnown(topic, id) || hasEnough(topic) || !this.#mayDial(`${topic} ${id}`))
      return
    this.#dials++
    try {
      const { direct, via } = this.#sort(peer, addresses)
      if (via.length > 0 || direct.length > 0) await this.#meet(topic, peer, direct, via)
    } catch {
      // Dead, elsewhere by now, or never there.
    } finally {
      this.#dials--
    }
  }

  async #meet(
    topic: string,
    peer: Libp2pPeerId,
    direct: readonly Multiaddr[],
    via: readonly string[],
  ): Promise<void> {
    const { libp2p } = this.#options
    const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(MEETING_LIMITS.timeout)])
    const open = libp2p.getConnections(peer).filter(({ status }) => status === 'open')
    let connection = open.find(({ limits }) => limits === undefined) ?? open[0]
    const isNew = connection === undefined
    if (connection === undefined && direct.length > 0) {
      connection = await libp2p.dial([...direct], { signal }).catch(() => undefined)
    }
    connection ??= await this.#overRelays(peer, via, signal)
    if (connection === undefined) return
    try {
      if (await meet(connection, MEET_PROTOCOL, topic, this.#self, signal)) {
        this.#options.onMet(topic, peer.toString(), via)
        return
      }
    } catch (error) {
      if (isNew) connection.abort(new Error('The peer could not be met.'))
      throw error
    }
    // Whoever it is, it is in no room of this node's.
    if (isNew) await connection.close({ signal }).catch(() => undefined)
  }

  async #overRelays(
    peer: Libp2pPeerId,
    via: readonly string[],
    signal: AbortSignal,
  ): Promise<Connection | undefined> {
    for (const relay of this.#options.foreign.over(via)) {
      const circuit = multiaddr(`${relay.toString()}/p2p-circuit/p2p/${peer.toString()}`)
      const made = await this.#options.libp2p.dial(circuit, { signal, force: true }).catch(() => undefined)
      if (made !== undefined) return made
      signal.throwIfAborted()
    }
    return undefined
  }

  /** What of a peer's addresses may be dialled, and which relays lead to it. */
  #sort(
    peer: Libp2pPeerId,
    addresses: readonly Multiaddr[],
  ): { readonly direct: readonly Multiaddr[]; readonly via: readonly string[] } {
    const direct: Multiaddr[] = []
    const via: string[] = []
    for (const address of addresses.slice(0, MEETING_LIMITS.addresses)) {
      if (!this.#options.permits(address)) continue
      const [relay = '', rest] = address.toString().split('/p2p-circuit', 2)
      if (rest !== undefined) via.push(relay)
      else {
        const last = address.getComponents().at(-1)
        if (last?.name !== 'p2p') direct.push(address.encapsulate(`/p2p/${peer.toString()}`))
        else if (last.value === peer.toString()) direct.push(address)
      }
    }
    return { direct, via }
  }

  #mayDial(key: string): boolean {
    if (this.#dials >= MEETING_LIMITS.dials) return false
    if ((this.#dialled.get(key) ?? -Infinity) > now()) return false
    if (this.#dialled.size >= MEETING_LIMITS.remembered) this.#dialled.clear()
    this.#dialled.set(key, now() + MEETING_LIMITS.pause)
    return true
  }
}

function now(): number {
  return performance.now()
}
