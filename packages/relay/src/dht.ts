/**
 * The relays' own Kademlia DHT: which relay serves which room (SPEC FD1). Members take no part in it.
 *
 * kad-dht keeps whatever anybody says for as long as it likes, so what it stores goes through bounds of ours.
 */
import { kadDHT, passthroughMapper, type KadDHT } from '@libp2p/kad-dht'
import type { PeerInfo } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { MemoryDatastore } from 'datastore-core'
import { isWithinReach, type Scope } from 'ghost-chat/network/gossip'
import { Key, type Pair, type Query } from 'interface-datastore'
import type { RelayLimits } from './limits.ts'

/** Not the public network's: relays of ours meet relays of ours. */
export const DHT_PROTOCOL = '/ghost-chat/relays/kad/1.0.0'

const PREFIX = '/relays'
const PROVIDERS = `${PREFIX}/provider/`
/** Addresses of one peer that are looked at. */
const ADDRESSES = 8

export type RelayDht = KadDHT

/**
 * The DHT as a libp2p service.
 *
 * @param inmost how far inside the addresses may be that others give of themselves
 */
export function relayDht(limits: RelayLimits, inmost: Scope): ReturnType<typeof kadDHT> {
  return kadDHT({
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
    peerInfoMapper: (peer: PeerInfo): PeerInfo =>
      passthroughMapper({ ...peer, multiaddrs: dialable(peer.multiaddrs, inmost) }),
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
  const names = address.getComponents().map(({ name }) => name)
  return (names.includes('ws') || names.includes('wss')) && !names.includes('p2p-circuit')
}

/**
 * libp2p's memory, with bounds for what relays say that they provide: so many records in all and of one room; old
 * ones give way, and none outlives its time.
 */
export class ProviderStore extends MemoryDatastore {
  readonly #limits: RelayLimits
  readonly #now: () => number
  /** When each record was put, oldest first. */
  readonly #times = new Map<string, number>()
  readonly #rooms = new Map<string, Set<string>>()
  /** How many records there are of each provider. */
  readonly #providers = new Map<string, number>()

  constructor(limits: RelayLimits, now: () => number = () => performance.now()) {
    super()
    this.#limits = limits
    this.#now = now
  }

  /** Records of relays that provide a room. */
  get records(): number {
    return this.#times.size
  }

  /** Whether there is a record of a peer: then its addresses are needed, too. */
  provides(peer: string): boolean {
    return this.#providers.has(peer)
  }

  override put(key: Key, value: Uint8Array): Key | Promise<Key> {
    const name = key.toString()
    if (!name.startsWith(PROVIDERS)) return super.put(key, value)
    this.#forget(name)
    this.#expire()
    const { room, peer } = parts(name)
    const known = this.#rooms.get(room) ?? new Set()
    if (known.size >= this.#limits.providersPerRoom) this.#drop(known.values().next().value)
    if (this.#times.size >= this.#limits.providers) this.#drop(this.#times.keys().next().value)
    this.#times.set(name, this.#now())
    this.#rooms.set(room, (this.#rooms.get(room) ?? new Set()).add(name))
    this.#providers.set(peer, (this.#providers.get(peer) ?? 0) + 1)
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
    for (const name of [...(this.#rooms.get(room) ?? [])]) {
      const key = new Key(name)
      yield { key, value: await super.get(key) }
    }
  }

  #expire(): void {
    const before = this.#now() - this.#limits.providerTtl
    for (const [name, time] of this.#times) {
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
    if (!this.#times.delete(name)) return
    const { room, peer } = parts(name)
    const records = this.#rooms.get(room)
    records?.delete(name)
    if (records?.size === 0) this.#rooms.delete(room)
    const left = (this.#providers.get(peer) ?? 1) - 1
    if (left === 0) this.#providers.delete(peer)
    else this.#providers.set(peer, left)
  }
}

/** The room and the peer of a record's key. */
function parts(name: string): { readonly room: string; readonly peer: string } {
  const [room = '', peer = ''] = name.slice(PROVIDERS.length).split('/')
  return { room, peer }
}
