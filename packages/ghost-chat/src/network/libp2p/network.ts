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
import { Libp2pChannel, type ChannelHost } from './channel.ts'
import { gossipInternals, Strikes, watchGossip, type GossipInternals, type Watchdog } from './gossip.ts'
import { DirectLinks } from './direct.ts'
import type { IceServer } from '../ice.ts'
import { clockOffsetOf, floodOf, peerLinks, topicState } from './links.ts'
import { startMemberNode, type MemberNode } from './node.ts'
import { relayAddresses, type Libp2pNetworkOptions } from './options.ts'
import { hearOfLosses } from './lost-links.ts'
import type { RelayAddress } from './relay-address.ts'
import { relayLink, type RelayLink } from './relay-link.ts'
import { SYNC_LIMITS, SYNC_PROTOCOL } from './sync.ts'
import { ask } from './sync-client.ts'
import { syncServer } from './sync-server.ts'

/** A `Network` that also shows the libp2p node it runs on. */
export interface Libp2pNetwork extends Network {
  readonly libp2p: MemberNode
}

const NOBODY: ReadonlySet<string> = new Set()

/**
 * Starts a node and connects it to its relays. Resolves when the node runs, whether or not a relay could be
 * reached yet: an unreachable one is tried until `close`.
 *
 * @throws NetworkError `ERR_RELAY_ADDRESS` at once, not by rejecting, when a relay's address is malformed
 * @example
 * ```ts
 * import { libp2pNetwork } from 'ghost-chat/network/libp2p'
 *
 * const network = await libp2pNetwork({ relays: ['http://localhost:8080'] })
 * await network.close()
 * ```
 */
export function libp2pNetwork(options: Libp2pNetworkOptions): Promise<Libp2pNetwork> {
  return start(relayAddresses(options), options)
}

async function start(
  addresses: readonly RelayAddress[],
  { signal, relayOnly = false, iceServers = [] }: Libp2pNetworkOptions,
): Promise<Libp2pNetwork> {
  signal?.throwIfAborted()
  const strikes = new Strikes()
  const closing = new AbortController()
  let refresh: () => void = () => undefined

  const channels: Channels = new Map()
  const starting = startMemberNode(
    (peer) => strikes.isRefused(peer, Date.now()),
    (topic) => channels.has(topic),
    (peer) => links.some((link) => link.peer === peer),
  )
  // Relays are asked for their addresses while the node is still starting.
  const links = addresses.map((relay) =>
    relayLink({ libp2p: starting, relay, onChange: () => refresh(), signal: closing.signal }),
  )
  let libp2p: MemberNode
  try {
    libp2p = await starting
    signal?.throwIfAborted()
    const network = new NodeNetwork({ libp2p, channels, links, strikes, closing, relayOnly, iceServers })
    refresh = () => network.refresh()
    await network.serve()
    return network
  } catch (error) {
    closing.abort()
    await starting.then((node) => node.stop()).catch(() => undefined)
    throw error
  }
}

type Channels = Map<string, { readonly channel: Libp2pChannel; readonly handler: ChannelHandler }>

interface Parts {
  readonly libp2p: MemberNode
  readonly channels: Channels
  readonly links: readonly RelayLink[]
  readonly strikes: Strikes
  readonly closing: AbortController
  readonly relayOnly: boolean
  readonly iceServers: readonly IceServer[]
}

class NodeNetwork implements Libp2pNetwork {
  readonly self: PeerId
  readonly libp2p: MemberNode
  readonly #links: readonly RelayLink[]
  readonly #strikes: Strikes
  readonly #closing: AbortController
  readonly #internals: GossipInternals
  readonly #watchdog: Watchdog
  #unhear: () => void = () => undefined
  readonly #channels: Channels
  readonly #direct: DirectLinks | null
  #closed: Promise<void> | null = null

