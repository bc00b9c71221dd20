/** The network over libp2p, in Node and in browsers (subpath `ghost-chat/network/libp2p`). */
export { libp2pNetwork, type Libp2pNetwork } from './network.ts'
export type { Libp2pNetworkOptions } from './options.ts'
export type { IceServer } from '../ice.ts'
