/**
 * Every bound of a rendezvous point, in one place.
 */

/** Sizes are bytes, times milliseconds unless they say seconds. */
export const SERVER_LIMITS = Object.freeze({
  /** A namespace, as UTF-8: the specification's 255, counted as the implementations in Go and Rust count. */
  namespaceBytes: 255,
  /** Seconds that a registration lasts at least and at most: what the specification recommends. */
  minTtl: 7_200,
  maxTtl: 259_200,
  /** Seconds, where a registration names none. */
  defaultTtl: 7_200,
  /** A signed peer record. */
  recordBytes: 8_192,
  /** Registrations of one peer: the specification's number. */
  registrationsPerPeer: 1_000,
  /** Registrations in one namespace. */
  registrationsPerNamespace: 10_000,
  /** All registrations. Beyond it, peers that have many give way to those that have few. */
  registrations: 50_000,
  /** What all registrations take in memory, roughly. */
  bytes: 67_108_864,
  /** Registrations in one response: the specification's number. */
  pageRegistrations: 1_000,
  /** Bytes of one response's registrations. Rust's client reads 1 MiB at most. */
  pageBytes: 1_000_000,
  /** A request. */
  requestBytes: 16_384,
  /** From the stream's opening, or the last response, to a whole request; and for a response to be taken. */
  requestTimeout: 10_000,
  /** Requests on one stream. */
  requestsPerStream: 256,
  /** Streams of one connection at once. */
  streamsPerConnection: 16,
  /** Registering and unregistering of one peer: lastingly per second, and at once. */
  registersPerSecond: 10,
  registerBurst: 100,
  /** Discovering of one peer. */
  discoversPerSecond: 10,
  discoverBurst: 100,
  /** Discovering of all peers behind one network address, where the point is told how to know one. */
  discoversPerSecondAndAddress: 100,
  discoverBurstPerAddress: 1_000,
  /** Peers, and addresses, whose requests are counted. */
  countedPeers: 10_000,
})

export type ServerLimits = { readonly [Name in keyof typeof SERVER_LIMITS]: number }
