/**
 * The relays' own Kademlia DHT: which relay serves which room (SPEC FD1). Members take no part in it.
 *
 * kad-dht keeps whatever a peer says for as long as it likes, reads 4 MiB a message and answers every peer. So the
 * parts of libp2p that it is given go through bounds of ours: its streams, what it writes into the peer store, and
 * the datastore.
 */
import { kadDHT, passthroughMapper, type KadDHT, type KadDHTComponents } from '@libp2p/kad-dht'
import type { PeerId, PeerInfo, PeerStore, Stream, StreamHandler } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { MemoryDatastore } from 'datastore-core'
import { isWithinReach, type Scope } from 'ghost-chat/network/gossip'
import { Key, type Pair, type Query } from 'interface-datastore'
import { KeyedRate } from './keyed-rate.ts'
import { OtherRelays } from './other-relays.ts'
import type { RelayLimits } from './limits.ts'

/** Not the public network's: relays of ours meet relays of ours. */
export const DHT_PROTOCOL = '/ghost-chat/relays/kad/1.0.0'

const PREFIX = '/relays'
const PROVIDERS = `${PREFIX}/provider/`
/** Where libp2p keeps what it knows of peers. */
const PEERS = '/peers/'
/** Addresses of one peer that are looked at. */
const ADDRESSES = 8
/** Characters of an address, as in SPEC TY10: so that what an honest relay answers stays below `dhtAnswerBytes`. */
const ADDRESS_LENGTH = 256

export type RelayDht = KadDHT

/**
 * The DHT as a libp2p service.
 *
 * @param inmost how far inside the addresses may be that others give of themselves
 */
export function relayDht(limits: RelayLimits, inmost: Scope): (components: KadDHTComponents) => RelayDht {
  const make = kadDHT({
    protocol: DHT_PROTOCOL,
    datastorePrefix: PREFIX,
    logPrefix: 'ghost-chat:relays',
    metricsPrefix: 'ghost_chat_relays',
    clientMode: false,
    // The first relay of a network is alone, and not for long.
    allowQueryWithZeroPeers: true,
    // Relays are few: three at a time, by one path, reach them all.
    alpha: 3,
    disjointPaths: 1,
    maxInboundStreams: limits.dhtStreams,
    maxOutboundStreams: limits.dhtStreams,
    // Rooms are announced anew by federation.ts, while they are served and no longer.
    reprovide: { interval: limits.roomRefresh, threshold: 0, validity: limits.providerTtl },
    // A relay's id is its Ed25519 key: no key needs to be looked up, and nothing else is a value here.
    validators: { pk: refuseValue },
    peerInfoMapper: (peer: PeerInfo): PeerInfo =>
      passthroughMapper({ ...peer, multiaddrs: dialable(peer.multiaddrs, inmost) }),
  })
  return (components) => make(bounded(components, limits, inmost))
}

async function refuseValue(): Promise<void> {
  return Promise.reject(new Error('The relays keep no values.'))
}

/** The parts of the node that kad-dht is given. */
function bounded(components: KadDHTComponents, limits: RelayLimits, inmost: Scope): KadDHTComponents {
  const { registrar, peerStore, connectionManager, events } = components
  const relays = new OtherRelays(events, DHT_PROTOCOL)
  const openStream: typeof connectionManager.openStream = async (...args) => {
    const stream = await connectionManager.openStream(...args)
    boundStream(stream, limits.dhtAnswerBytes)
    return stream
  }
  // The node's components are a proxy, whose other properties are looked up as before.
  return Object.create(components, {
    registrar: { value: boundRegistrar(registrar, relays, limits) },
    peerStore: { value: boundPeerStore(peerStore, inmost) },
    connectionManager: { value: over(connectionManager, { openStream }) },
  }) as KadDHTComponents
}

/** Hands kad-dht the streams of relays only, each of a bounded length, and no more than so many a second. */
function boundRegistrar(
  registrar: KadDHTComponents['registrar'],
  relays: OtherRelays,
  limits: RelayLimits,
): KadDHTComponents['registrar'] {
  const rate = new KeyedRate(
    { perSecond: limits.dhtRequestsPerSecond, burst: limits.dhtRequestBurst },
    limits.connections,
  )
  const answering =
    (handler: StreamHandler): StreamHandler =>
    async (stream, connection) => {
      try {
        if (!(await relays.has(connection)))
          throw new Error('Only a relay takes part in the DHT of the relays.')
        if (!rate.take(connection.remotePeer.toString(), performance.now()))
          throw new Error('The relay asks too often.')
      } catch (error) {
        stream.abort(error instanceof Error ? error : new Error('The stream is not wanted.'))
        return
      }
      boundStream(stream, limits.dhtRequestBytes)
      await handler(stream, connection)
    }
  return over(registrar, {
    handle: async (protocol, handler, options) => registrar.handle(protocol, answering(handler), options),
  })
}

