/**
 * Whom a member is to link to, as its rooms say (SPEC NW10), and since when. Pure.
 */
import type { PeerId } from '../port.ts'
import { neighboursOf } from './neighbours.ts'
import { isPeerId } from './peer-name.ts'

export class Wanted {
  readonly #self: string
  readonly #isName: (text: string) => boolean
  readonly #rooms = new Map<string, ReadonlySet<string>>()
  /**
   * Each room's peers as they were told last, and whether that is a peer id: a name that was read once, and one that
   * is none most of all, need not be read whenever somebody comes.
   */
  readonly #told = new Map<string, ReadonlyMap<string, boolean>>()
  /** In milliseconds of the caller's clock. */
  #since: ReadonlyMap<string, number> = new Map()

  /** @param isName whether a text is a peer id */
  constructor(self: string, isName: (text: string) => boolean = isPeerId) {
    this.#self = self
    this.#isName = isName
  }

  /** Takes note of the peers that are in a room now; `null` when it was left. */
  meet(topic: string, peers: readonly PeerId[] | null, now: number): void {
    const known = this.#told.get(topic)
    this.#told.delete(topic)
    this.#rooms.delete(topic)
    if (peers !== null) {
      const told = new Map<string, boolean>()
      for (const peer of peers) told.set(peer, known?.get(peer) ?? this.#isName(peer))
      this.#told.set(topic, told)
      this.#rooms.set(topic, neighboursOf(this.#self, new Set(peers.filter((peer) => told.get(peer)))))
    }
    const before = this.#since
    const chosen = [...this.#rooms.values()].flatMap((one) => [...one])
    this.#since = new Map(chosen.map((peer) => [peer, before.get(peer) ?? now]))
  }

  /** The peers that a room asks this member to link to. */
  of(topic: string): ReadonlySet<string> {
    return this.#rooms.get(topic) ?? new Set()
  }

  has(peer: string): boolean {
    return this.#since.has(peer)
  }

  /** Each peer, and since when it is wanted. */
  all(): Iterable<readonly [string, number]> {
    return this.#since
  }
}
