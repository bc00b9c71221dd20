/**
 * The sync protocol's frame on the wire (SPEC SY1): its name and its bounds, for both sides.
 */
export const SYNC_PROTOCOL = '/ghost-chat/sync/1.0.0'

/** Sizes are bytes, times milliseconds. */
export const SYNC_LIMITS = Object.freeze({
  /** The longest topic (a topic is ASCII). */
  topicBytes: 1_600,
  /** The longest request: room for one envelope. */
  requestBytes: 40_960,
  /** The longest frame of an answer: an envelope. */
  frameBytes: 36_864,
  /** A length before a frame, at most. */
  lengthBytes: 3,
  /** The answerer's side of a request, from its first byte to its last. */
  answerTimeout: 5_000,
  /** Opening a stream on a connection that was there before: it may be dead without knowing it. */
  openTimeout: 1_000,
  /** A circuit over one of several relays, until the next is tried. */
  relayTimeout: 2_000,
  /** The asker's side, where its signal does not end it sooner. */
  requestTimeout: 15_000,
  /** Requests that one peer may have under way on one connection, and all peers together. */
  streamsPerPeer: 8,
  streams: 64,
})
