/** Kilobytes (1,000 bytes) of minified script after gzip. Raise one only with the reason in the commit. */
export const budgets = {
  /** What our page loads until it shows itself. */
  first: 12,
  /** What an app loads with `openSpace`, before the network. */
  library: 13,
  /** What a guest's browser loads for a chat with a direct link; the library is part of it. */
  chat: 146,
  /** What looks for others and registers a member: beside a chat, for who stays registered or has met nobody. */
  search: 7,
  /** Our page with everything that only some load, and late: other curves, wallets, resolvers, routing, emoji, settings. */
  page: 321,
  /** What one script tag loads of `<ghost-chat>` until it shows itself: the interface without the library. */
  element: 55,
  /** The same with everything that only some load, and late. */
  elementWhole: 307,
} as const

export type Part = keyof typeof budgets

/** Packages by their names, and why they must not be somewhere. */
export type Unwanted = readonly (readonly [pattern: RegExp, why: string])[]

/** What comes later: in nothing that an app or a page loads at once. */
const notFirst: Unwanted = [
  [
    /^(?:libp2p|@libp2p\/.*|@chainsafe\/.*|@multiformats\/multiaddr.*|packages\/rendezvous)$/,
    'is the network',
  ],
  [/^@noble\//, 'is for engines that lack something'],
]

/** What our page shows its door without. */
export const notAtTheDoor: Unwanted = [
  ...notFirst,
  [/^(?:lit|lit-html|lit-element|@lit\/.*|packages\/element)$/, 'is the element'],
]

/** What the element shows itself without. */
export const notInElement: Unwanted = [...notFirst, [/^packages\/ghost-chat$/, 'is loaded beside it']]

/** What a guest's chat does without. */
export const notInChat: Unwanted = [
  [/^(?:weald|ms)$/, 'is a log that nobody reads'],
  [/^(?:@multiformats\/dns|p-queue|eventemitter3|hashlru)$/, 'looks up what no relay has to have'],
  [/^@helia\//, 'is for who asks routing servers'],
  [/^(?:it-queue|@sindresorhus\/fnv1a|is-network-error)$/, 'belongs to what a stand-in does'],
]

/** What is for relays, for Node, or somebody else's way: in nothing that a browser loads. */
export const never: Unwanted = [
  [/^react-native/, 'comes along with @libp2p/webrtc and serves no browser'],
  [/^@libp2p\/(?:kad-dht|mdns|tcp)$/, 'is for relays and for Node'],
  [/^node-datachannel$/, 'is WebRTC for Node'],
  [/^(?:did-jwt|did-resolver|jose|ethers|viem|web3)$/, 'does what the library does itself'],
  [/^@chainsafe\/libp2p-/, 'was superseded by its @libp2p successor'],
  [/^packages\/relay$/, 'is the server'],
]

/** What a chat consists of: where one is missing, something else was measured. */
export const inChat = [
  'libp2p',
  '@libp2p/gossipsub',
  '@libp2p/noise',
  '@libp2p/yamux',
  '@libp2p/circuit-relay-v2',
]
