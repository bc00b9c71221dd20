/**
 * The budgets of a relay's bearers: by peer, by the network address that it comes from, and in all. A bearer is a peer
 * that hands something over, whoever made it.
 *
 * Knows neither gossip nor rooms. Times come in as arguments, in milliseconds of a clock that only goes forward.
 */
import { Rate } from 'ghost-chat/network/gossip'
import type { RelayLimits } from './limits.ts'

export interface Bearer {
  readonly peer: string
  /** The network address that it comes from; `null` where the relay dialled it. */
  readonly address: string | null
  /** Whether it is another relay, which has many members. */
  readonly isRelay: boolean
}

/** The cost of a frame that was seen before: next to nothing. */
const REPEATED = 1 / 8
/** Bytes that go into a frame's price of 1. */
const BYTES_PER_FRAME = 4_096
/**
 * Frames that a peer of an address which is far over its rate may still have said lately and be read. It keeps those
 * in reach who say little behind the same address.
 */
const SAID_LITTLE = 100

/** Debt beyond which a peer's RPCs are dropped, in bursts: more than can be under way when it is read no further. */
const OVERDRAFT = 2

/** The cost of a frame of so many bytes, in frames. */
export function frameCost(bytes: number): number {
  return Math.max(1, bytes / BYTES_PER_FRAME)
}

/** A rate for each peer, and one for each address beside it. */
class Pair {
  readonly #peers: Rate
  readonly #addresses: Rate

  constructor(perSecond: number, burst: number, addressPerSecond: number, addressBurst: number) {
    this.#peers = new Rate({ perSecond, burst })
    this.#addresses = new Rate({ perSecond: addressPerSecond, burst: addressBurst })
  }

  take({ peer, address }: Bearer, now: number): boolean {
    if (!this.#peers.has(peer, now)) return false
    if (address !== null && !this.#addresses.take(address, now)) return false
    return this.#peers.take(peer, now)
  }
}

export class Budgets {
  readonly #limits: RelayLimits
  readonly #frames: Rate
  readonly #relayFrames: Rate
  readonly #addressFrames: Rate
  readonly #ignored: Rate
  readonly #dids: Pair
  readonly #proofs: Pair

  constructor(limits: RelayLimits) {
    this.#limits = limits
    this.#frames = new Rate({ perSecond: limits.framesPerSecond, burst: limits.frameBurst })
    this.#relayFrames = new Rate({ perSecond: limits.relayFramesPerSecond, burst: limits.relayFrameBurst })
    this.#addressFrames = new Rate({
      perSecond: limits.addressFramesPerSecond,
      burst: limits.addressFrameBurst,
    })
    this.#ignored = new Rate({ perSecond: limits.ignoredPerSecond, burst: limits.ignoredBurst })
    this.#dids = new Pair(
      limits.didsPerSecond,
      limits.didBurst,
      limits.addressDidsPerSecond,
      limits.addressDidBurst,
    )
    this.#proofs = new Pair(
      limits.peerProofsPerSecond,
      limits.peerProofBurst,
      limits.addressProofsPerSecond,
      limits.addressProofBurst,
    )
  }

  /**
   * Takes what something cost that a bearer handed over, in frames.
   *
   * An address pays back a second at most: an attacker behind it slows down those who share it, and does not stop them.
   * @returns milliseconds for which the bearer is not to be read; 0 while it keeps to its rates
   */
  spend(bearer: Bearer, cost: number, now: number): number {
    const { peer, address } = bearer
    const own = this.#framesOf(bearer).spend(peer, now, cost, (OVERDRAFT + 1) * this.#burstOf(bearer))
    if (address === null) return own
    const { addressFramesPerSecond } = this.#limits
    return Math.max(own, this.#addressFrames.spend(address, now, cost, addressFramesPerSecond))
  }

  /** As `spend`, for a frame that had come before. */
  spendRepeated(bearer: Bearer, now: number): number {
    return this.spend(bearer, REPEATED, now)
  }

  /**
   * Whether a bearer that should not have been read goes on all the same, so that what comes of it is to be dropped:
   * what was under way when it was read no further is less than that.
   */
  isOver(bearer: Bearer, now: number): boolean {
    const burst = this.#burstOf(bearer)
    const left = this.#framesOf(bearer).left(bearer.peer, now)
    if (left < -OVERDRAFT * burst) return true
    const { address } = bearer
    if (address === null || left >= burst - SAID_LITTLE) return false
    return this.#addressFrames.left(address, now) <= -this.#limits.addressFramesPerSecond
  }

  /** Counts a frame that its bearer could have known to be of no use. True if it was one too many: a strike. */
  ignored({ peer, isRelay }: Bearer, now: number): boolean {
    return !isRelay && !this.#ignored.take(peer, now)
  }

  /** Whether a bearer may bring a frame of a DID that the relay does not know. */
  mayBringDid(bearer: Bearer, now: number): boolean {
    return bearer.isRelay || this.#dids.take(bearer, now)
  }

  /** Whether the proof of an account that a bearer brings may be checked. */
  mayBringProof(bearer: Bearer, now: number): boolean {
    return this.#proofs.take(bearer, now)
  }

  #framesOf({ isRelay }: Bearer): Rate {
    return isRelay ? this.#relayFrames : this.#frames
  }

  #burstOf({ isRelay }: Bearer): number {
    return isRelay ? this.#limits.relayFrameBurst : this.#limits.frameBurst
  }
}

/** Refusals of peers of one address after which its peers have no credit, and for how long that counts, in milliseconds. */
const BAD = { refusals: 4, window: 600_000, addresses: 4_096 } as const

/**
 * Addresses from which peers were refused lately (SPEC VE6). A key costs nothing, so a new one from such an address has
 * no strikes to spare: its first reject ends the connection. Those behind the same address who send nothing wrong never
 * notice.
 */
export class Standing {
  readonly #refusals = new Map<string, number[]>()

  /** A peer of this address was refused. */
  refused(address: string, now: number): void {
    const recent = this.#recent(address, now)
    recent.push(now)
    this.#refusals.delete(address)
    this.#refusals.set(address, recent.slice(-BAD.refusals))
    if (this.#refusals.size <= BAD.addresses) return
    const eldest = this.#refusals.keys().next()
    if (eldest.done !== true) this.#refusals.delete(eldest.value)
  }

  isBad(address: string | null, now: number): boolean {
    return address !== null && this.#recent(address, now).length >= BAD.refusals
  }

  #recent(address: string, now: number): number[] {
    return (this.#refusals.get(address) ?? []).filter((at) => now - at < BAD.window)
  }
}
