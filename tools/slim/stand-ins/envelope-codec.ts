// For what protons wrote of a signed envelope (@libp2p/peer-record, envelope.js).
import { always, bytes, message } from './protobuf.ts'

export const Envelope = message({
  publicKey: always(1, bytes),
  payloadType: always(2, bytes),
  payload: always(3, bytes),
  signature: always(5, bytes),
})
