/**
 * What a way of finding peers has to offer. Each stands alone, and none is needed.
 */
import type { PeerId as Libp2pPeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** A peer that may be in a room, with addresses that may be its own: whoever said so is not believed. */
export interface Found {
  readonly peer: Libp2pPeerId
  readonly addresses: readonly Multiaddr[]
}

export interface Source {
  /** Makes this peer known as one of the room, where that is possible, unless that holds anyway. Never rejects. */
  readonly announce?: (topic: string, signal: AbortSignal) => Promise<void>
  /** Looks for others. May end in the middle; never rejects. */
  readonly find?: (topic: string, signal: AbortSignal) => AsyncIterable<Found>
  /** Called by the source when another look at it is worth it. */
  onNew?: () => void
  /** The room was left. */
  readonly leave?: (topic: string) => void
}
