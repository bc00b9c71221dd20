/**
 * Handing frames to a topic: by gossip, to those who are there, and no faster than they take them.
 */
import type { GossipSub } from '@libp2p/gossipsub'
import type { PeerId as Libp2pPeerId } from '@libp2p/interface'
import { NetworkError } from '../port.ts'
import type { GossipInternals } from './gossip-internals.ts'
import { Pace } from './pace.ts'
import { roomToSend } from './room-to-send.ts'

/** How long a peer may take nothing of what the topic hands it before its sender goes on, in milliseconds. */
const SLOWEST = 2_000

export interface OutletHost {
  readonly gossip: GossipSub
  readonly internals: GossipInternals
  /** Whether a frame that reaches nobody was sent all the same: there is nobody to hear it (SPEC FD6). */
  readonly standsAlone: boolean
}

export class Outlet {
  readonly #topic: string
  readonly #host: OutletHost
  readonly #pace = new Pace(() => performance.now())

  constructor(topic: string, host: OutletHost) {
    this.#topic = topic
    this.#host = host
  }

  /** One of those who are there to take frames, if any are. */
  get ear(): string | undefined {
    return this.#host.internals.reach(this.#topic)
  }

  /** Gives the peers that it was handed to. @throws NetworkError `ERR_OFFLINE` when there is nobody */
  async hand(frame: Uint8Array): Promise<readonly Libp2pPeerId[]> {
    // Gossipsub marks a frame as seen before it finds that no stream is there to send it on.
    if (this.ear === undefined) {
      if (this.#host.standsAlone) return []
      throw offline()
    }
    let recipients: readonly Libp2pPeerId[]
    try {
      recipients = (await this.#host.gossip.publish(this.#topic, frame)).recipients
    } catch (cause) {
      throw offline(cause)
    }
    if (recipients.length === 0) throw offline()
    return recipients
  }

  /** Waits while these peers have more than enough to read, and for this member's turn (SPEC NW17). */
  async keepPace(peers: readonly Libp2pPeerId[]): Promise<void> {
    const streams = peers.flatMap((peer) => this.#host.internals.outbound(peer.toString()) ?? [])
    // Whoever takes nothing for longer is gossip's to part with.
    await Promise.all(streams.map((stream) => roomToSend(stream, SLOWEST).catch(() => undefined)))
    const wait = this.#pace.take()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

function offline(cause?: unknown): NetworkError {
  return new NetworkError('ERR_OFFLINE', 'There is nobody to hand the frame to.', { cause })
}
