// For what protons wrote of noise's payload (proto/payload.js).
import { always, bytes, given, list, message, text } from './protobuf.ts'

export const NoiseHandshakePayload = message({
  identityKey: always(1, bytes),
  identitySig: always(2, bytes),
  extensions: given(4, message({ webtransportCerthashes: list(1, bytes), streamMuxers: list(2, text) })),
})
