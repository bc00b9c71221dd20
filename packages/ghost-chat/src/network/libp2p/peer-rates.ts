/**
 * What one peer may hand over, and what all may together, in frames and in bytes (SPEC NW21). A peer that is over its
 * rate is not read for as long as its debt takes: what it sends waits in its own buffers, and nothing of it is lost.
 * Where all together are over theirs, those wait that are over an even share of it, and no others.
 *
 * Frames are a measure of work: one that is dearer to judge counts as more (`Charge`).
 */
import type { Intake } from './intake.ts'
import { Rate } from './rate.ts'

/** Rates last, bursts are at once. Sizes are bytes. */
export const PEER_RATES = Object.freeze({
  framesPerSecond: 500,
  frameBurst: 2_000,
  bytesPerSecond: 4_194_304,
  byteBurst: 8_388_608,
  /** How much more a relay may that the app named: it carries what whole rooms say. */
  relayFactor: 8,
  /** How much more all peers together may than one. Relays that the app named do not count among them. */
  totalFactor: 2,
  /** Shares of that: a peer within one is read on, whatever the others do. */
  shares: 16,
  /** The count of a frame that comes a second time, or on a topic that is not open: it is dropped unjudged. */
  unjudged: 0.25,
})

interface Buckets {
  readonly frames: Rate
  readonly bytes: Rate
  readonly factor: number
}

interface Cost {
  readonly frames: number
  readonly bytes: number
}

/** How a peer's debts are paid: the node does not read it for so many milliseconds. */
type Hold = Pick<Intake, 'hold'>

export class PeerRates {
  readonly #intake: Hold
  readonly #isRelay: (peer: string) => boolean
  readonly #now: () => number
  readonly #peers = buckets(1)
  readonly #relays = buckets(PEER_RATES.relayFactor)
  readonly #all = buckets(PEER_RATES.totalFactor)
  readonly #shares = buckets(PEER_RATES.totalFactor / PEER_RATES.shares)

  constructor(intake: Hold, isRelay: (peer: string) => boolean, now: () => number = () => performance.now()) {
    this.#intake = intake
    this.#isRelay = isRelay
    this.#now = now
  }

  /** Counts frames that a peer handed over, and their bytes. Gives the milliseconds until its debt is paid. */
  spend(peer: string, frames: number, bytes: number): number {
    const cost = { frames, bytes }
    const now = this.#now()
    const wait = this.#isRelay(peer)
      ? debt(this.#relays, peer, now, cost)
      : Math.max(debt(this.#peers, peer, now, cost), this.#ofTotal(peer, now, cost))
    if (wait > 0) this.#intake.hold(peer, wait)
    return wait
  }

  /** Counts a frame that came by lane, and waits until there is no debt. The lane is read no further meanwhile (LN4). */
  async spent(peer: string, bytes: number): Promise<void> {
    const wait = this.spend(peer, 1, bytes)
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  }

  /** Milliseconds until there is no debt of all together, or the peer is back within its share. */
  #ofTotal(peer: string, now: number, cost: Cost): number {
    return Math.min(debt(this.#all, 'all', now, cost), debt(this.#shares, peer, now, cost))
  }
}

/** Milliseconds until a key's debt is paid. */
function debt(inBuckets: Buckets, key: string, now: number, { frames, bytes }: Cost): number {
  const { factor } = inBuckets
  // A debt is bounded: one RPC, which is decoded whole, must not keep a peer waiting for minutes.
  return Math.max(
    inBuckets.frames.spend(key, now, frames, PEER_RATES.frameBurst * factor),
    inBuckets.bytes.spend(key, now, bytes, PEER_RATES.byteBurst * factor),
  )
}

function buckets(factor: number): Buckets {
  const { framesPerSecond, frameBurst, bytesPerSecond, byteBurst } = PEER_RATES
  return {
    frames: new Rate({ perSecond: framesPerSecond * factor, burst: frameBurst * factor }),
    bytes: new Rate({ perSecond: bytesPerSecond * factor, burst: byteBurst * factor }),
    factor,
  }
}
