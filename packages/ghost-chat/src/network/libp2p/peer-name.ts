/**
 * Names of peers that come from outside.
 */
import { peerIdFromString } from '@libp2p/peer-id'

/** A peer id in text form is far shorter. */
const LONGEST = 128

/** Whether a text is a peer id as libp2p writes it. */
export function isPeerId(text: string): boolean {
  try {
    return text.length <= LONGEST && peerIdFromString(text).toString() === text
  } catch {
    return false
  }
}
