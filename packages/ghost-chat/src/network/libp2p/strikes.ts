/**
 * Strikes: who hands over too many frames that had to be rejected is refused for a while (SPEC VE6).
 *
 * Gossipsub's own score does neither: a rejected frame costs nothing until a topic is given score parameters,
 * and a peer of the worst score stays connected.
 */
export interface StrikeLimits {
  /** Rejected frames within the window that end the connection. */
  readonly rejects: number
  /** In milliseconds. */
  readonly window: number
  /** How long the peer is refused afterwards, in milliseconds. */
  readonly refusal: number
  /** Peers remembered at once, of each kind. The one remembered longest gives way. */
  readonly peers: number
}

export const STRIKE_LIMITS: StrikeLimits = Object.freeze({
  rejects: 16,
  window: 10_000,
  refusal: 60_000,
  peers: 4_096,
})

/** Counts rejected frames per peer. The clock comes in as an argument, in milliseconds. */
export class Strikes {
  readonly #limits: StrikeLimits
  /** The times of a peer's latest rejected frames, oldest first. */
  readonly #times = new Map<string, number[]>()
  /** Until when a peer is refused. */
  readonly #refused = new Map<string, number>()

  constructor(limits: StrikeLimits = STRIKE_LIMITS) {
    this.#limits = limits
  }

  /**
   * Counts one rejected frame. True if it was the one too many: hang up on the peer.
   * @param rejects how many the peer may have, where that is fewer than the limits say
   */
  strike(peer: string, now: number, rejects = this.#limits.rejects): boolean {
    const { window, refusal, peers } = this.#limits
    const recent = (this.#times.get(peer) ?? []).filter((time) => now - time < window)
    recent.push(now)
    this.#times.delete(peer)
    if (recent.length < rejects) {
      remember(this.#times, peer, recent, peers)
      return false
    }
    remember(this.#refused, peer, now + refusal, peers)
    return true
  }

  /** Whether a peer is refused now. */
  isRefused(peer: string, now: number): boolean {
    const until = this.#refused.get(peer)
    if (until === undefined) return false
    if (now < until) return true
    this.#refused.delete(peer)
    return false
  }
}

function remember<T>(map: Map<string, T>, peer: string, value: T, most: number): void {
  map.delete(peer)
  map.set(peer, value)
  if (map.size <= most) return
  const eldest = map.keys().next()
  if (eldest.done !== true) map.delete(eldest.value)
}
