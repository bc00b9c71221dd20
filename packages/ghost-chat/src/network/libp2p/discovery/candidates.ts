/**
 * Peers that were found for a room and are not known to it yet. Bounded, and forgotten after a while.
 */
export const CANDIDATE_LIMITS = Object.freeze({
  /** Peers of one room; the one found the longest ago gives way. */
  peers: 64,
  /** How long a peer that the room does not come to know is remembered, in milliseconds. */
  age: 60_000,
})

interface Candidate {
  readonly via: readonly string[]
  readonly until: number
}

export class Candidates {
  readonly #rooms = new Map<string, Map<string, Candidate>>()

  /** @param via relays over which the peer is reached, by their multiaddrs */
  add(topic: string, peer: string, via: readonly string[], now: number): void {
    const room = this.#rooms.get(topic) ?? new Map<string, Candidate>()
    this.#rooms.set(topic, room)
    const known = room.get(peer)
    room.delete(peer)
    room.set(peer, { via: via.length > 0 ? via : (known?.via ?? []), until: now + CANDIDATE_LIMITS.age })
    const [eldest] = room.keys()
    if (room.size > CANDIDATE_LIMITS.peers && eldest !== undefined) room.delete(eldest)
  }

  /** Those of a room that are still remembered. */
  of(topic: string, now: number): readonly string[] {
    const room = this.#rooms.get(topic)
    for (const [peer, { until }] of room ?? []) if (until <= now) room?.delete(peer)
    return [...(room?.keys() ?? [])]
  }

  /** Relays over which a peer is reached. */
  viaOf(peer: string): readonly string[] {
    return [...this.#rooms.values()].flatMap((room) => room.get(peer)?.via ?? [])
  }

  leave(topic: string): void {
    this.#rooms.delete(topic)
  }
}
