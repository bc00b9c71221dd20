/**
 * Frames that come twice, by lane and by the topic, are judged once (SPEC LN3).
 *
 * A second copy gets the first one's verdict before anything of it is parsed, unless that is `ignore`. So a member still passes on what the
 * topic brings after a lane did, and no signature is verified twice. Frames are known by their digests, which are small:
 * in a burst the lanes of many can be megabytes ahead of the topic.
 */
import { digestText } from '#digest'
import type { FrameVerdict } from '../../port.ts'
import { LANE_LIMITS } from './limits.ts'

interface Known {
  readonly verdict: Promise<FrameVerdict>
  readonly waiting: Waiting
}

/** Whether the verdict may take long, and whether it was given; who is to be told the former. */
interface Waiting {
  isAside: boolean
  isOver: boolean
  readonly onAside: (() => void)[]
}

export class KnownFrames {
  readonly #known = new Map<string, Known>()

  get size(): number {
    return this.#known.size
  }

  /**
   * The verdict on a frame: that of before, if it is being judged or was accepted.
   * @param judge does not reject; calls what it is given when the verdict may take long
   * @param aside called then, for every copy that waits for the verdict
   */
  once(
    frame: Uint8Array,
    judge: (aside: () => void) => Promise<FrameVerdict>,
    aside?: () => void,
  ): Promise<FrameVerdict> {
    const key = digestText(frame)
    const before = this.#known.get(key)
    if (before !== undefined) {
      if (before.waiting.isAside) aside?.()
      else if (aside !== undefined && !before.waiting.isOver) before.waiting.onAside.push(aside)
      // The first copy may have been ignored for the sake of the peer that brought it.
      return before.verdict.then((verdict) =>
        verdict === 'ignore' ? this.once(frame, judge, aside) : verdict,
      )
    }
    const waiting: Waiting = { isAside: false, isOver: false, onAside: aside === undefined ? [] : [aside] }
    const verdict = judge(() => {
      waiting.isAside = true
      for (const told of waiting.onAside.splice(0)) told()
    })
    const known: Known = { verdict, waiting }
    this.#known.set(key, known)
    void verdict.then((became) => {
      waiting.isAside = false
      waiting.isOver = true
      waiting.onAside.length = 0
      if (became !== 'accept' && this.#known.get(key) === known) this.#known.delete(key)
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
