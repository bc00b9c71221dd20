/**
 * Reading no further from a peer while much of what it handed over is in hand (SPEC NW18): being judged, or held back
 * for those behind. What is not read waits with its sender.
 */
import type { Stream } from '@libp2p/interface'

/** Frames, and their bytes, of one peer that are in hand before it is read no further. */
export interface IntakeLimits {
  readonly frames: number
  readonly bytes: number
}

export const INTAKE_LIMITS: IntakeLimits = Object.freeze({ frames: 64, bytes: 262_144 })

interface InHand {
  frames: number
  bytes: number
  paused: Stream | null
}

export class Intake {
  readonly #inbound: (peer: string) => Stream | undefined
  readonly #limitsOf: (peer: string) => IntakeLimits
  readonly #peers = new Map<string, InHand>()

  /** @param inbound the stream on which a peer hands frames over */
  constructor(
    inbound: (peer: string) => Stream | undefined,
    limitsOf: (peer: string) => IntakeLimits = () => INTAKE_LIMITS,
  ) {
    this.#inbound = inbound
    this.#limitsOf = limitsOf
  }

  /** Does something with a frame of a peer's, which is in hand until that is done. */
  async of<T>(peer: string, bytes: number, work: () => Promise<T>): Promise<T> {
    const inHand = this.#peers.get(peer) ?? { frames: 0, bytes: 0, paused: null }
    this.#peers.set(peer, inHand)
    inHand.frames++
    inHand.bytes += bytes
    const limits = this.#limitsOf(peer)
    if (inHand.paused === null && (inHand.frames >= limits.frames || inHand.bytes >= limits.bytes))
      inHand.paused = pause(this.#inbound(peer))
    try {
      return await work()
    } finally {
      inHand.frames--
      inHand.bytes -= bytes
      // At half of it, so that not every frame stops and starts the stream.
      if (inHand.paused !== null && inHand.frames * 2 <= limits.frames && inHand.bytes * 2 <= limits.bytes) {
        resume(inHand.paused)
        inHand.paused = null
      }
      if (inHand.frames === 0) this.#peers.delete(peer)
    }
  }
}

function pause(stream: Stream | undefined): Stream | null {
  if (stream?.readStatus !== 'readable') return null
  stream.pause()
  return stream
}

function resume(stream: Stream): void {
  if (stream.readStatus === 'paused') stream.resume()
}