/**
 * Ends a stream that brings more bytes than one message may have. kad-dht opens a stream for every question, so the
 * bound holds for whatever waits to be read as well.
 */
function boundStream(stream: Stream, bytes: number): void {
  let left = bytes
  stream.addEventListener('message', ({ data }) => {
    left -= data.byteLength
    if (left < 0) stream.abort(new Error('The message is too long.'))
  })
}

/**
 * The addresses that kad-dht learns of a peer take the place of those that were known: `merge` would add to it, without a
 * bound.
 */
function boundPeerStore(peerStore: PeerStore, inmost: Scope): PeerStore {
  return over(peerStore, {
    async merge(id: PeerId, { multiaddrs, ...data }, options) {
      const addresses = dialable(multiaddrs ?? [], inmost)
      if (addresses.length > 0) await peerStore.patch(id, { multiaddrs: addresses }, options)
      return peerStore.merge(id, data, options)
    },
  })
}

/** An object with some of its methods replaced; the others are called on the object itself. */
function over<Whole extends object>(whole: Whole, replaced: Partial<Whole>): Whole {
  return new Proxy(whole, {
    get(target, name) {
      const own: unknown = Reflect.get(replaced, name)
      const value: unknown = own ?? Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/**
 * Calls back for every relay that the DHT takes into its table: only then can anything be announced to it.
 * @throws Error if kad-dht no longer tells
 */
export function onRelay(dht: RelayDht, listener: () => void): () => void {
  const table: unknown = 'routingTable' in dht ? dht.routingTable : undefined
  if (!(table instanceof EventTarget))
    throw new Error('This release of @libp2p/kad-dht shows no routing table.')
  table.addEventListener('peer:add', listener)
  return () => table.removeEventListener('peer:add', listener)
}

/** The addresses of a peer that are worth a dial. */
export function dialable(addresses: readonly Multiaddr[], inmost: Scope): Multiaddr[] {
  return addresses
    .filter((address) => isRelayAddress(address) && isWithinReach(address, inmost))
    .slice(0, ADDRESSES)
}

function isRelayAddress(address: Multiaddr): boolean {
  if (address.toString().length > ADDRESS_LENGTH) return false
  const names = address.getComponents().map(({ name }) => name)
  return (names.includes('ws') || names.includes('wss')) && !names.includes('p2p-circuit')
}

/** A record: where it is from, and when it was put, in milliseconds. */
interface ProviderRecord {
  readonly name: string
  readonly room: string
  readonly peer: string
  /** `null` for this relay's own, which never gives way. */
  readonly source: string | null
  readonly time: number
}

/**
 * libp2p's memory, with bounds: it takes what libp2p knows of peers and what relays say that they provide, and refuses
 * everything else. Of provider records there are so many in all, of one room and of one relay. Where there are too
 * many, the source that has most of them gives way, with the oldest record of its relay that has most: so a source
 * with many records pushes out its own. None outlives its time.
 */
export class ProviderStore extends MemoryDatastore {
  readonly #limits: RelayLimits
  readonly #now: () => number
  readonly #sourceOf: (peer: string) => string | null
  /** By name, oldest first. */
  readonly #records = new Map<string, ProviderRecord>()
  readonly #rooms = new Groups()
  readonly #providers = new Groups()
  readonly #sources = new Groups()
  /** The relays of each source. */
  readonly #relays = new Map<string, Groups>()

  /** @param sourceOf what counts as one with a peer: its network address; `null` for this relay itself */
  constructor(
    limits: RelayLimits,
    sourceOf: (peer: string) => string | null = (peer) => peer,
    now: () => number = () => performance.now(),
  ) {
    super()
    this.#limits = limits
    this.#sourceOf = sourceOf
    this.#now = now
  }

  /** Records of relays that provide a room. */
  get records(): number {
    return this.#records.size
  }

  /** Whether there is a record of a peer: then its addresses are needed, too. */
  provides(peer: string): boolean {
    return this.#providers.of(peer).size > 0
  }

  /** @throws Error for what is neither a provider record nor of a peer */
  override put(key: Key, value: Uint8Array): Key | Promise<Key> {
    const name = key.toString()
    if (name.startsWith(PEERS)) return super.put(key, value)
    if (!name.startsWith(PROVIDERS)) throw new Error('The relays keep no values.')
    this.#forget(name)
    this.#expire()
    const { room, peer } = parts(name)
    const { providersPerRoom, providersPerRelay, providers } = this.#limits
    const inRoom = this.#rooms.of(room)
    if (inRoom.size >= providersPerRoom) this.#drop(this.#oldestOfGreediest(inRoom))
    const ofPeer = this.#providers.of(peer)
    if (ofPeer.size >= providersPerRelay) this.#drop(first(ofPeer))
    if (this.#records.size >= providers) this.#drop(this.#oldestOfAll())
    const record = { name, room, peer, source: this.#sourceOf(peer), time: this.#now() }
    this.#records.set(name, record)
    this.#rooms.add(room, name)
    this.#providers.add(peer, name)
    if (record.source !== null) {
      this.#sources.add(record.source, name)
      const relays = this.#relays.get(record.source) ?? new Groups()
      this.#relays.set(record.source, relays)
      relays.add(peer, name)
    }
    return super.put(key, value)
  }

  override delete(key: Key): void | Promise<void> {
    this.#forget(key.toString())
    return super.delete(key)
  }

  override query(query: Query): Generator<Pair> | AsyncGenerator<Pair> {
    this.#expire()
    const room = query.prefix?.startsWith(PROVIDERS) === true ? parts(query.prefix).room : ''
    // The base class would walk through everything that is known of every peer.
    return room === '' ? super.query(query) : this.#recordsOf(room)
  }

  async *#recordsOf(room: string): AsyncGenerator<Pair, void, undefined> {
    for (const name of [...this.#rooms.of(room)]) {
      const key = new Key(name)
      // It may have been dropped since.
      if (this.#records.has(name)) yield { key, value: await super.get(key) }
    }
  }

  /** Of a room's records, few as they are. */
  #oldestOfGreediest(names: ReadonlySet<string>): string | undefined {
    const sources = new Groups()
    for (const name of names) {
      const source = this.#records.get(name)?.source ?? null
      if (source !== null) sources.add(source, name)
    }
    return first(sources.largest())
  }

  #oldestOfAll(): string | undefined {
    const source = this.#records.get(first(this.#sources.largest()) ?? '')?.source ?? null
    return source === null ? undefined : first(this.#relays.get(source)?.largest() ?? NONE)
  }

  #expire(): void {
    const before = this.#now() - this.#limits.providerTtl
    for (const [name, { time }] of this.#records) {
      if (time > before) return
      this.#drop(name)
    }
  }

  #drop(name: string | undefined): void {
    if (name === undefined) return
    this.#forget(name)
    void super.delete(new Key(name))
  }

  #forget(name: string): void {
    const record = this.#records.get(name)
    if (record === undefined) return
    this.#records.delete(name)
    const { room, peer, source } = record
    this.#rooms.delete(room, name)
    this.#providers.delete(peer, name)
    if (source === null) return
    this.#sources.delete(source, name)
    this.#relays.get(source)?.delete(peer, name)
    if (this.#sources.of(source).size === 0) this.#relays.delete(source)
  }
}

/** Names in groups, oldest first, and which group is the largest. Each step costs the same at any size. */
class Groups {
  readonly #groups = new Map<string, Set<string>>()
  /** At index n, the groups that have n names. */
  readonly #bySize: Set<Set<string>>[] = []

  of(group: string): ReadonlySet<string> {
    return this.#groups.get(group) ?? NONE
  }

  /** Of those that have most, the one that has for longest. */
  largest(): ReadonlySet<string> {
    return first(this.#bySize.at(-1) ?? new Set()) ?? NONE
  }

  add(group: string, name: string): void {
    const names = this.#groups.get(group) ?? new Set()
    this.#groups.set(group, names)
    this.#bySize[names.size]?.delete(names)
    names.add(name)
    while (this.#bySize.length <= names.size) this.#bySize.push(new Set())
    this.#bySize[names.size]?.add(names)
  }

  delete(group: string, name: string): void {
    const names = this.#groups.get(group)
    if (names?.has(name) !== true) return
    this.#bySize[names.size]?.delete(names)
    names.delete(name)
    if (names.size === 0) this.#groups.delete(group)
    else this.#bySize[names.size]?.add(names)
    while (this.#bySize.at(-1)?.size === 0) this.#bySize.pop()
  }
}

const NONE: ReadonlySet<string> = new Set()

function first<Item>(items: Iterable<Item>): Item | undefined {
  const [item] = items
  return item
}

/** The room and the peer of a record's key. */
function parts(name: string): { readonly room: string; readonly peer: string } {
  const [room = '', peer = ''] = name.slice(PROVIDERS.length).split('/')
  return { room, peer }
}
