/**
 * Finding others beside the hubs (SPEC FD): asks the ways that were chosen, meets those whom they name, and says to
 * the direct links whom to link to. Whoever is met is in the room; only then is a connection kept.
 */
import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { LinkState } from '../../port.ts'
import type { DialPolicy } from '../dial-policy.ts'
import type { GossipInternals } from '../gossip-internals.ts'
import { Candidates } from './candidates.ts'
import { ForeignRelays } from './foreign-relays.ts'
import { MEET_LIMITS, MEET_PROTOCOL, meetServer } from './meet.ts'
import { NamedPeers } from './named-peers.ts'
import type { DiscoverySettings } from './options.ts'
import { roomDigest } from './room-key.ts'
import { Search, type Situation } from './search.ts'
import type { Seeker, SeekingNode } from './seeker.ts'

/** Members of a room that stay announced while they are among others. */
const KEEPERS = 3
/** Members that are met because they were found: from the first of them comes the roster, with everybody else. */
const ENOUGH = 4

export interface DiscoveryInit {
  readonly libp2p: SeekingNode
  readonly internals: GossipInternals
  readonly settings: DiscoverySettings
  /** Which addresses this node dials. */
  readonly dialling: DialPolicy
  /** The addresses of this node's own relays that are connected now. */
  readonly relays: () => readonly Multiaddr[]
  /** Those of them over which this node is reached. */
  readonly points: () => readonly Multiaddr[]
  readonly topics: () => Iterable<string>
  readonly stateOf: (topic: string) => LinkState
  /** Where a room says that a peer is reached. */
  readonly viaOf: (peer: string) => readonly string[]
  /** Whom a room's members are to be linked to: those whom it knows, and those who were found. */
  readonly onPeers: (topic: string, peers: readonly string[] | null) => void
  readonly signal: AbortSignal
}

export class Discovery {
  readonly #init: DiscoveryInit
  readonly #self: string
  readonly #candidates = new Candidates()
  readonly #searches = new Map<string, { readonly search: Search; readonly end: AbortController }>()
  /** The peers that each room knows. */
  readonly #known = new Map<string, readonly string[]>()
  readonly foreign: ForeignRelays
  readonly #named: NamedPeers
  #seeker: Seeker | null = null
  #relays = 0

  constructor(init: DiscoveryInit) {
    const { libp2p, internals, relays, settings, signal } = init
    this.#init = init
    this.#self = libp2p.peerId.toString()
    const viaOf = (peer: string): readonly string[] => [...init.viaOf(peer), ...this.#candidates.viaOf(peer)]
    const withdraw = (relay: string): void => {
      for (const topic of init.topics()) internals.withdraw(topic, relay)
    }
    this.foreign = new ForeignRelays({
      ...{ libp2p, relays, viaOf, withdraw, signal },
      permits: (address) => init.dialling.permits(address),
    })
    const { localPeers } = libp2p.services
    if (localPeers !== undefined) localPeers.onNew = () => this.#hurry()
    this.#named = new NamedPeers(libp2p, settings.peers, signal)
  }

  async serve(): Promise<void> {
    const { libp2p, topics } = this.#init
    const topicOf = (digest: Uint8Array): string | undefined => {
      for (const topic of topics()) if (equal(roomDigest(topic), digest)) return topic
      return undefined
    }
    const onMet = (topic: string, { remotePeer }: Connection): boolean => {
      this.#met(topic, remotePeer.toString(), [])
      return true
    }
    await libp2p.handle(MEET_PROTOCOL, meetServer({ self: this.#self, topicOf, onMet }), {
      maxInboundStreams: MEET_LIMITS.streams,
      maxOutboundStreams: MEET_LIMITS.streams,
      runOnLimitedConnection: true,
    })
    this.#named.start()
  }

  /** A room was opened. */
  open(topic: string): void {
    const end = new AbortController()
    const search = new Search({
      topic,
      situation: () => this.#situation(topic),
      isKeeper: () => this.#isKeeper(topic),
      seeker: () => this.#load(),
      signal: AbortSignal.any([this.#init.signal, end.signal]),
    })
    this.#searches.set(topic, { search, end })
  }

  leave(topic: string): void {
    this.#searches.get(topic)?.end.abort()
    this.#searches.delete(topic)
    this.#known.delete(topic)
    this.#candidates.leave(topic)
    this.#seeker?.leave(topic)
    this.#init.onPeers(topic, null)
  }

  /** The room says who is in it. */
  know(topic: string, peers: readonly string[]): void {
    this.#known.set(topic, peers)
    this.#tell(topic)
  }

  /** Something about the connections changed. */
  refresh(): void {
    const relays = this.#init.relays().length
    // Another relay is another way. One less is none.
    if (relays > this.#relays) this.#hurry()
    this.#relays = relays
  }

  async close(): Promise<void> {
    await Promise.all([...this.#searches.values()].map(({ search }) => search.stopped))
    await this.#named.stopped
  }

  /** The one that searches use, loaded by the first; `null` if that fails. The next look tries it again. */
  async #load(): Promise<Seeker | null> {
    const { libp2p, settings, points, dialling, signal } = this.#init
    const loaded = await import('./seeker.ts').catch(() => null)
    if (loaded === null) return null
    // Two rooms may have waited for it.
    this.#seeker ??= new loaded.Seeker({
      ...{ libp2p, settings, points, signal, foreign: this.foreign },
      permits: (address) => dialling.permits(address),
      isKnown: (topic, peer) => this.#peersOf(topic).includes(peer),
      hasEnough: (topic) =>
        this.#situation(topic) === 'met' || this.#candidates.of(topic, now()).length >= ENOUGH,
      onMet: (topic, peer, via) => this.#met(topic, peer, via),
    })
    return this.#seeker
  }

  #hurry(): void {
    for (const { search } of this.#searches.values()) search.hurry()
  }

  #situation(topic: string): Situation {
    const state = this.#init.stateOf(topic)
    if (state !== 'relayed' && state !== 'direct') return 'unmet'
    return (this.#known.get(topic)?.length ?? 0) > 0 ? 'met' : 'alone'
  }

  /** Those with the lowest peer ids of all that are known. Everybody finds the same few. */
  #isKeeper(topic: string): boolean {
    const lower = (this.#known.get(topic) ?? []).filter((peer) => peer < this.#self)
    return lower.length < KEEPERS
  }

  #met(topic: string, peer: string, via: readonly string[]): void {
    if (![...this.#init.topics()].includes(topic)) return
    this.#candidates.add(topic, peer, via, now())
    this.#tell(topic)
  }

  #tell(topic: string): void {
    this.#init.onPeers(topic, this.#peersOf(topic))
  }

  /** Those whom the room knows, and those who were found. */
  #peersOf(topic: string): readonly string[] {
    return [...new Set([...(this.#known.get(topic) ?? []), ...this.#candidates.of(topic, now())])]
  }
}

function now(): number {
  return performance.now()
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
