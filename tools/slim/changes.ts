/**
 * What is changed of other people's modules in a browser's build, and why that is safe. Every path is one of an
 * installed package; a build fails when one is not there any more, or not what it was.
 */

/** A module of ours (in `stand-ins/`) that takes the place of these. */
export interface StandIn {
  readonly by: string
  readonly for: readonly string[]
}

const keys = '@libp2p/crypto/dist/src/keys'
const gossip = '@libp2p/gossipsub/dist/src/gossipsub.js'

/** Each file says at its head what it leaves out and why nobody misses it. */
export const standIns: readonly StandIn[] = [
  { by: 'ed25519-keys', for: [`${keys}/ed25519/index.browser.js`] },
  {
    by: 'other-keys',
    for: [
      `${keys}/ecdsa/ecdsa.js`,
      `${keys}/ecdsa/index.js`,
      `${keys}/ecdsa/utils.js`,
      `${keys}/rsa/der.js`,
      `${keys}/rsa/index.browser.js`,
      `${keys}/rsa/utils.js`,
      `${keys}/secp256k1/index.browser.js`,
      `${keys}/secp256k1/utils.js`,
    ],
  },
  { by: 'bases', for: ['multiformats/dist/src/basics.js'] },
  { by: 'logger', for: ['@libp2p/logger/dist/src/index.js'] },
  { by: 'p-retry', for: ['p-retry/index.js'] },
  { by: 'queue', for: ['denque/index.js'] },
  { by: 'filters', for: ['@libp2p/utils/dist/src/filters/index.js'] },
  { by: 'netmask', for: ['netmask/dist/netmask.js'] },
  { by: 'is-ip', for: ['@chainsafe/is-ip/lib/is-ip.js'] },
  { by: 'global-ip6', for: ['@chainsafe/netmask/dist/src/index.js'] },
  { by: 'relay-discovery', for: ['@libp2p/circuit-relay-v2/dist/src/transport/discovery.js'] },
  { by: 'lock', for: ['mortice/dist/src/index.js'] },
  {
    by: 'memory-store',
    for: ['datastore-core/dist/src/memory.js', 'interface-datastore/dist/src/key.js'],
  },
  { by: 'peer-codec', for: ['@libp2p/peer-store/dist/src/pb/peer.js'] },
  {
    by: 'no-mappings',
    for: [
      'libp2p/dist/src/address-manager/dns-mappings.js',
      'libp2p/dist/src/address-manager/ip-mappings.js',
    ],
  },
  { by: 'unused-routing', for: ['libp2p/dist/src/content-routing.js', 'libp2p/dist/src/random-walk.js'] },
  { by: 'rpc-codec', for: ['@libp2p/gossipsub/dist/src/message/rpc.js'] },
  { by: 'circuit-codec', for: ['@libp2p/circuit-relay-v2/dist/src/pb/index.js'] },
  { by: 'identify-codec', for: ['@libp2p/identify/dist/src/pb/message.js'] },
  { by: 'noise-codec', for: ['@libp2p/noise/dist/src/proto/payload.js'] },
  { by: 'key-codec', for: [`${keys}/keys.js`] },
  { by: 'envelope-codec', for: ['@libp2p/peer-record/dist/src/envelope/envelope.js'] },
  { by: 'record-codec', for: ['@libp2p/peer-record/dist/src/peer-record/peer-record.js'] },
  { by: 'peer-score', for: ['@libp2p/gossipsub/dist/src/score/peer-score.js'] },
  { by: 'unsigned', for: ['@libp2p/gossipsub/dist/src/utils/buildRawMessage.js'] },
]

/** A module that gets something else for one that it imports. */
export interface Redirect {
  readonly importer: string
  readonly imported: string
  readonly by: string
}

export const redirects: readonly Redirect[] = [
  { importer: '@libp2p/noise/dist/src/crypto/js.js', imported: '@noble/curves/ed25519.js', by: 'x25519' },
  {
    importer: 'libp2p/dist/src/connection-manager/resolvers/dnsaddr.js',
    imported: '@multiformats/dns',
    by: 'dns',
  },
]

/** Words of a module that are said otherwise. They stand there exactly once. */
export interface Rewording {
  readonly file: string
  readonly from: string
  readonly to: string
}

