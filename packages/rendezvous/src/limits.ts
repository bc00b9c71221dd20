/**
 * The bounds of the client. Sizes are bytes, times milliseconds unless they say seconds.
 */
export const CLIENT_LIMITS = Object.freeze({
  /** A namespace, as UTF-8: the specification's 255, counted as the implementations in Go and Rust count. */
  namespaceBytes: 255,
  /** A response. Go's servers write up to 4 MiB, Rust's 1 MiB. */
  responseBytes: 4_194_304,
  /** Registrations of one response; the rest is not looked at. Also the most that can be asked for at once. */
  registrations: 1_000,
  /** Registrations that are asked for where the caller does not say. */
  defaultLimit: 100,
  /** A signed peer record; longer ones are dropped unread. */
  recordBytes: 8_192,
  /** A request with its response (an option). */
  timeout: 10_000,
  /** Peers that `discoverAll` finds before it stops (an option). */
  peers: 1_000,
  /** Pages that `discoverAll` asks for. */
  pages: 100,
  /** A cookie that is sent back. */
  cookieBytes: 1_024,
})
