// For what protons wrote of a peer's signed addresses (@libp2p/peer-record, peer-record.js).
import { always, bytes, list, message, uint64 } from './protobuf.ts'

export const PeerRecord = message({
  peerId: always(1, bytes),
  seq: always(2, uint64),
  addresses: list(3, message({ multiaddr: always(1, bytes) })),
})