export const rewordings: readonly Rewording[] = [
  // Whoever calls this waits already. A key of WebCrypto's is there a moment later only.
  { file: `${keys}/ed25519/utils.js`, from: '= crypto.generateKey()', to: '= await crypto.generateKey()' },
  {
    file: `${keys}/ed25519/utils.js`,
    from: '= crypto.generateKeyFromSeed(seed)',
    to: '= await crypto.generateKeyFromSeed(seed)',
  },
  // No more links of one's own making are asked for than of others' (Dout); only hubs score more than others, and they
  // are meshed with anyway; nothing is published to a topic that was not joined.
  { file: gossip, from: 'if (peers.size >= Dlo) {', to: 'if (false) {' },
  {
    file: gossip,
    from: 'if (outbound < Dout) {\n                    const rotate',
    to: 'if (false) {\n                    const rotate',
  },
  {
    file: gossip,
    from: 'if (this.heartbeatTicks % this.opts.opportunisticGraftTicks === 0 && peers.size > 1) {',
    to: 'if (false) {',
  },
  { file: gossip, from: 'this.fanout.forEach((', to: 'false && this.fanout.forEach((' },
  { file: gossip, from: 'this.fanoutLastpub.forEach((', to: 'false && this.fanoutLastpub.forEach((' },
  // What our options (gossip.ts) decide once and for all: no peers are taken from whoever prunes, and none given; none
  // is named that is always connected; what is published goes to everybody; ids are ours; nothing is measured.
  { file: gossip, from: 'await this.pxConnect(peers);', to: '' },
  { file: gossip, from: 'if (!doPX) {', to: '{' },
  { file: gossip, from: 'await this.directConnect();', to: '' },
  { file: gossip, from: 'if (floodPublish ?? this.opts.floodPublish) {', to: 'if (true) {' },
  { file: gossip, from: 'if (options.msgIdFn != null) {', to: 'if (true) {' },
  { file: gossip, from: 'if (options.fastMsgIdFn != null) {', to: 'if (false) {' },
  { file: gossip, from: 'if (options.metricsRegister != null) {', to: 'if (false) {' },
  {
    file: gossip,
    from: 'if ((rpcMsg.data?.length ?? 0) >= this.opts.idontwantMinDataSize) {',
    to: 'if (false) {',
  },
]

/** Functions that no member in a browser calls: only their names stay. */
export interface LeftOut {
  readonly file: string
  readonly functions: readonly string[]
}

export const leftOut: readonly LeftOut[] = [
  // Called where there is a register of metrics, which no member has.
  { file: '@libp2p/gossipsub/dist/src/metrics.js', functions: ['getMetrics'] },
  { file: '@libp2p/noise/dist/src/metrics.js', functions: ['registerMetrics'] },
  { file: '@libp2p/gossipsub/dist/src/score/scoreMetrics.js', functions: ['computeAllPeersScoreWeights'] },
  {
    file: gossip,
    functions: [
      // Not called any more, by the rewordings.
      'GossipSub.pxConnect',
      'GossipSub.directConnect',
      'GossipSub.connect',
      'GossipSub.sendIDontWants',
      'GossipSub.onScrapeMetrics',
      // For who judges messages later by their ids: our validators answer (channel.ts).
      'GossipSub.reportMessageValidationResult',
      'GossipSub.dumpPeerScoreStats',
    ],
  },
  // For peers whose key is not in their id (RSA), and for a DHT's lookups.
  { file: 'libp2p/dist/src/peer-routing.js', functions: ['DefaultPeerRouting.getClosestPeers'] },
  { file: 'libp2p/dist/src/libp2p.js', functions: ['Libp2p.getPublicKey'] },
  // Addresses that are let in or kept out: our gater refuses by peer (gater.ts).
  { file: 'libp2p/dist/src/connection-manager/utils.js', functions: ['multiaddrToIpNet'] },
  {
    file: 'libp2p/dist/src/connection-manager/index.js',
    functions: ['DefaultConnectionManager.setMaxConnections'],
  },
  // For nodes with a public address, or a router that gives them one.
  {
    file: 'libp2p/dist/src/address-manager/index.js',
    functions: [
      'AddressManager.addDNSMapping',
      'AddressManager.removeDNSMapping',
      'AddressManager.addPublicAddressMapping',
      'AddressManager.removePublicAddressMapping',
    ],
  },
  // Nobody waits for a queue in these ways.
  { file: '@libp2p/utils/dist/src/queue/index.js', functions: ['Queue.toGenerator', 'Queue.onSizeLessThan'] },
  // Of numbers in lists of bytes noise alone reads one: a length, by `getUint16`.
  { file: 'uint8arraylist/dist/src/index.js', functions: inLists() },
]

function inLists(): string[] {
  const types = ['Int8', 'Int16', 'Int32', 'BigInt64', 'Uint8', 'Uint32', 'BigUint64', 'Float32', 'Float64']
  const methods = [...types.flatMap((type) => [`get${type}`, `set${type}`]), 'setUint16', 'fromUint8Arrays']
  return methods.map((method) => `Uint8ArrayList.${method}`)
}
