/**
 * Receive window per peer (SPEC NW18). While much of what a peer handed over is in hand, being judged or held back for
 * those behind, or while the peer is over its rate, its inbound stream is paused. Unread data then fills the
 * transport's buffers, which slows the sender down.
 */
/** A stream that may be read no further for a while. */
export interface Pausable {
  readonly readStatus: string
  readonly pause: () => void
  readonly resume: () => void
}

/** Frames, and their bytes, of one peer that are in hand before it is read no further. */
export interface IntakeLimits {
  readonly frames: number
  readonly bytes: number
}

export const INTAKE_LIMITS: IntakeLimits = Object.freeze({ frames: 64, bytes: 262_144 })

interface InHand {
  frames: number
  bytes: number
  readonly paused: Set<Pausable>
  /** Runs while the peer is over its rate, until `until`. */
  timer: ReturnType<typeof setTimeout> | null
  until: number
}

export class Intake {
  readonly #inbound: (peer: string) => Iterable<Pausable>
  readonly #limitsOf: (peer: string) => IntakeLimits
  readonly #peers = new Map<string, InHand>()

  /** @param inbound the streams on which a peer hands frames over */
  constructor(
    inbound: (peer: string) => Iterable<Pausable>,
    limitsOf: (peer: string) => IntakeLimits = () => INTAKE_LIMITS,
  ) {
    this.#inbound = inbound
    this.#limitsOf = limitsOf
  }

  /**
   * Does something with a frame of a peer's, which is in hand until that is done, or until `work` says that somebody
   * else bounds it from now on.
   */
  async of<T>(peer: string, bytes: number, work: (release: () => void) => Promise<T>): Promise<T> {
    const inHand = this.#inHand(peer)
    let isHeld = true
    const release = (): void => {
      if (!isHeld) return
      isHeld = false
      inHand.frames--
      inHand.bytes -= bytes
      this.#goOn(peer, inHand)
    }
    inHand.frames++
    inHand.bytes += bytes
    const limits = this.#limitsOf(peer)
    if (inHand.frames >= limits.frames || inHand.bytes >= limits.bytes) this.#pause(peer, inHand)
    try {
      return await work(release)
    } finally {
      release()
    }
  }

  /** Reads nothing of a peer for so long: it is over its rate. Holding it again never shortens that. */
  hold(peer: string, milliseconds: number): void {
    const inHand = this.#inHand(peer)
    const until = performance.now() + milliseconds
    // Each time: it may have opened another stream.
    this.#pause(peer, inHand)
    if (until <= inHand.until) return
    inHand.until = until
    if (inHand.timer === null) this.#release(peer, inHand, milliseconds)
  }

  /** Forgets a peer that left. */
  forget(peer: string): void {
    const timer = this.#peers.get(peer)?.timer ?? null
    if (timer !== null) clearTimeout(timer)
    this.#peers.delete(peer)
  }

  #inHand(peer: string): InHand {
    const found = this.#peers.get(peer)
    if (found !== undefined) return found
    const inHand: InHand = { frames: 0, bytes: 0, paused: new Set(), timer: null, until: 0 }
    this.#peers.set(peer, inHand)
    return inHand
  }

  #release(peer: string, inHand: InHand, milliseconds: number): void {
    inHand.timer = setTimeout(() => {
      inHand.timer = null
      const left = inHand.until - performance.now()
      if (left > 0) this.#release(peer, inHand, left)
      else this.#goOn(peer, inHand)
    }, milliseconds)
  }

  #pause(peer: string, { paused }: InHand): void {
    for (const stream of this.#inbound(peer)) {
      if (stream.readStatus !== 'readable') continue
      stream.pause()
      paused.add(stream)
    }
  }

  #goOn(peer: string, inHand: InHand): void {
    if (inHand.timer !== null) return
    const limits = this.#limitsOf(peer)
    // At half of it, so that not every frame stops and starts the stream.
    const hasRoom = inHand.frames * 2 <= limits.frames && inHand.bytes * 2 <= limits.bytes
    if (hasRoom && inHand.paused.size > 0) {
      const paused = [...inHand.paused]
      inHand.paused.clear()
      for (const stream of paused) if (stream.readStatus === 'paused') stream.resume()
    }
    if (inHand.frames === 0 && inHand.paused.size === 0 && this.#peers.get(peer) === inHand)
      this.#peers.delete(peer)
  }
}
