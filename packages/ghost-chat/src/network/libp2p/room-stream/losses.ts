/**
 * The word of a relay that it lost a peer (SPEC HB7).
 */
import { framed, FrameKind } from './protocol.ts'

const encoder = new TextEncoder()

export function lostFrame(peer: string): Uint8Array {
  return framed(FrameKind.lost, encoder.encode(peer))
}
