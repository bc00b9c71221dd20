/**
 * Places for circuits that come in (SPEC NW24). A relay opens a circuit for any peer that knows a member's peer id, and
 * libp2p refuses connections once it has 128: without places of their own, strangers would make a member unreachable.
 */
import type { Connection } from '@libp2p/interface'

export const CIRCUIT_LIMITS = Object.freeze({
  /** Of one peer: a second one may come before the end of the first was noticed. */
  perPeer: 2,
  /** Of peers that no room names, in all: newcomers ask over a circuit before they are known. */
  strangers: 32,
  /** In all; further connections are relays, direct links and circuits that this member opened. */
  circuits: 80,
})

export type Circuit = Pick<
  Connection,
  'remotePeer' | 'direction' | 'limits' | 'status' | 'streams' | 'timeline' | 'abort'
>

/**
 * Ends the circuits that have to give way to one that came in: idle ones before those in use, and of these the oldest.
 *
 * @param connections the connections that are open, the new one among them
 * @param isKnown whether a room names the peer
 */
export function makePlace(
  connections: readonly Circuit[],
  isKnown: (peer: string) => boolean,
  came: Circuit,
): void {
  if (!isIncoming(came)) return
  const others = connections.filter((one) => one !== came && one.status === 'open' && isIncoming(one))
  const peer = came.remotePeer.toString()
  const ended = new Set<Circuit>()
  const bound = (most: number, shares: (peer: string) => boolean): void => {
    if (!shares(peer)) return
    const sharing = others.filter((one) => !ended.has(one) && shares(one.remotePeer.toString()))
    // The one that came is not in the list, and stays.
    for (const one of sharing.toSorted(byUse).slice(0, Math.max(0, sharing.length + 1 - most))) {
      ended.add(one)
      one.abort(new Error('Another circuit needs its place.'))
    }
  }
  bound(CIRCUIT_LIMITS.perPeer, (other) => other === peer)
  bound(CIRCUIT_LIMITS.strangers, (other) => !isKnown(other))
  bound(CIRCUIT_LIMITS.circuits, () => true)
}

function isIncoming({ direction, limits }: Circuit): boolean {
  return direction === 'inbound' && limits !== undefined
}

/** Idle ones first, then the oldest. */
function byUse(one: Circuit, other: Circuit): number {
  const inUse = ({ streams }: Circuit): number => (streams.length > 0 ? 1 : 0)
  return inUse(one) - inUse(other) || one.timeline.open - other.timeline.open
}
