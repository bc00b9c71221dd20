// For what protons wrote of identify's message (pb/message.js).
import { bytes, given, list, message, text } from './protobuf.ts'

export const Identify = message({
  protocolVersion: given(5, text),
  agentVersion: given(6, text),
  publicKey: given(1, bytes),
  listenAddrs: list(2, bytes),
  observedAddr: given(4, bytes),
  protocols: list(3, text),
  signedPeerRecord: given(8, bytes),
})
