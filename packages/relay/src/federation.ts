/**
 * Rooms that span relays (SPEC FD1, FD3, FD4): a relay announces the rooms that it serves in the relays' DHT, looks
 * for others that serve them, asks those that the operator named by itself, and meshes its hub with theirs. Gossip then carries the frames, and its memory of
 * what it has seen cuts the loops.
 *
 * A relay is no member: it keeps no room open at another one.
 */
import type { Connection, PeerId, PeerInfo } from '@libp2p/interface'
import { HUB_PROTOCOL, MEET_LIMITS, meet, meetServer, Rate, roomCid } from 'ghost-chat/network/gossip'
import type { GossipInternals, RelayAddress, Scope } from 'ghost-chat/network/gossip'
import { dialable, onRelay, type RelayDht } from './dht.ts'
import { HubLinks } from './hub-links.ts'
import { keepConnected, type NamedAddresses } from './kept-relays.ts'
import type { RelayLimits } from './limits.ts'
import type { Log } from './log.ts'
import type { RelayNode } from './node.ts'

/** What the hub needs to know of other relays. */
export interface OtherHubs {
  /** Whether a peer is a relay that is linked in a room: its subscription is no member's. */
  readonly isHub: (topic: string, peer: string) => boolean
  /** Whether a peer is a relay that is linked in any room. */
  readonly isRelay: (peer: string) => boolean
  /** A linked relay subscribed to the room, or left it. */
  readonly subscribed: (topic: string, peer: string, subscribe: boolean) => void
  readonly opened: (topic: string) => void
  readonly dropped: (topic: string) => void
}

export interface FederationOptions {
  readonly libp2p: RelayNode
  readonly dht: RelayDht
  readonly internals: GossipInternals
  readonly limits: RelayLimits
  /** Relays to stay connected to. */
  readonly peers: readonly RelayAddress[]
  /** Where it is noted which addresses those give of themselves. */
  readonly named: NamedAddresses
  /** How far inside the addresses may be that others give of themselves. */
  readonly inmost: Scope
  readonly log: Log
}

export interface FederationStats {
  /** Relays that are linked in some room. */
  readonly relays: number
  /** Links, each of a room and a relay. */
  readonly links: number
  /** Rooms that were announced, and looked for, since the start. */
  readonly announced: number
  readonly lookups: number
  /** Dials to relays that failed. */
  readonly deadDials: number
}

/** A relay that could not be reached is left alone so long, in milliseconds. */
const DEAD_FOR = 300_000
/** Rooms looked after at once. */
const AT_ONCE = 4
/** Peers whose dials failed that are remembered. */
const MAX_DEAD = 1_024

export class Federation implements OtherHubs {
  readonly #options: FederationOptions
  readonly #self: string
  readonly #links: HubLinks
  readonly #due = new Set<string>()
  readonly #dead = new Map<string, number>()
  readonly #rate: Rate
  readonly #closing = new AbortController()
  readonly #refresh: ReturnType<typeof setInterval>
  #pump: ReturnType<typeof setTimeout> | undefined
  #working = 0
  #counts = { announced: 0, lookups: 0, deadDials: 0 }
  #kept: readonly Promise<void>[] = []
  #unhear: () => void = () => undefined

  constructor(options: FederationOptions) {
    const { libp2p, limits } = options
    this.#options = options
    this.#self = libp2p.peerId.toString()
    this.#links = new HubLinks(limits, options.internals)
    this.#rate = new Rate({ perSecond: limits.lookupsPerSecond, burst: limits.lookupBurst })
    this.#refresh = setInterval(() => this.#all(), limits.roomRefresh).unref()
  }

  async start(): Promise<void> {
    const { libp2p, peers, named, log } = this.#options
    const links = this.#links
    const server = meetServer({
      self: this.#self,
      topicOf: (digest) => links.topicOf(digest),
      onMet: (topic, { remotePeer }) => links.link(topic, remotePeer.toString(), true),
    })
    await libp2p.handle(HUB_PROTOCOL, server, {
      maxInboundStreams: MEET_LIMITS.streams,
      maxOutboundStreams: MEET_LIMITS.streams,
    })
    // A relay more: rooms that were announced to nobody so far are now.
    this.#unhear = onRelay(this.#options.dht, () => this.#all())
    const { signal } = this.#closing
    const onConnected = (peer: PeerId): void => {
      links.name(peer.toString())
      // It is asked for every room, whatever the DHT says.
      this.#all()
      log('relay-connected')
    }
    this.#kept = peers.map((relay) => keepConnected({ libp2p, relay, named, onConnected, signal }))
  }

