/**
 * What becomes of a frame at a relay: its length, its peer's rate, the envelope and its signature, and what its sender
 * has said already (SPEC NW3, NW8); and when it may go on (NW18).
 */
import type { TopicValidatorResult } from '@libp2p/gossipsub'
import type { PeerId } from '@libp2p/interface'
import { createVerifier, judgeFrame } from 'ghost-chat/identity'
import {
  InOrder,
  Intake,
  INTAKE_LIMITS,
  MAX_FRAME_BYTES,
  Onward,
  Rate,
  validatorResult,
  type GossipInternals,
  type Strikes,
} from 'ghost-chat/network/gossip'
import { CONTROL_BYTES, CONTROL_FLOOD, TYPING_FLOOD, type FloodRule } from 'ghost-chat/wire'
import type { OtherHubs } from './federation.ts'
import { controlBytesIn, controlIn, Flood, typingIn } from './flood.ts'
import type { RelayLimits } from './limits.ts'
import type { Log } from './log.ts'

export interface FrameJudgeOptions {
  readonly internals: GossipInternals
  readonly limits: RelayLimits
  /** What one DID may say in a room; `null` for no bound. */
  readonly flood: FloodRule | null
  readonly strikes: Strikes
  /** Other relays that serve the same rooms; `null` where this one stands alone. */
  readonly others: OtherHubs | null
  readonly log: Log
  /** Ends the connection to a peer that earned it. */
  readonly hangUp: (peer: PeerId) => void
}

/** Frames by what became of them. */
export interface FrameCounts {
  readonly accepted: number
  readonly ignored: Readonly<Record<string, number>>
  readonly rejected: Readonly<Record<string, number>>
}

type Judgement = { readonly verdict: 'accept' | 'ignore' | 'reject'; readonly code: string }

const OVER_RATE: Judgement = Object.freeze({ verdict: 'ignore', code: 'over-rate' })
const BUSY: Judgement = Object.freeze({ verdict: 'ignore', code: 'busy' })
const TOO_LARGE: Judgement = Object.freeze({ verdict: 'reject', code: 'too-large' })
const FAILED: Judgement = Object.freeze({ verdict: 'ignore', code: 'failed' })
const FLOOD: Judgement = Object.freeze({ verdict: 'ignore', code: 'flood' })

/** The frames of one room on their way through. */
export class Queue {
  readonly topic: string
  readonly judgement: InOrder
  readonly onward: Onward

  constructor(topic: string, limits: RelayLimits, internals: GossipInternals) {
    this.topic = topic
    this.judgement = new InOrder(limits.framesInJudgement)
    this.onward = new Onward(topic, internals, () => performance.now())
  }
}

export class FrameJudge {
  readonly #options: FrameJudgeOptions
  readonly #verifier = createVerifier()
  readonly #rate: Rate
  readonly #relayRate: Rate
  readonly #intake: Intake
  readonly #floods: readonly Flood[]
  readonly #ignored = new Map<string, number>()
  readonly #rejected = new Map<string, number>()
  #accepted = 0
  /** Bytes of frames whose judgement is under way. */
  #inJudgement = 0

  constructor(options: FrameJudgeOptions) {
    const { internals, limits } = options
    this.#options = options
    this.#rate = new Rate({ perSecond: limits.framesPerSecond, burst: limits.frameBurst })
    const { relayFramesPerSecond: perSecond, relayFrameBurst: burst } = limits
    this.#relayRate = new Rate({ perSecond, burst })
    const { relayFramesInHand: frames, relayBytesInHand: bytes } = limits
    this.#intake = new Intake(internals.inbound, (peer) =>
      this.#isRelay(peer) ? { frames, bytes } : INTAKE_LIMITS,
    )
    const { floodDids } = limits
    this.#floods = [
      new Flood(options.flood, floodDids),
      new Flood(TYPING_FLOOD, floodDids, typingIn),
      new Flood(CONTROL_FLOOD, floodDids, controlIn),
      new Flood(CONTROL_BYTES, floodDids, controlBytesIn),
    ]
  }

  get counts(): FrameCounts {
    return Object.freeze({
      accepted: this.#accepted,
      ignored: Object.freeze(Object.fromEntries(this.#ignored)),
      rejected: Object.freeze(Object.fromEntries(this.#rejected)),
    })
  }

  /** A peer is gone. */
  forget(peer: string): void {
    this.#rate.forget(peer)
    this.#relayRate.forget(peer)
  }

  /** A room is gone. */
  drop(topic: string): void {
    for (const flood of this.#floods) flood.drop(topic)
  }

  sweep(now: number): void {
    for (const flood of this.#floods) flood.sweep(now)
  }

  /** What gossip is to do with a frame. Counts it against whoever handed it over, if need be (SPEC VE6). */
  async judge(queue: Queue, from: PeerId, frame: Uint8Array): Promise<TopicValidatorResult> {
    const { log, strikes, hangUp } = this.#options
    const peer = from.toString()
    let judgement: Judgement
    if (frame.length > MAX_FRAME_BYTES) judgement = TOO_LARGE
    else if (!this.#rateOf(peer).take(peer, performance.now())) judgement = OVER_RATE
    else judgement = await this.#intake.of(peer, frame.length, () => this.#judge(queue, peer, frame))
    this.#count(judgement)
    if (judgement.verdict === 'reject') {
      const isLast = strikes.strike(peer, Date.now())
      log('frame-rejected', { code: judgement.code, bytes: frame.length, refused: isLast })
      if (isLast) hangUp(from)
    }
    return validatorResult(judgement.verdict)
  }

  #rateOf(peer: string): Rate {
    return this.#isRelay(peer) ? this.#relayRate : this.#rate
  }

  #isRelay(peer: string): boolean {
    return this.#options.others?.isRelay(peer) === true
  }

  /** Judged side by side, answered in the order of arrival: else one sender's frames would overtake each other. */
  async #judge({ topic, judgement, onward }: Queue, from: string, frame: Uint8Array): Promise<Judgement> {
    if (this.#inJudgement + frame.length > this.#options.limits.bytesInJudgement) return BUSY
    this.#inJudgement += frame.length
    try {
      const judged = await (judgement.run(
        () => judgeFrame(frame, topic, Date.now(), this.#verifier),
        ({ verdict }) => (verdict === 'accept' ? onward.ready(from) : null),
      ) ?? BUSY)
      const isOver =
        'envelope' in judged && !this.#floods.every((flood) => flood.passes(topic, judged.envelope))
      return isOver ? FLOOD : judged
    } catch {
      return FAILED
    } finally {
      this.#inJudgement -= frame.length
    }
  }

  #count({ verdict, code }: Judgement): void {
    if (verdict === 'accept') this.#accepted++
    else {
      const counts = verdict === 'ignore' ? this.#ignored : this.#rejected
      counts.set(code, (counts.get(code) ?? 0) + 1)
    }
  }
}
