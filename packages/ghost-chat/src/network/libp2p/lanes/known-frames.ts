/**
 * Frames that come twice, by lane and by the topic, are judged once (SPEC LN3).
 *
 * A second copy gets the first one's verdict before anything of it is parsed. So a member still passes on what the
 * topic brings after a lane did, and no signature is verified twice. Frames are known by their digests, which are small:
 * in a burst the lanes of many can be megabytes ahead of the topic.
 */
import { digestText } from '#digest'
import type { FrameVerdict } from '../../port.ts'
import { LANE_LIMITS } from './limits.ts'

export class KnownFrames {
  readonly #known = new Map<string, Promise<FrameVerdict>>()

  get size(): number {
    return this.#known.size
  }

  /**
   * The verdict on a frame: that of before, if it is being judged or was accepted.
   * @param judge does not reject
   */
  once(frame: Uint8Array, judge: () => Promise<FrameVerdict>): Promise<FrameVerdict> {
    const key = digestText(frame)
    const before = this.#known.get(key)
    if (before !== undefined) return before
    const verdict = judge()
    this.#known.set(key, verdict)
    void verdict.then((became) => {
      if (became !== 'accept' && this.#known.get(key) === verdict) this.#known.delete(key)
    })
    if (this.#known.size > LANE_LIMITS.known)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest)
        break
      }
    return verdict
  }

  clear(): void {
    this.#known.clear()
  }
}