  constructor({ libp2p, channels, links, strikes, closing, relayOnly, iceServers }: Parts) {
    this.libp2p = libp2p
    this.self = libp2p.peerId.toString() as PeerId
    this.#channels = channels
    this.#links = links
    this.#strikes = strikes
    this.#closing = closing
    const { gossip } = libp2p.services
    this.#internals = gossipInternals(gossip)
    this.#watchdog = watchGossip({ libp2p, gossip: this.#internals, protocols: gossip.protocols })

    const { signal } = closing
    const [relays, onChange] = [this.#relayAddresses, this.refresh]
    this.#direct = relayOnly
      ? null
      : new DirectLinks({ libp2p, relays, iceServers: () => iceServers, onChange, signal })

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
    for (const event of ['connection:open', 'connection:close'] as const)
      libp2p.addEventListener(event, this.refresh)
    // A browser that is online again knows it before any timer does.
    if (typeof globalThis.addEventListener === 'function') globalThis.addEventListener('online', this.#hurry)
  }

  get clockOffset(): number | null {
    return clockOffsetOf(this.#links)
  }

  get flood(): FloodLimit | null {
    return floodOf(this.#links)
  }

  /** Answers requests of other members, and hears relays out, from now on. */
  async serve(): Promise<void> {
    this.#unhear = await hearOfLosses(this.libp2p, this.#links, this.#channels)
    await this.libp2p.handle(
      SYNC_PROTOCOL,
      syncServer((topic) => this.#channels.get(topic)?.handler),
      {
        maxInboundStreams: SYNC_LIMITS.streamsPerPeer,
        maxOutboundStreams: SYNC_LIMITS.streams,
        runOnLimitedConnection: true,
      },
    )
    await this.#direct?.serve()
  }

  open(topic: string, handler: ChannelHandler): Channel {
    if (this.#closed !== null) throw new NetworkError('ERR_CLOSED', 'The network was closed.')
    if (this.#channels.has(topic)) throw new Error('The topic is open already.')
    const channel = new Libp2pChannel(topic, handler, this.#host())
    this.#channels.set(topic, { channel, handler })
    return channel
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  refresh = (): void => {
    this.#direct?.look()
    for (const { channel } of this.#channels.values()) channel.refresh()
  }

  async #close(): Promise<void> {
    if (typeof globalThis.removeEventListener === 'function')
      globalThis.removeEventListener('online', this.#hurry)
    await Promise.all([...this.#channels.values()].map(({ channel }) => channel.close()))
    this.#watchdog.stop()
    this.#unhear()
    this.#closing.abort(new NetworkError('ERR_CLOSED', 'The network was closed.'))
    await Promise.all(this.#links.map(({ stopped }) => stopped))
    await this.libp2p.stop()
  }

  #hurry = (): void => {
    for (const link of this.#links) link.hurry()
  }

  readonly #relayAddresses = (): readonly Multiaddr[] =>
    this.#links.flatMap(({ address }) => (address === null ? [] : [address]))

  #host(): ChannelHost {
    const { libp2p } = this
    const asker = { libp2p, relays: this.#relayAddresses, closing: this.#closing.signal }
    return {
      self: this.self,
      gossip: libp2p.services.gossip,
      internals: this.#internals,
      state: (topic, impatient) =>
        topicState(topic, {
          libp2p,
          gossip: this.#internals,
          relays: this.#links,
          neighbours: this.#direct?.neighbours(topic) ?? NOBODY,
          impatient,
        }),
      peers: () => peerLinks(libp2p, this.#links),
      meet: (topic, peers) => this.#direct?.meet(topic, peers),
      onReject: (peer) => this.#onReject(peer),
      ask: (topic, peer, request, options) => ask(asker, topic, peer, request, options),
      leave: (topic) => this.#leave(topic),
    }
  }

  #leave(topic: string): void {
    const { gossip } = this.libp2p.services
    this.#channels.delete(topic)
    this.#direct?.meet(topic, null)
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
