/**
 * Every bound of a relay, in one place. libp2p's defaults suit a peer among peers: 5 connections a second
 * from one address, 300 in all, 15 reservations, 2 minutes and 128 KiB a circuit. A relay serves a room
 * behind one NAT, and more rooms than one.
 *
 * What one peer may make gossip hold or decode is the same on every node: `GOSSIP_LIMITS` of ghost-chat.
 */

/** Sizes are bytes, times milliseconds. */
export const RELAY_LIMITS = Object.freeze({
  /** Sockets at once, of all and of one address: pages and HTTP, websockets, and those that say nothing. */
  sockets: 6_144,
  addressSockets: 3_072,
  /** Connections at once, of all and of one address. The idlest of the address that has most gives way. */
  connections: 2_048,
  addressConnections: 1_024,
  /** New connections per second from one address, lasting and at once; further ones wait their turn. */
  inboundPerSecond: 64,
  inboundBurst: 256,
  /** Connections that are still shaking hands, of all and of one address; further ones wait their turn. */
  pendingInbound: 256,
  addressPendingInbound: 64,
  /** How long a handshake may take. */
  inboundTimeout: 10_000,
  /** A socket that is no websocket by then is closed. */
  httpTimeout: 60_000,
  /** A websocket message. Noise frames are at most 64 KiB. */
  websocketMessage: 1_048_576,
  /** Headers of an HTTP request. */
  httpHeaders: 8_192,
  /** Streams of one connection. */
  streams: 512,
  /** Topics that the hub serves; a peer's topics beyond these are not served. */
  topics: 5_000,
  /** Topics that the peers of one address opened. */
  addressTopics: 2_500,
  topicsPerPeer: 64,
  /** Sessions in a room's roster, those among them that one peer brought and that are not its own, and a linked relay. */
  rosterSessions: 10_000,
  rosterForeign: 64,
  rosterOfRelay: 10_000,
  /** What a joiner is given of it, in bytes; the newest first. */
  rosterBytes: 3_145_728,
  /** How long a member may take from opening a room's stream to saying that it is there. */
  presenceTimeout: 15_000,
  /** A topic without subscribers is dropped after one to two times this. */
  topicLinger: 1_000,
  /** Frames of one topic that may be in judgement at once, and bytes of all together; more are ignored. */
  framesInJudgement: 4_096,
  bytesInJudgement: 67_108_864,
  /** Frames that one peer may hand over per second, lasting and in a burst; then it is not read. */
  framesPerSecond: 500,
  frameBurst: 2_000,
  /** The same for all peers of one address. */
  addressFramesPerSecond: 2_000,
  addressFrameBurst: 8_000,
  /** Frames of no use to anybody that one peer may hand over per second, lasting and in a burst; more are strikes. */
  ignoredPerSecond: 64,
  ignoredBurst: 256,
  /** DIDs new to the relay that one peer may bring, and all of one address, per second and in a burst. */
  didsPerSecond: 32,
  didBurst: 512,
  addressDidsPerSecond: 128,
  addressDidBurst: 2_048,
  /** Proofs of accounts that are checked of one peer, and of one address, per second and in a burst. */
  peerProofsPerSecond: 4,
  peerProofBurst: 16,
  addressProofsPerSecond: 8,
  addressProofBurst: 32,
  /** Frames whose ids are remembered for two minutes, of all and of one address; then the greediest address gives way. */
  seenFrames: 262_144,
  addressSeenFrames: 131_072,
  /** DIDs whose words are counted at once, each once per room; beyond them the fullest room is forgotten. */
  floodDids: 16_384,
  /** Reservations: one per member that can be reached over this relay. */
  reservations: 2_048,
  reservationTtl: 3_600_000,
  /** Bytes that wait in memory, for slow readers and of senders that are not read, of all; looked at so often. */
  backlogBytes: 536_870_912,
  backlogInterval: 250,
  /** What one circuit carries, both ways together, and for how long. */
  circuitBytes: 4_194_304,
  circuitDuration: 600_000,
  /** A circuit's introduction. */
  hopTimeout: 10_000,
  /** Circuits that one member may have asked for, or be asked for, at once. */
  circuitsPerPeer: 256,
  /** How often what is known of peers that left is dropped. */
  sweep: 60_000,
  /** What an idle connection is asked for, whether it is still there. */
  pingInterval: 10_000,
  /** How long it may take to answer before it is ended. */
  pingTimeout: 8_000,
  /** Members of a room who are told that a peer was lost. */
  lostTold: 3,
  /** Losses that are told per second, lasting and at once: of one room, and of all rooms together. */
  lostPerSecond: 16,
  lostBurst: 64,
  lostAllPerSecond: 128,
  lostAllBurst: 512,
  /** Losses that wait for their turn; further ones are not told. */
  lostWaiting: 2_048,
  /** Streams that tell of losses at once, and how long one may take. */
  lostStreams: 256,
  lostTimeout: 2_000,
  /** Relays that are linked in one room, and in all; half of a room's places are for those that asked by themselves. */
  relaysPerRoom: 8,
  relayConnections: 64,
  /** How long a dial to a relay may take, and how many are dialled at once for one room. */
  relayDialTimeout: 5_000,
  relayDialsPerRoom: 4,
  /** Frames that a linked relay may hand over per second, lasting and in a burst: it has many members. */
  relayFramesPerSecond: 2_000,
  relayFrameBurst: 8_000,
  /** Frames, and their bytes, of a linked relay in hand before it is read no further: they are of many rooms. */
  relayFramesInHand: 1_024,
  relayBytesInHand: 4_194_304,
  /** How often a room is announced to the other relays, and looked for there, while it is served. */
  roomRefresh: 600_000,
  /** Rooms announced and looked for per second, lasting and at once, and how long that may take. */
  lookupsPerSecond: 20,
  lookupBurst: 200,
  lookupTimeout: 15_000,
  /** Records of rooms that other relays serve: for how long it counts, of one room, of one relay, and in all. */
  providerTtl: 1_800_000,
  providersPerRoom: 32,
  providersPerRelay: 5_000,
  providers: 16_384,
  /** Registrations at the rendezvous point: seconds that one holds, at least and at most; their number. */
  registrationTtlLeast: 60,
  registrationTtlMost: 7_200,
  registrationsPerPeer: 64,
  registrationsPerRoom: 10_000,
  registrations: 50_000,
  registrationsPerPage: 100,
  /** Registrations that one answer of delegated routing gives. */
  providersAnswered: 100,
  /** Questions to delegated routing from one address per second, lasting and in a burst. */
  routingPerSecond: 10,
  routingBurst: 100,
  /** Streams of the relays' DHT with one peer. */
  dhtStreams: 32,
  /** Bytes of a question on such a stream, and of an answer: 52 relays with 8 addresses of 256 characters each. */
  dhtRequestBytes: 16_384,
  dhtAnswerBytes: 131_072,
  /** Questions of one relay per second, lasting and in a burst: four for each room that it looks after. */
  dhtRequestsPerSecond: 200,
  dhtRequestBurst: 2_000,
})

export type RelayLimits = { readonly [Name in keyof typeof RELAY_LIMITS]: number }
