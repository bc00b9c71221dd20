/**
 * Lanes on the wire: their protocol's name and their bounds (SPEC LN).
 */
export const LANE_PROTOCOL = '/ghost-chat/lane/1.0.0'

/** Sizes are bytes, times milliseconds. */
export const LANE_LIMITS = Object.freeze({
  /** Others in a room that has lanes; a larger one has none (LN1). */
  others: 15,
  /** Lanes of one room that a member takes from others. */
  taken: 32,
  /** Lanes that one connection may carry: one for each room that its ends share. */
  perConnection: 64,
  /** From asking for a lane until the other side has said that it takes it. */
  open: 3_000,
  /** After how long a lane that was not to be had is asked for again. */
  retry: 10_000,
  /** How long a reader may take nothing while more waits for it (LN4). */
  patience: 2_000,
  /** Frames of one lane that are being judged; no more are read meanwhile (LN4). */
  judging: 64,
  /** How long, and how much of, what the topic was not given is kept for newcomers (LN5). */
  leftOutFor: 10_000,
  leftOutBytes: 2_097_152,
  /** Frames that are known again when they come a second time, by the other way (LN3). */
  known: 8_192,
})
