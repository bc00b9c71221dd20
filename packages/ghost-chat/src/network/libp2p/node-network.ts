/**
 * The libp2p network: one node, its relays, and a channel per topic.
 */
import type { PeerId as Libp2pPeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import {
  NetworkError,
  type Channel,
  type ChannelHandler,
  type FloodLimit,
  type Network,
  type PeerId,
} from '../port.ts'
import type { RelayFailure } from '../relay-failure.ts'
import { makePlace } from './circuit-places.ts'
import { Libp2pChannel, type ChannelHost } from './channel.ts'
import {
  GOSSIP_LIMITS,
  gossipInternals,
  SeenFrames,
  watchGossip,
  type GossipInternals,
  type Strikes,
  type Watchdog,
} from './gossip.ts'
import type { DialPolicy } from './dial-policy.ts'
import { DirectLinks } from './direct.ts'
import { Discovery } from './discovery/discovery.ts'
import type { DiscoverySettings } from './discovery/options.ts'
import { mergeIceServers, type IceServer } from '../ice.ts'
import { directTo, floodOf, isConnected, peerLinks, topicState } from './links.ts'
import { watchNetwork } from './network-change.ts'
import { meshOf, type MemberNode } from './node.ts'
import { readLane } from './lanes/in-lane.ts'
import { LANE_LIMITS, LANE_PROTOCOL } from './lanes/limits.ts'
import { hearOfLosses } from './lost-links.ts'
import { Intake } from './intake.ts'
import { Mesh } from './mesh.ts'
import { FAR, pageClockOffset } from './page-time.ts'
import { PEER_RATES, PeerRates } from './peer-rates.ts'
import type { RelayLink } from './relay-link.ts'
import { SYNC_LIMITS, SYNC_PROTOCOL } from './sync.ts'
import { ask } from './sync-client.ts'
import { syncServer } from './sync-server.ts'

/** A `Network` that also shows the libp2p node it runs on. */
export interface Libp2pNetwork extends Network {
  readonly libp2p: MemberNode
}

/** The open topics. */
export type Channels = Map<string, { readonly channel: Libp2pChannel; readonly handler: ChannelHandler }>

/** What a network is made of. */
export interface Parts {
  readonly libp2p: MemberNode
  readonly channels: Channels
  readonly links: readonly RelayLink[]
  readonly strikes: Strikes
  readonly closing: AbortController
  readonly relayOnly: boolean
  readonly dialling: DialPolicy
  readonly iceServers: readonly IceServer[]
  readonly settings: DiscoverySettings
}

export class NodeNetwork implements Libp2pNetwork {
  readonly self: PeerId
  readonly libp2p: MemberNode
  readonly #links: readonly RelayLink[]
  readonly #strikes: Strikes
  readonly #closing: AbortController
  readonly #internals: GossipInternals
  readonly #intake: Intake
  readonly #rates: PeerRates
  readonly #seen = new SeenFrames({
    ids: GOSSIP_LIMITS.seenFrames,
    idsPerOwner: GOSSIP_LIMITS.seenFramesOfPeer,
    age: GOSSIP_LIMITS.seen,
  })
  readonly #watchdog: Watchdog
  readonly #mesh: Mesh
  #unhear: () => void = () => undefined
  readonly #unwatch: () => void
  readonly #channels: Channels
  readonly #direct: DirectLinks | null
  readonly #discovery: Discovery
  readonly #listens: boolean
  /** Whether members may be met though no relay is reached. */
  readonly #meetsOtherwise: boolean
  /** The peers that each room names. */
  readonly #named = new Map<string, ReadonlySet<string>>()
  #closed: Promise<void> | null = null
  /** The time by the server that the page comes from, as `clockOffsets` has it. */
  #pageOffset: number | null = null
  #hasAskedPage = false

  constructor(parts: Parts) {
    const { libp2p, channels, links, strikes, closing, relayOnly, dialling, iceServers, settings } = parts
    this.libp2p = libp2p
    this.self = libp2p.peerId.toString() as PeerId
    this.#channels = channels
    this.#links = links
    this.#strikes = strikes
    this.#closing = closing
    const { gossip } = libp2p.services
    this.#internals = gossipInternals(gossip)
    this.#mesh = new Mesh(this.#internals, meshOf(settings))
    this.#intake = new Intake((peer) => {
      const stream = this.#internals.inbound(peer)
      return stream === undefined ? [] : [stream]
    })
    this.#rates = new PeerRates(this.#intake, (peer) => links.some((link) => link.peer === peer))
    const unjudged = (peer: string): void => {
      this.#rates.spend(peer, PEER_RATES.unjudged, 0)
    }
    this.#internals.remember(this.#seen)
    this.#internals.watchUnjudged({ onRepeated: unjudged, onRefused: unjudged })
    this.#watchdog = watchGossip({ libp2p, gossip: this.#internals, protocols: gossip.protocols })

    this.#listens = settings.listen.length > 0
    this.#meetsOtherwise =
      this.#listens || settings.mdns || settings.peers.length > 0 || settings.routing.length > 0
    const { signal } = closing
    const [relays, onChange] = [this.#relayAddresses, this.refresh]
    const points = (): readonly Multiaddr[] =>
      links.flatMap((link) => (link.ready && link.address !== null ? [link.address] : []))
    this.#discovery = new Discovery({
      ...{ libp2p, internals: this.#internals, settings, dialling, relays, signal },
      points,
      topics: () => channels.keys(),
      stateOf: (topic) => channels.get(topic)?.channel.state ?? 'offline',
      viaOf: (peer) => [...channels.values()].flatMap(({ handler }) => handler.via?.(peer as PeerId) ?? []),
      onPeers: (topic, peers) => this.#direct?.meet(topic, peers as PeerId[] | null),
    })
    const { foreign } = this.#discovery
    const relaysTo = (peer: string): readonly Multiaddr[] => foreign.to(peer)
    this.#direct = relayOnly
      ? null
      : new DirectLinks({
          libp2p,
          relays: () => foreign.any(),
          relaysTo,
          inmost: () => dialling.inmost,
          iceServers: () =>
            mergeIceServers(
              iceServers,
              links.map((link) => link.iceServers),
            ),
          onChange,
          signal,
        })

    gossip.addEventListener('subscription-change', ({ detail }) => {
      for (const { topic, subscribe } of detail.subscriptions) {
        // A hub that says it is in the topic, again perhaps, has no old score to settle.
        if (!subscribe || !this.#channels.has(topic)) continue
        this.#internals.forgive(topic, detail.peerId.toString())
        this.#internals.graftNow(topic, detail.peerId.toString())
      }
      this.refresh()
    })
    for (const event of ['gossipsub:graft', 'gossipsub:prune'] as const)
      gossip.addEventListener(event, this.refresh)
    const isNamed = (peer: string): boolean => [...this.#named.values()].some((room) => room.has(peer))
    libp2p.addEventListener('connection:open', ({ detail }) => {
      makePlace(libp2p.getConnections(), isNamed, detail)
    })
    for (const event of ['connection:open', 'connection:close'] as const)
      libp2p.addEventListener(event, this.refresh)
    this.#unwatch = watchNetwork(() => {
      for (const link of this.#links) link.check()
      this.#direct?.check()
    })
  }

  get clockOffsets(): readonly number[] {
    // A host is one party, however many of its addresses the app lists.
    const told = new Map<string | null, number>()
    for (const { host, offset } of this.#links) if (offset !== null) told.set(host, offset)
    return this.#pageOffset === null ? [...told.values()] : [...told.values(), this.#pageOffset]
  }

  get via(): readonly string[] {
    return this.#links.flatMap(({ address, ready }) =>
      ready && address !== null ? [address.toString()] : [],
    )
  }

  get flood(): FloodLimit | null {
    return floodOf(this.#links)
  }

  /** Answers requests of other members, and hears relays out, from now on. */
  async serve(): Promise<void> {
    const isWanted = (peer: string): boolean => this.#direct?.wanted.has(peer) ?? true
    this.#unhear = await hearOfLosses(this.libp2p, this.#links, this.#channels, isWanted)
    await this.libp2p.handle(
      SYNC_PROTOCOL,
      syncServer((topic) => this.#channels.get(topic)?.handler),
      {
        maxInboundStreams: SYNC_LIMITS.streamsPerPeer,
        maxOutboundStreams: SYNC_LIMITS.streams,
        runOnLimitedConnection: true,
      },
    )
    await this.libp2p.handle(
      LANE_PROTOCOL,
      (stream, { remotePeer }) => {
        readLane(stream, (topic) => this.#channels.get(topic)?.channel.takeLane(stream, remotePeer) ?? null)
      },
      { maxInboundStreams: LANE_LIMITS.perConnection, maxOutboundStreams: LANE_LIMITS.perConnection },
    )
    await this.#direct?.serve()
    await this.#discovery.serve()
  }

  get relayFailures(): readonly RelayFailure[] {
    return this.#links.flatMap(({ name, peer, failure }) =>
      peer === null ? (failure ?? Object.freeze({ address: name, reason: 'timeout' })) : [],
    )
  }

  async tryRelays(): Promise<readonly RelayFailure[]> {
    if (this.#meetsOtherwise) return []
    const outcomes = await Promise.all(this.#links.map((link) => link.outcome()))
    const failures = outcomes.flatMap((failure) => failure ?? [])
    return failures.length === outcomes.length ? failures : []
  }

  open(topic: string, handler: ChannelHandler): Channel {
    if (this.#closed !== null) throw new NetworkError('ERR_CLOSED', 'The network was closed.')
    if (this.#channels.has(topic)) throw new Error('The topic is open already.')
    const channel = new Libp2pChannel(topic, handler, this.#host())
    this.#channels.set(topic, { channel, handler })
    this.#discovery.open(topic)
    return channel
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  refresh = (): void => {
    void this.#askPage()
    this.#direct?.look()
    this.#discovery.refresh()
    this.#mesh.look(
      [...this.#channels.keys()],
      this.#links.flatMap(({ peer }) => peer ?? []),
    )
    for (const { channel } of this.#channels.values()) channel.refresh()
  }

  /** Once, when a relay's time is far from this machine's. */
  async #askPage(): Promise<void> {
    const isFar = ({ offset }: RelayLink): boolean => Math.abs(offset ?? 0) > FAR
    if (this.#hasAskedPage || !this.#links.some(isFar)) return
    this.#hasAskedPage = true
    const hosts = new Set(this.#links.flatMap(({ host }) => host ?? []))
    this.#pageOffset = await pageClockOffset(hosts, this.#closing.signal)
  }

  async #close(): Promise<void> {
    this.#unwatch()
    await Promise.all([...this.#channels.values()].map(({ channel }) => channel.close()))
    this.#watchdog.stop()
    this.#unhear()
    this.#closing.abort(new NetworkError('ERR_CLOSED', 'The network was closed.'))
    await Promise.all([...this.#links.map(({ stopped }) => stopped), this.#discovery.close()])
    await this.libp2p.stop()
  }

  readonly #relayAddresses = (): readonly Multiaddr[] =>
    this.#links.flatMap(({ address }) => (address === null ? [] : [address]))

  #host(): ChannelHost {
    const { libp2p } = this
    const { foreign } = this.#discovery
    const relaysTo = (peer: string, strangers: boolean, via: readonly string[]): readonly Multiaddr[] =>
      strangers ? foreign.forUser(peer, via) : foreign.connectedTo(peer)
    const standsAlone = this.#links.length === 0 && this.#listens
    const viaOf = (peer: string): readonly string[] =>
      [...this.#channels.values()].flatMap(({ handler }) => handler.via?.(peer as PeerId) ?? [])
    const asker = { libp2p, relaysTo, viaOf, closing: this.#closing.signal }
    return {
      self: this.self,
      gossip: libp2p.services.gossip,
      internals: this.#internals,
      intake: this.#intake,
      rates: this.#rates,
      seen: this.#seen,
      standsAlone,
      state: (topic, impatient) =>
        topicState(topic, {
          ...{ libp2p, gossip: this.#internals, relays: this.#links, impatient, standsAlone },
          neighbours: this.#direct?.wanted.of(topic) ?? new Set(),
        }),
      peers: () => peerLinks(libp2p, this.#links),
      meet: (topic, peers) => {
        this.#named.set(topic, new Set(peers))
        this.#discovery.know(topic, peers)
      },
      reaches: (peer) => isConnected(libp2p, peer) || foreign.leadsTo(peer),
      connectionTo: (peer) => directTo(libp2p, peer),
      onReject: (peer) => this.#onReject(peer),
      ask: (topic, peer, request, options) => ask(asker, topic, peer, request, options),
      leave: (topic) => this.#leave(topic),
    }
  }

  #leave(topic: string): void {
    const { gossip } = this.libp2p.services
    this.#channels.delete(topic)
    this.#named.delete(topic)
    this.#discovery.leave(topic)
    // Gossipsub throws when it was stopped, and there is nothing left to leave then.
    if (this.libp2p.status === 'started') gossip.unsubscribe(topic)
    gossip.topicValidators.delete(topic)
    for (const { peer } of this.#links) if (peer !== null) this.#internals.forgetSubscriber(topic, peer)
  }

  /** SPEC VE6. */
  #onReject(peer: Libp2pPeerId): void {
    if (!this.#strikes.strike(peer.toString(), Date.now())) return
    this.libp2p.hangUp(peer, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
  }
}
