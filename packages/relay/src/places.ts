/**
 * Places, of which there are so many (SPEC NW23): sockets, handshakes, connections, rooms. Each place counts for a
 * network address. An address has half of all places at most, since a school, an event or a proxy that nobody named has
 * one address for all; and when all are taken, the address that has most gives way to one that has fewer.
 *
 * Knows neither sockets nor rooms.
 */
export interface Place {
  readonly address: string
  /** Its worth: among those of one address the one worth least goes first. */
  readonly worth: () => number
  /** Takes the place away. */
  readonly end: () => void
}

export interface PlacesLimits {
  readonly places: number
  readonly perAddress: number
}

/** The worth of a place that gives way to no other of its own address, or of one that has as many. */
export const IN_USE = Number.MAX_SAFE_INTEGER / 2

export class Places<P extends Place = Place> {
  readonly #limits: PlacesLimits
  readonly #taken = new Map<string, Set<P>>()
  #size = 0

  constructor(limits: PlacesLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#size
  }

  /** How many places an address has. */
  of(address: string): number {
    return this.#taken.get(address)?.size ?? 0
  }

  /** Takes a place, and one from somebody else if need be. False if there is none. */
  take(place: P): boolean {
    const { places, perAddress } = this.#limits
    const own = this.of(place.address)
    if (own >= perAddress) {
      if (!this.#end(this.#leastOf(place.address, IN_USE))) return false
    } else if (this.#size >= places && !this.#end(this.#givesWayTo(place.address, own))) return false
    const taken = this.#taken.get(place.address) ?? new Set()
    this.#taken.set(place.address, taken)
    taken.add(place)
    this.#size++
    return true
  }

  /** Gives a place back. May be called twice. */
  leave(place: P): void {
    const taken = this.#taken.get(place.address)
    if (taken?.delete(place) !== true) return
    this.#size--
    if (taken.size === 0) this.#taken.delete(place.address)
  }

  /** The place that goes for an address that has so many. */
  #givesWayTo(address: string, own: number): P | null {
    const greediest = this.#greediest()
    // It has more than the newcomer will have: it is not asked what for.
    if (greediest !== null && this.of(greediest) > own + 1) return this.#leastOf(greediest, Infinity)
    // Else one that is not in use, of its own or of an address that has more than it has now.
    const others = [...this.#taken.keys()].filter((one) => one === address || this.of(one) > own)
    return least(others.map((one) => this.#leastOf(one, IN_USE)).filter((one) => one !== null))
  }

  #greediest(): string | null {
    let [greediest, most]: [string | null, number] = [null, 0]
    for (const [address, { size }] of this.#taken) if (size > most) [greediest, most] = [address, size]
    return greediest
  }

  /** Of an address the place that is worth least, if it is worth less than so much. */
  #leastOf(address: string, below: number): P | null {
    const found = least([...(this.#taken.get(address) ?? [])])
    return found !== null && found.worth() < below ? found : null
  }

  #end(place: P | null): boolean {
    if (place === null) return false
    this.leave(place)
    place.end()
    return true
  }
}

function least<P extends Place>(places: readonly P[]): P | null {
  let [found, lowest]: [P | null, number] = [null, Infinity]
  for (const place of places) {
    const worth = place.worth()
    if (worth < lowest) [found, lowest] = [place, worth]
  }
  return found
}
