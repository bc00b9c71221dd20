/**
 * Every bound of the protocol, in one place. docs/LIMITS.md explains them; each has a test just below, at
 * and just above it. Sizes are bytes, times milliseconds, unless the name says otherwise.
 */
export const LIMITS = Object.freeze({
  /** Code points of a space's, a room's or a person's name (NM1, TY1). */
  nameCodePoints: 64,
  /** An envelope (EN1). */
  envelopeBytes: 32_768,
  /** A DID (EN8). */
  didLength: 256,
  /** A topic: two names of 64 code points, each of at most 12 characters once encoded, and the rest. */
  topicLength: 1_600,
  /** A header is small by its nature; a longer one is not worth decoding (EN3). */
  headerLength: 1_024,
  /** `exp − iat` (EN8). */
  lifetime: 3_600_000,
  /** `|iat − now|` of a live envelope (TM2). */
  skew: 60_000,
  /** Clock error that is left after correction: how far a stamp may follow another's clock (SQ2). */
  clockError: 1_000,
  /** Members whose clocks are remembered, for how long, and how many are heard before one's own is set (TM5, TM6). */
  clockSamples: 32,
  clockSampleAge: 60_000,
  clockMembers: 3,
  /** What a clock may differ from the members' before it is set by theirs (TM6). */
  clockTolerance: 5_000,
  /** How far from this machine's clock a time may be that one party alone, or the members, vouch for (TM6, TM8). */
  clockTrust: 120_000,
  /** How near to each other two parties tell the same time (TM8). */
  clockAgreement: 15_000,
  /** How far a stamp may be ahead of this machine's clock without two parties' word (TM9). */
  stampAhead: 60_000,
  /** By how much a clock is set before the member announces itself anew (TM7). */
  clockStep: 1_000,
  /** Between two checks of presence that is out of time (TM5). */
  clockCheck: 1_000,
  /** Numbers of a chain fit in 32 bits (EN8). */
  sequence: 0xffff_ffff,
  /** The `type` claim (EN8). */
  typeLength: 32,
  /** The `peer` claim (TY1). */
  peerLength: 128,
  /** An avatar (TY7): as an `https:` URL, and as a `data:` URL. */
  avatarUrl: 512,
  avatarData: 2_048,
  /** Sessions that one `suspect` names (TY8). */
  suspectsPerEnvelope: 16,
  /** Messages in one chat envelope (TY4). */
  messagesPerEnvelope: 64,
  /** One message: UTF-8 of a text, or JSON of another value (TY5). */
  messageBytes: 8_192,
  /** The messages of one envelope as JSON: what is left of 32 KiB once claims and base64url took theirs (GC1). */
  messagesJsonBytes: 22_000,
  /** Nesting of a message that is no text (TY5). */
  messageDepth: 16,
  /** Numbers remembered below the newest of a chain (RP2). */
  replayWindow: 1_024,
  /** Sessions remembered against replay (RP3). */
  replaySessions: 20_000,
  /** What waits for the presence of its sender (SQ9). */
  heldEnvelopes: 256,
  heldBytes: 1_048_576,
  /** Between two looks through old records. */
  sweep: 30_000,
  /** Of one DID: sessions remembered (RP3), sessions in a roster (PR7), and new ones in a window (GC6). */
  recordsPerDid: 32,
  sessionsPerDid: 16,
  newSessions: 16,
  newSessionsWindow: 60_000,
  /** Sessions in a roster (PR7). */
  rosterSessions: 10_000,
  /** Shortest time between two renewals (PR3). */
  renewal: 10_000,
  /** Renewals that a room should hear per second (PR3). */
  renewalsPerSecond: 10,
  /** A lease, in renewals (PR3). */
  leaseRenewals: 3,
  /** How long a `leave` or a link that comes back is waited for before a lost peer is asked (PR11). */
  suspicionDelay: 100,
  suspicionSpread: 200,
  /** How long a lost peer has to answer (PR11). */
  probeTimeout: 500,
  /**
   * How long a suspect has to be heard of (PR13): what it says may be held back twice on its way, 1 s each (NW18). The
   * second is for a suspect that is at none of its relays.
   */
  refutation: 3_000,
  refutationGone: 1_000,
  /** Between two refutations of one session, and how many sessions of a room refute per second (PR13). */
  refutationPause: 1_000,
  refutationsPerSecond: 3,
  /** After how long a member asks a suspect that others named: this, and up to so much more (PR13). */
  checkDelay: 300,
  checkSpread: 400,
  /** Such questions per second of one member, and of all members of a room (PR13). */
  checksPerSecond: 4,
  checksInRoom: 16,
  /** Suspects in hand at once (PR13). */
  suspectsInHand: 256,
  /** Relays that presence names, forms in which it may do so, and characters of each address (TY10). */
  viaAddresses: 3,
  /** Relays that are tried to reach one peer, of all that are named for it (FD7). */
  viaUnion: 8,
  viaForms: 8,
  viaLength: 256,
  /** Suspicions that are believed of one DID in a window (PR14), and lost peers in hand at once (PR11). */
  suspicions: 32,
  suspicionWindow: 10_000,
  lostPeers: 64,
  /** Ids remembered below the newest of a chain, to find out who is two-faced (SQ5). */
  chainIds: 64,
  /** State envelopes whose `head` is compared with content that comes late (SQ5). */
  chainHeads: 16,
  /** In rooms with lanes: between two questions about a talker, when they are asked, and for how much (SQ8). */
  comparePause: 5_000,
  compareSpread: 5_000,
  compareItems: 3,
  /** Members that greet a joiner (PR8). */
  greeters: 2,
  /** Sessions in a room in which everybody answers a `join` with `here` (PR8). */
  smallRoom: 16,
  /** Milliseconds between two such answers of a session. */
  welcomePause: 250,
  /** After how long a joiner asks who came with it, and how far that looks back (PR17). */
  newcomersDelay: 400,
  newcomersSince: 10_000,
  /** Messages kept by a transcript: by number, age and size. */
  transcriptMessages: 100,
  transcriptAge: 3_600_000,
  transcriptBytes: 1_048_576,
  /** How long after its first words a DID shares with all who have just come, and DIDs of which that is known (SY13). */
  freshSpeaker: 180_000,
  speakers: 1_024,
  /** Items and bytes of one answer (SY4, SY5, SY6). */
  answerItems: 200,
  answerBytes: 262_144,
  /** What authors are called: in one answer (SY14), and all that a member keeps of it (SY15). */
  bylineItems: 100,
  bylineItemBytes: 65_536,
  bylineEnvelope: 12_288,
  bylines: 500,
  bylineBytes: 1_048_576,
  rosterItems: 1_000,
  rosterBytes: 1_048_576,
  /** A request (SY1): room for one envelope. */
  requestBytes: 36_864,
  /** Answers per peer, kind and window (SY8). */
  answerWindow: 10_000,
  answersPerWindow: 1,
  newcomersPerWindow: 3,
  repairsPerWindow: 10,
  directsPerWindow: 40,
  /** Peers whose requests are counted at once (SY8). */
  answerPeers: 1_000,
  /** How long an asker waits (SY9). */
  requestTimeout: 5_000,
  /** How long who joined waits to be greeted before it believes that nobody is there (SY11). */
  greeting: 3_000,
  /** Flood control: messages per DID and window (GC3). */
  floodMessages: 20,
  floodWindow: 30_000,
  /** Envelopes and bytes of one DID beside `chat` in a window (GC5). */
  controlEnvelopes: 160,
  controlBytes: 524_288,
  controlWindow: 30_000,
  /** DIDs whose words are counted at once in a room (GC3, GC5, TP3). */
  floodDids: 16_384,
  /** The largest room, in sessions, in which it is told who types (TP1), and how often one member says so. */
  typingSessions: 50,
  typingPause: 3_000,
  /** How long it holds (TP2). */
  typingShown: 6_000,
  /** What is taken of one DID in a window (TP3). */
  typingPerWindow: 20,
  typingWindow: 30_000,
  /** Envelopes being verified at once; more are dropped unverified. */
  verifying: 2_048,
  /** Messages waiting to be sent, their bytes as JSON, and how long they wait in a queue (GC7). */
  outboxMessages: 256,
  outboxBytes: 1_048_576,
  queueAge: 600_000,
  /** How long `send` waits for a connection (GC2), and `joinChat` for a relay. */
  sendTimeout: 10_000,
  joinTimeout: 10_000,
  /** Verification keys kept ready. */
  cachedKeys: 2_048,
  /** How long an app's resolver may look for a DID's document (ID6), and how large that may be (ID5). */
  resolveTimeout: 3_000,
  didDocumentBytes: 65_536,
  didDocumentKeys: 32,
  /** DIDs whose document, or whose lack of one, is remembered, and for how long (ID6). */
  resolvedDids: 512,
  resolvedFor: 300_000,
  unresolvedFor: 30_000,
  /** Documents being looked for at once, and envelopes that wait for one (ID6). */
  lookups: 16,
  awaitingKeys: 256,
  /** How long a DID provider may take to answer (ID7). */
  providerTimeout: 30_000,
  /** A proof of an account, as JSON, and a text within it (AC1). */
  proofBytes: 4_096,
  proofFieldLength: 2_048,
  /** A domain: a host of 253 characters and a port (AC3). */
  domainLength: 259,
  /** How long a wallet may let a session speak (AC4), and for how long ours asks. */
  delegation: 604_800_000,
  delegationDefault: 86_400_000,
  /** How far a wallet's clock may be ahead of the room's (AC7). */
  walletSkew: 600_000,
  /** Proofs whose verification is remembered (AC8). */
  cachedProofs: 1_024,
  /** Proofs whose signatures are checked, at once and lastingly per second (AC12). */
  proofBurst: 64,
  proofsPerSecond: 16,
  /** Questions to a chain at once, how long one may take, and until one that failed is asked again (AC9). */
  chainCalls: 4,
  /** Accounts asked about in a minute and room, and sessions of a room above which none is (AC9; the latter an option). */
  chainAsksPerMinute: 30,
  chainRoom: 50,
  chainTimeout: 10_000,
  chainRetry: 30_000,
  /** When a `leave` that is kept ready is signed anew, and how often in how long at most (PR16). */
  farewellAge: 20_000,
  farewellBurst: 4,
  farewellPause: 1_000,
  /** How long a page that said it stays, so that the browser takes it over (PR16). */
  farewellStay: 25,
  /** How long a person may take to answer a wallet. */
  walletTimeout: 300_000,
  /** Wallets that are listed, how long they are waited for, and an icon of one (AC11). */
  wallets: 50,
  walletsWait: 300,
  walletIcon: 65_536,
})
