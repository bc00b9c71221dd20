/**
 * Who is registered where: a pure data structure. Time comes in as milliseconds, randomness as numbers; signatures
 * were verified before. Knows no stream, no cookie and no message.
 */
import type { StatusName } from '../message.ts'
import { Expiry } from './expiry.ts'
import type { ServerLimits } from './limits.ts'
import { Owners, type KnownRecord, type Owner } from './owners.ts'
import { Ring, type Placed, type Position } from './ring.ts'

export interface Entry extends Placed {
  readonly namespace: string
  readonly owner: Owner<Entry>
  /** The second from which it is no more. */
  expires: number
}

/** A registration that is given out. */
export interface Found {
  readonly namespace: string
  readonly record: Uint8Array
  /** Seconds left: 1 at least. */
  readonly ttl: number
}

export interface FoundPage {
  readonly found: readonly Found[]
  readonly position: Position
}

export interface RegistryCounts {
  readonly registrations: number
  readonly peers: number
  readonly namespaces: number
  /** What all that takes in memory, roughly. */
  readonly bytes: number
  /** Registrations that have ended by themselves, and that gave way to others. */
  readonly expired: number
  readonly evicted: number
}

/** What an entry takes beside its namespace, and an owner beside its record: measured in Node 24, rounded up. */
const ENTRY_BYTES = 550
const OWNER_BYTES = 400
/** What a registration takes in a response beside its namespace and record: tags, lengths, TTL. */
const FRAMING_BYTES = 24

export class Registry {
  readonly #limits: ServerLimits
  readonly #random: () => number
  readonly #owners = new Owners<Entry>()
  readonly #namespaces = new Map<string, Ring<Entry>>()
  readonly #all = new Ring<Entry>()
  readonly #expiry = new Expiry<Entry>()
  #orders = 0
  #bytes = 0
  #expired = 0
  #evicted = 0

  /** @param random a whole number from 0 below 2^48, each time another */
  constructor(limits: ServerLimits, random: () => number) {
    this.#limits = limits
    this.#random = random
  }

  /** Registers a peer, or renews it; its record replaces an older one everywhere. `ttl` is in seconds. */
  register(peer: string, namespace: string, record: KnownRecord, ttl: number, now: number): StatusName {
    this.#expire(now)
    const limits = this.#limits
    const known = this.#owners.get(peer)
    if (known !== undefined && record.seq < known.record.seq) return 'E_INVALID_SIGNED_PEER_RECORD'
    const entry = known?.entries.get(namespace)
    const ring = this.#namespaces.get(namespace)
    if (entry === undefined) {
      if ((known?.entries.size ?? 0) >= limits.registrationsPerPeer) return 'E_NOT_AUTHORIZED'
      if ((ring?.size ?? 0) >= limits.registrationsPerNamespace) return 'E_UNAVAILABLE'
    }
    const more =
      record.bytes.length -
      (known?.record.bytes.length ?? -OWNER_BYTES) +
      (entry === undefined ? ENTRY_BYTES + 2 * namespace.length : 0)
    if (!this.#makeRoom(known, entry === undefined ? 1 : 0, more)) return 'E_UNAVAILABLE'

    const owner = known ?? this.#owners.add(peer, record)
    owner.record = record
    const expires = Math.ceil(now / 1_000 + ttl)
    if (entry === undefined)
      this.#add({ namespace, owner, expires, key: this.#random(), order: ++this.#orders })
    else {
      this.#expiry.remove(entry)
      entry.expires = expires
      this.#expiry.add(entry)
    }
    this.#bytes += more
    return 'OK'
  }

  /** Ends a registration; whether there was one. */
  unregister(peer: string, namespace: string, now: number): boolean {
    this.#expire(now)
    const entry = this.#owners.get(peer)?.entries.get(namespace)
    if (entry === undefined) return false
    this.#remove(entry)
    return true
  }

  /** What is known of a peer's record. */
  recordOf(peer: string): KnownRecord | undefined {
    return this.#owners.get(peer)?.record
  }

  /**
   * A page of a namespace, or of all where it is `undefined`, behind a position; from a random place where that is
   * `null`. One registration at least, if there is any, however large.
   */
  discover(namespace: string | undefined, from: Position | null, limit: number, now: number): FoundPage {
    this.#expire(now)
    const found: Found[] = []
    let room = this.#limits.pageBytes
    const take = ({ namespace: ns, owner, expires }: Entry): boolean => {
      const { bytes: record } = owner.record
      // A character takes three bytes at most: pairs of surrogates take four together.
      room -= FRAMING_BYTES + 3 * ns.length + record.length
      if (found.length >= limit || (room < 0 && found.length > 0)) return false
      found.push({ namespace: ns, record, ttl: Math.max(1, Math.floor(expires - now / 1_000)) })
      return true
    }
    const ring = namespace === undefined ? this.#all : (this.#namespaces.get(namespace) ?? new Ring<Entry>())
    const position = from ?? { kind: 'walk', until: this.#orders, start: this.#random(), last: null }
    return { found, position: ring.read(position, this.#orders, take) }
  }

  counts(now: number): RegistryCounts {
    this.#expire(now)
    return Object.freeze({
      registrations: this.#all.size,
      peers: this.#owners.size,
      namespaces: this.#namespaces.size,
      bytes: this.#bytes,
      expired: this.#expired,
      evicted: this.#evicted,
    })
  }

  #add(entry: Entry): void {
    let ring = this.#namespaces.get(entry.namespace)
    if (ring === undefined) this.#namespaces.set(entry.namespace, (ring = new Ring()))
    ring.add(entry)
    this.#all.add(entry)
    this.#expiry.add(entry)
    this.#owners.give(entry.owner, entry)
  }

  #remove(entry: Entry): void {
    const { namespace, owner } = entry
    const ring = this.#namespaces.get(namespace)
    ring?.remove(entry)
    if (ring?.size === 0) this.#namespaces.delete(namespace)
    this.#all.remove(entry)
    this.#expiry.remove(entry)
    this.#owners.take(owner, entry)
    this.#bytes -= ENTRY_BYTES + 2 * namespace.length
    if (owner.entries.size === 0) this.#bytes -= OWNER_BYTES + owner.record.bytes.length
  }

  #expire(now: number): void {
    for (const entry of this.#expiry.due(Math.floor(now / 1_000))) {
      this.#remove(entry)
      this.#expired++
    }
  }

  /** Takes from peers that have the most until it fits, unless the one who asks would have as many. */
  #makeRoom(asker: Owner<Entry> | undefined, entries: number, bytes: number): boolean {
    const { registrations, bytes: mostBytes } = this.#limits
    const had = (asker?.entries.size ?? 0) + entries
    while (this.#all.size + entries > registrations || (bytes > 0 && this.#bytes + bytes > mostBytes)) {
      const greediest = this.#owners.greediest()
      if (greediest === undefined || greediest === asker || greediest.entries.size <= had) return false
      const [oldest] = greediest.entries.values()
      if (oldest === undefined) return false
      this.#remove(oldest)
      this.#evicted++
    }
    return true
  }
}
