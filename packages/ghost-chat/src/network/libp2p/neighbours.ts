/**
 * Whom a member links to directly (SPEC NW10): all of a small room, a few of a large one.
 *
 * In a large room every peer stands on several rings, each in an order of its own, and links to the one before
 * and the one after it on each. Both ends find the same, nobody has more than two links a ring, and one ring
 * alone already connects everybody. Who comes or goes changes the links of its neighbours and of nobody else.
 */
import { sha256 } from '@noble/hashes/sha2.js'

export const DIRECT_LIMITS = Object.freeze({
  /** The largest room, this member included, in which everyone links to everyone. */
  fullRoom: 16,
  /** Rings of a larger room: twice as many links at most. */
  rings: 4,
})

/** Places that are remembered, so that a large room is not hashed anew whenever somebody comes. */
const KEPT_PLACES = 16_384

/** A ring has 2^48 places, so two peers practically never share one. */
const RING = 2 ** 48

const encoder = new TextEncoder()
const places = new Map<string, readonly number[]>()

/**
 * The peers that `self` links to, out of all that are in the room.
 *
 * @param peers the room's peers, each once or more; `self` may be among them
 */
export function neighboursOf(self: string, peers: Iterable<string>): ReadonlySet<string> {
  const others = new Set(peers)
  others.delete(self)
  if (others.size < DIRECT_LIMITS.fullRoom) return others
  const chosen = new Set<string>()
  for (let ring = 0; ring < DIRECT_LIMITS.rings; ring++) {
    for (const peer of besides(self, others, ring)) chosen.add(peer)
  }
  return chosen
}

/** The peers after and before `self` on a ring. */
function besides(self: string, others: ReadonlySet<string>, ring: number): readonly string[] {
  const from = placeOf(self, ring)
  let [next, nearest] = ['', RING]
  let [last, farthest] = ['', -1]
  for (const peer of others) {
    const way = (placeOf(peer, ring) - from + RING) % RING
    if (way < nearest) [next, nearest] = [peer, way]
    if (way > farthest) [last, farthest] = [peer, way]
  }
  return [next, last]
}

/** Where a peer stands on a ring: 48 bits of the SHA-256 of its id, other ones for each ring. */
function placeOf(peer: string, ring: number): number {
  let known = places.get(peer)
  if (known === undefined) {
    const hash = sha256(encoder.encode(peer))
    const view = new DataView(hash.buffer, hash.byteOffset)
    known = Array.from({ length: DIRECT_LIMITS.rings }, (_, at) => {
      return view.getUint32(6 * at) * 2 ** 16 + view.getUint16(6 * at + 4)
    })
    if (places.size >= KEPT_PLACES) places.clear()
    places.set(peer, known)
  }
  return known[ring] ?? 0
}
