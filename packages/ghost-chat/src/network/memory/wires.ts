/**
 * What a node on the memory network sees of the hub, and the hub of a node.
 */
import type { FrameVerdict, LinkState, PeerId } from '../port.ts'

/** One topic of a node, seen from the hub. */
export interface Endpoint {
  readonly topic: string
  readonly state: LinkState
  receive: (frame: Uint8Array, from: PeerId) => Promise<FrameVerdict>
  answer: (request: Uint8Array, from: PeerId) => Promise<readonly Uint8Array[]>
  lost: (peer: PeerId) => void
}

/** A node, seen from the hub. */
export interface Node {
  readonly linked: boolean
  linkChanged: () => void
}

/** The hub, seen from a node. */
export interface Wires {
  /** Whether the hub runs. */
  readonly up: boolean
  enter: (endpoint: Endpoint, peer: PeerId) => void
  exit: (endpoint: Endpoint, peer: PeerId) => void
  remove: (peer: PeerId) => void
  /** The link to a peer was lost. */
  lost: (peer: PeerId) => void
  /** A frame from a peer to everyone else on the topic. */
  spread: (topic: string, frame: Uint8Array, from: PeerId) => void
  /** Runs a request at another peer. */
  ask: (topic: string, request: Uint8Array, from: PeerId, to: PeerId) => Promise<readonly Uint8Array[]>
}
