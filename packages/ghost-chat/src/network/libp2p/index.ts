/** The network over libp2p, in Node and in browsers (subpath `ghost-chat/network/libp2p`). */
export { libp2pNetwork, type Libp2pNetwork, type Libp2pNetworkOptions } from './network.ts'
