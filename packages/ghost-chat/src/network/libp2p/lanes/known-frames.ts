/**
 * Frames that come twice, by lane and by the topic, are judged once (SPEC LN3).
 *
 * A second copy gets the first one's verdict before anything of it is parsed. So a member still passes on what the
 * topic brings after a lane did, and no signature is verified twice.
 */
import type { FrameVerdict } from '../../port.ts'
import { LANE_LIMITS } from './limits.ts'

interface Known {
  readonly frame: Uint8Array
  readonly verdict: Promise<FrameVerdict>
}

/** Enough of a signature to tell frames apart; whether two are the same, their bytes say. */
const TAIL = 32

const latin1 = new TextDecoder('latin1')

export class KnownFrames {
  readonly #known = new Map<string, Known>()
  #bytes = 0

  get size(): number {
    return this.#known.size
  }

  /** The verdict on a frame that is being judged or was accepted; `null` for any other. */
  find(frame: Uint8Array): Promise<FrameVerdict> | null {
    const known = this.#known.get(tailOf(frame))
    return known !== undefined && isSame(known.frame, frame) ? known.verdict : null
  }

  /** Remembers a frame while it is judged, and afterwards if it was accepted. */
  note(frame: Uint8Array, verdict: Promise<FrameVerdict>): void {
    const key = tailOf(frame)
    if (this.#known.has(key)) return
    const entry: Known = { frame, verdict }
    this.#known.set(key, entry)
    this.#bytes += frame.length
    const forgetUnlessAccepted = (became: FrameVerdict | null): void => {
      if (became !== 'accept' && this.#known.get(key) === entry) this.#forget(key, entry)
    }
    verdict.then(forgetUnlessAccepted, () => forgetUnlessAccepted(null))
    for (const [oldest, known] of this.#known) {
      if (this.#known.size <= LANE_LIMITS.known && this.#bytes <= LANE_LIMITS.knownBytes) return
      this.#forget(oldest, known)
    }
  }

  clear(): void {
    this.#known.clear()
    this.#bytes = 0
  }

  #forget(key: string, { frame }: Known): void {
    this.#known.delete(key)
    this.#bytes -= frame.length
  }
}

function tailOf(frame: Uint8Array): string {
  return latin1.decode(frame.subarray(-TAIL))
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}
