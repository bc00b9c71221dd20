/**
 * The Network port: what a chat needs of a network, and all it knows of one.
 *
 * It speaks of bytes, topics and peers. It does not know envelopes, identities or rooms, so that the same
 * room runs over queues in a test and over libp2p in a browser.
 */

import type { RelayFailure } from './relay-failure.ts'

/** A peer's name on the network (for libp2p: its peer id in text form). */
export type PeerId = string & { readonly __peerId: true }

/**
 * What becomes of a frame: `accept` forwards it, `ignore` drops it without blame, `reject` drops it and
 * counts against the peer that handed it over; enough rejects end that connection.
 */
export type FrameVerdict = 'accept' | 'ignore' | 'reject'

/** How a topic is reached now: `offline` means nobody, not even a relay, and the network keeps trying. */
export type LinkState = 'connecting' | 'relayed' | 'direct' | 'offline'

/** One peer this node has a connection of its own to, or can reach over a relay. */
export interface PeerLink {
  readonly peer: PeerId
  readonly path: 'direct' | 'relayed'
  /** Round-trip time in milliseconds, or `null` while it is not known. */
  readonly rtt: number | null
}

/** The room's side of a channel. None of these may throw; the network treats a throw as `ignore` or as no answer. */
export interface ChannelHandler {
  /**
   * Judges a frame that a peer handed over, before it is forwarded. Called in the order of arrival; the room alone
   * decides the order of the verdicts, and the network forwards frames in that order (SPEC VE7).
   * @param aside called when this frame's verdict may take long and holds up no other frame's (SPEC ID6): the room bounds
   * such frames itself, so the network does not count it among those of the peer that are in hand
   * @param charge told, before the verdict, that judging the frame takes as much work as so many frames more (SPEC NW21)
   */
  judge: (
    frame: Uint8Array,
    from: PeerId,
    aside?: () => void,
    charge?: (frames: number) => void,
  ) => Promise<FrameVerdict>
  /** Answers a request that a peer sent over a stream of its own: a bounded list of frames. */
  answer: (request: Uint8Array, from: PeerId) => Promise<readonly Uint8Array[]>
  /** `state` or `peers()` of the channel changed. */
  changed: () => void
  /** A peer is there to hear this node, and nobody was, though it was never offline: what it said, nobody heard. */
  heard?: (peer: PeerId) => void
  /**
   * Relays over which a peer says that it is reached, by their multiaddrs. Asked when no relay of this node's own
   * leads to it. They are a stranger's word.
   */
  via?: (peer: PeerId) => readonly string[]
  /** The last link to a peer ended, or a relay says that its link to it did. A hint, no proof. */
  lost: (peer: PeerId) => void
}

/** How much one sender may say on a topic: so many messages in any `window` milliseconds. */
export interface FloodLimit {
  readonly messages: number
  readonly window: number
}

export interface RequestOptions {
  readonly signal?: AbortSignal
  /** The answer is cut off after this many frames. */
  readonly maxFrames: number
  /** The answer is cut off after this many bytes. */
  readonly maxBytes: number
  /**
   * Whether relays that only the peer names may be dialled for it (SPEC FD7): for what the user does, never for what a
   * stranger can bring about in every member at once.
   * @default false
   */
  readonly strangers?: boolean
  /** The relays over which the member that is asked is reached. @default those that the handler's `via` gives */
  readonly via?: readonly string[] | undefined
}

export interface PublishOptions {
  /**
   * Whether the frame may go straight to peers, and past the topic where all of the room have a way of their own
   * (SPEC LN). What everybody must hear of, those included whom nobody knows yet, does not.
   * @default false
   */
  readonly lanes?: boolean
}

/** One topic, opened. */
export interface Channel {
  readonly topic: string
  readonly state: LinkState
  peers: () => readonly PeerLink[]
  /**
   * Whether a peer may be asked something without dialling a relay that only a stranger names. Without this, everybody
   * may be.
   */
  reaches?: (peer: PeerId) => boolean
  /**
   * Takes note of the peers that are in the room now, as their members say: whom this node may link to
   * directly. To be called whenever that changes. What is no peer's name is passed over.
   */
  meet: (peers: readonly PeerId[]) => void
  /**
   * Hands a frame to the topic's peers. Resolves once at least one peer (a hub counts) was handed it, and those who
   * are behind have room for more. Nothing was sent when it rejects.
   * @throws NetworkError `ERR_OFFLINE` when there is nobody to hand it to
   */
  publish: (frame: Uint8Array, options?: PublishOptions) => Promise<void>
  /**
   * Asks one peer over a stream of its own and yields the frames of its answer.
   * @throws NetworkError `ERR_UNREACHABLE` when the peer cannot be reached or does not answer; `ERR_PEER_GONE` when no
   * connection to it is left and every relay that leads to it says that it is not there
   */
  request: (peer: PeerId, request: Uint8Array, options: RequestOptions) => AsyncIterable<Uint8Array>
  /** Leaves the topic. May be called twice. */
  close: () => Promise<void>
}

/** A node on a network. One serves all rooms of a space. */
export interface Network {
  readonly self: PeerId
  /** The relays over which this node is reached now, by their multiaddrs: what others get to hear by `via`. */
  readonly via?: readonly string[]
  /**
   * What each of those says whom the app chose and who tell the time, its relays above all: milliseconds to be added
   * to this machine's clock. Empty while none is known.
   */
  readonly clockOffsets: readonly number[]
  /** The rule of that connected relay which passes on the most. `null` when one passes on everything, or none is there. */
  readonly flood: FloodLimit | null
  /** Why the relays could not be reached to which there is no connection: `timeout` where none is known yet. */
  readonly relayFailures?: readonly RelayFailure[]
  /**
   * Tries at once to reach the relays that are not connected. Resolves with why that failed once it has for all of them;
   * with none when one is connected, or where members may be met without a relay.
   */
  readonly tryRelays?: () => Promise<readonly RelayFailure[]>
  /**
   * Opens a topic and keeps it open: a lost link is retried with back-off until `close`.
   * Frames may reach the handler before this returns.
   */
  open: (topic: string, handler: ChannelHandler) => Channel
  /** Closes all channels and connections. May be called twice. */
  close: () => Promise<void>
}

/** Makes a network; called at most once per space, when its first room is joined. */
export type NetworkFactory = (options: { readonly signal?: AbortSignal }) => Promise<Network>

/** Codes are part of the public face; see docs/SPEC.md. */
export type NetworkErrorCode =
  | 'ERR_OFFLINE'
  | 'ERR_UNREACHABLE'
  | 'ERR_PEER_GONE'
  | 'ERR_CLOSED'
  | 'ERR_RELAY_ADDRESS'
  | 'ERR_OPTION_INVALID'
  | 'ERR_RELAY_UNREACHABLE'
  | 'ERR_FRAME_TOO_LARGE'

/** The one error a network throws. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly code: NetworkErrorCode
  /** Whether some of a request may have come to the peer; false where the network knows that none did. */
  readonly handed: boolean

  constructor(
    code: NetworkErrorCode,
    message: string,
    { handed = true, ...options }: ErrorOptions & { readonly handed?: boolean } = {},
  ) {
    super(message, options)
    this.code = code
    this.handed = handed
  }
}
