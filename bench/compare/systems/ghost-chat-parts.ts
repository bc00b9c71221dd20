/**
 * What the library loads by and by in Node, all of it: the bench measures with code loaded, as it does with the others.
 */
import '../../../packages/ghost-chat/src/chat/home.ts'
import '../../../packages/ghost-chat/src/identity/ed25519-node.ts'
import '../../../packages/ghost-chat/src/identity/key-identity.ts'
import '../../../packages/ghost-chat/src/network/libp2p/discovery/seeker.ts'
import '../../../packages/ghost-chat/src/network/libp2p/lan.ts'
import '../../../packages/ghost-chat/src/network/libp2p/webrtc.ts'
