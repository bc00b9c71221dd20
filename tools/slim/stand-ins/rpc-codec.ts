// For what protons wrote of gossipsub's messages (message/rpc.js).
import { always, bool, bytes, given, list, message, number, text } from './protobuf.ts'

const ids = list(1, bytes)

export const RPC = message({
  subscriptions: list(1, message({ subscribe: given(1, bool), topic: given(2, text) })),
  messages: list(
    2,
    message({
      from: given(1, bytes),
      data: given(2, bytes),
      seqno: given(3, bytes),
      topic: always(4, text),
      signature: given(5, bytes),
      key: given(6, bytes),
    }),
  ),
  control: given(
    3,
    message({
      ihave: list(1, message({ topicID: given(1, text), messageIDs: list(2, bytes) })),
      iwant: list(2, message({ messageIDs: ids })),
      graft: list(3, message({ topicID: given(1, text) })),
      prune: list(
        4,
        message({
          topicID: given(1, text),
          peers: list(2, message({ peerID: given(1, bytes), signedPeerRecord: given(2, bytes) })),
          backoff: given(3, number),
        }),
      ),
      idontwant: list(5, message({ messageIDs: ids })),
    }),
  ),
})
