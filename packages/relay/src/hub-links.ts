/**
 * Which relays are linked in which room, within bounds. Knows no network but gossip's way of telling.
 */
import { roomDigest, type GossipInternals } from 'ghost-chat/network/gossip'
import type { RelayLimits } from './limits.ts'

interface Link {
  /** Whether the relay was told that this one is in the room. */
  announced: boolean
  /** Whether it asked by itself. */
  readonly stranger: boolean
}

export class HubLinks {
  readonly #limits: RelayLimits
  readonly #internals: GossipInternals
  readonly #rooms = new Map<string, Map<string, Link>>()
  /** Topics by their digests, in hex. */
  readonly #digests = new Map<string, string>()
  /** In how many rooms each relay is linked. */
  readonly #relays = new Map<string, number>()
  /** Relays that the operator named: they are linked whatever the bounds say. */
  readonly #named = new Set<string>()

  constructor(limits: RelayLimits, internals: GossipInternals) {
    this.#limits = limits
    this.#internals = internals
  }

  open(topic: string): void {
    this.#rooms.set(topic, new Map())
    this.#digests.set(hex(roomDigest(topic)), topic)
  }

  /** Drops a room. Who comes back to it must not take the other relays for told. */
  drop(topic: string): void {
    for (const peer of [...(this.#rooms.get(topic)?.keys() ?? [])]) {
      this.unlink(topic, peer)
      this.#internals.forgetSubscriber(topic, peer)
    }
    this.#rooms.delete(topic)
    this.#digests.delete(hex(roomDigest(topic)))
  }

  serves(topic: string): boolean {
    return this.#rooms.has(topic)
  }

  topics(): Iterable<string> {
    return this.#rooms.keys()
  }

  topicOf(digest: Uint8Array): string | undefined {
    return this.#digests.get(hex(digest))
  }

  /** The operator named this relay. */
  name(peer: string): void {
    this.#named.add(peer)
  }

  /** Those that the operator named and that were reached. */
  get named(): Iterable<string> {
    return this.#named
  }

  isHub(topic: string, peer: string): boolean {
    return this.#rooms.get(topic)?.has(peer) === true
  }

  isRelay(peer: string): boolean {
    return this.#relays.has(peer)
  }

  /** Relays that are linked in any room, and links. */
  get counts(): { readonly relays: number; readonly links: number } {
    const links = [...this.#relays.values()].reduce((sum, count) => sum + count, 0)
    return { relays: this.#relays.size, links }
  }

  /** Whether another relay may be looked for in a room, and dialled. */
  hasRoom(topic: string): boolean {
    const links = this.#rooms.get(topic)
    return links !== undefined && links.size < this.#limits.relaysPerRoom
  }

  /** Whether this relay may be asked whether it is in a room, too. */
  mayLink(topic: string, peer: string): boolean {
    return !this.isHub(topic, peer) && (this.#named.has(peer) ? this.serves(topic) : this.hasRoom(topic))
  }

  get isFull(): boolean {
    return this.#relays.size >= this.#limits.relayConnections
  }

  /** Takes a relay for linked in a room; says whether it is. */
  link(topic: string, peer: string, stranger: boolean): boolean {
    const links = this.#rooms.get(topic)
    if (links === undefined) return false
    if (links.has(peer)) return true
    if (!this.#named.has(peer)) {
      const strangers = [...links.values()].filter((link) => link.stranger).length
      // Half of the places are for relays that this one found itself.
      if (stranger && strangers >= this.#limits.relaysPerRoom / 2) return false
      if (!this.hasRoom(topic) || (this.isFull && !this.isRelay(peer))) return false
    }
    links.set(peer, { announced: false, stranger })
    this.#relays.set(peer, (this.#relays.get(peer) ?? 0) + 1)
    return true
  }

  unlink(topic: string, peer: string): void {
    if (this.#rooms.get(topic)?.delete(peer) !== true) return
    const left = (this.#relays.get(peer) ?? 1) - 1
    if (left === 0) this.#relays.delete(peer)
    else this.#relays.set(peer, left)
  }

  /** Tells a linked relay, once, that this one is in the room, and meshes with it. */
  announce(topic: string, peer: string): void {
    const link = this.#rooms.get(topic)?.get(peer)
    if (link === undefined) return
    this.#internals.forgive(topic, peer)
    if (!link.announced) {
      link.announced = true
      this.#internals.announce(topic, peer)
    }
    this.#internals.graftNow(topic, peer)
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