  get stats(): FederationStats {
    return Object.freeze({ ...this.#links.counts, ...this.#counts })
  }

  isHub(topic: string, peer: string): boolean {
    return this.#links.isHub(topic, peer)
  }

  isRelay(peer: string): boolean {
    return this.#links.isRelay(peer)
  }

  subscribed(topic: string, peer: string, subscribe: boolean): void {
    if (subscribe) this.#links.announce(topic, peer)
    else this.#links.unlink(topic, peer)
  }

  opened(topic: string): void {
    this.#links.open(topic)
    this.#look(topic)
  }

  dropped(topic: string): void {
    this.#links.drop(topic)
    this.#due.delete(topic)
    this.#options.dht.cancelReprovide(roomCid(topic)).catch(() => undefined)
  }

  /** A peer's last connection closed. */
  left(peer: string): void {
    if (!this.#links.isRelay(peer)) return
    for (const topic of this.#links.topics()) {
      if (!this.#links.isHub(topic, peer)) continue
      this.#links.unlink(topic, peer)
      this.#look(topic)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#refresh)
    clearTimeout(this.#pump)
    this.#unhear()
    this.#closing.abort(new Error('The relay was closed.'))
    await Promise.all(this.#kept)
  }

  #all(): void {
    for (const topic of this.#links.topics()) this.#look(topic)
  }

  #look(topic: string): void {
    this.#due.add(topic)
    this.#work()
  }

  #work = (): void => {
    clearTimeout(this.#pump)
    while (this.#working < AT_ONCE && this.#due.size > 0 && !this.#closing.signal.aborted) {
      if (!this.#rate.take('', performance.now())) {
        this.#pump = setTimeout(this.#work, 1_000 / this.#options.limits.lookupsPerSecond).unref()
        return
      }
      const [topic = ''] = this.#due
      this.#due.delete(topic)
      this.#working++
      void this.#attend(topic).finally(() => {
        this.#working--
        this.#work()
      })
    }
  }

  /**
   * Asks the relays that the operator named, announces a room, and finds the other relays that do. Announcing first:
   * of two at once, one finds the other. Never rejects.
   */
  async #attend(topic: string): Promise<void> {
    const { dht, limits, log } = this.#options
    const cid = roomCid(topic)
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(limits.lookupTimeout)])
    const meetings = new Meetings(limits.relayDialsPerRoom)
    // They are connected, so no dial of theirs keeps others waiting.
    const named = this.#named()
    const asked = new Set([this.#self, ...named.map(({ id }) => id.toString())])
    const answered = Promise.all(named.map(async (one) => this.#meet(topic, one, signal)))
    try {
      this.#counts.announced++
      for await (const _ of dht.provide(cid, { signal }));
      if (!this.#links.serves(topic)) await dht.cancelReprovide(cid)
      this.#counts.lookups++
      for await (const event of dht.findProviders(cid, { signal })) {
        if (event.name !== 'PROVIDER') continue
        for (const provider of this.#openFirst(event.providers.slice(0, limits.providersPerRoom))) {
          const id = provider.id.toString()
          if (asked.has(id) || asked.size > limits.providersPerRoom) continue
          asked.add(id)
          await meetings.add(async () => this.#meet(topic, provider, signal))
        }
      }
    } catch {
      if (!signal.aborted) log('lookup-failed')
    }
    await Promise.all([answered, meetings.done()])
  }

  /** The relays that the operator named and that are connected now. */
  #named(): readonly PeerInfo[] {
    const { libp2p } = this.#options
    const named = new Set(this.#links.named)
    return libp2p.getPeers().flatMap((id) => (named.has(id.toString()) ? [{ id, multiaddrs: [] }] : []))
  }

  /** Those that need no dial come before those that may be dead. */
  #openFirst(providers: readonly PeerInfo[]): readonly PeerInfo[] {
    const isOpen = ({ id }: PeerInfo): boolean => this.#options.libp2p.getConnections(id).length > 0
    return [...providers.filter(isOpen), ...providers.filter((one) => !isOpen(one))]
  }

  /** Never rejects. */
  async #meet(topic: string, provider: PeerInfo, signal: AbortSignal): Promise<void> {
    const id = provider.id.toString()
    if (!this.#links.mayLink(topic, id)) return
    try {
      const connection = await this.#reach(provider, signal)
      if (connection === null || !(await meet(connection, HUB_PROTOCOL, topic, this.#self, signal))) return
      if (this.#links.link(topic, id, false)) this.#links.announce(topic, id)
    } catch {
      // Gone, or no relay at all. Another lookup follows.
    }
  }

  /** An open connection to a relay; `null` where it is not worth, or not allowed, to dial it. */
  async #reach({ id, multiaddrs }: PeerInfo, signal: AbortSignal): Promise<Connection | null> {
    const { libp2p, limits, inmost } = this.#options
    const open = libp2p.getConnections(id).find(({ status }) => status === 'open')
    if (open !== undefined) return open
    const peer = id.toString()
    const addresses = dialable(multiaddrs, inmost)
    const isDead = (this.#dead.get(peer) ?? -Infinity) > performance.now()
    if (isDead || addresses.length === 0 || this.#links.isFull) return null
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(limits.relayDialTimeout)])
      const whole = addresses.map((address) =>
        address.getComponents().at(-1)?.name === 'p2p' ? address : address.encapsulate(`/p2p/${peer}`),
      )
      return await libp2p.dial(whole, { signal: patience })
    } catch (error) {
      this.#counts.deadDials++
      if (this.#dead.size >= MAX_DEAD) this.#dead.clear()
      this.#dead.set(peer, performance.now() + DEAD_FOR)
      throw error
    }
  }
}

/** Tasks that never reject, so many at once. */
class Meetings {
  readonly #most: number
  readonly #running = new Set<Promise<void>>()

  constructor(most: number) {
    this.#most = most
  }

  /** Starts a task as soon as there is a place for it. */
  async add(task: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#most) await Promise.race(this.#running)
    const running: Promise<void> = task().finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async done(): Promise<void> {
    await Promise.all(this.#running)
  }
}
