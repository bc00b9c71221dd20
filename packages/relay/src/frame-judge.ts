/**
 * The verdict on a frame at a relay: its length, its bearer's rates, the envelope and its signature, and what its
 * sender has said already (SPEC NW3, NW8, NW22); and when it may go on (NW18).
 */
import type { TopicValidatorResult } from '@libp2p/gossipsub'
import { createVerifier, judgeFrame, type Verifier } from 'ghost-chat/identity'
import {
  frameId,
  GOSSIP_LIMITS,
  InOrder,
  Intake,
  INTAKE_LIMITS,
  MAX_FRAME_BYTES,
  Onward,
  SeenFrames,
  validatorResult,
  type GossipInternals,
  type Pausable,
  type Strikes,
} from 'ghost-chat/network/gossip'
import {
  CONTROL_BYTES,
  CONTROL_FLOOD,
  TYPING_FLOOD,
  type Envelope,
  type FloodRule,
  type Refusal,
} from 'ghost-chat/wire'
import { Budgets, frameCost, Standing, type Bearer } from './budgets.ts'
import type { OtherHubs } from './federation.ts'
import { controlBytesIn, controlIn, Flood, NewSessions, typingIn } from './flood.ts'
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
  /** The streams on which a peer hands frames over. */
  readonly inbound: (peer: string) => Iterable<Pausable>
  /** The network address that a peer comes from; `null` where the relay dialled it. */
  readonly addressOf: (peer: string) => string | null
  /** A peer said something that counts. */
  readonly heard: (peer: string) => void
  /** Ends the connection to a peer that earned it. */
  readonly hangUp: (peer: string) => void
}

/** Frames by what became of them. */
export interface FrameCounts {
  readonly accepted: number
  readonly ignored: Readonly<Record<string, number>>
  readonly rejected: Readonly<Record<string, number>>
}

export type Judgement =
  | { readonly verdict: 'accept'; readonly code: string; readonly envelope: Envelope }
  | { readonly verdict: 'ignore' | 'reject'; readonly code: string }

const BUSY: Judgement = Object.freeze({ verdict: 'ignore', code: 'busy' })
const TOO_LARGE: Judgement = Object.freeze({ verdict: 'reject', code: 'too-large' })
const FAILED: Judgement = Object.freeze({ verdict: 'ignore', code: 'failed' })
const FLOOD: Judgement = Object.freeze({ verdict: 'ignore', code: 'flood' })

/** Its bearer brought too many DIDs that are new here. */
const BRINGS_TOO_MANY: Refusal = Object.freeze({ ok: false, verdict: 'ignore', code: 'busy' })

/** Frames that gossip refused by itself: signed, or with an author or a number, which StrictNoSign has none of (SPEC NW1). */
const SIGNED = 'signed'
/** The count of an RPC that is dropped as a whole. */
const OVER_RATE = 'over-rate'
/** A frame on a topic that the hub is not in. */
const CLOSED = 'closed'
/**
 * Ignored frames that are of no use to anybody, by what every forwarder can tell itself. The others, a sender's flood or
 * a DID method that a relay knows nothing of, may be fine with a member that passed them on.
 */
const USELESS: ReadonlySet<string> = new Set([
  'later-version',
  'late',
  'early',
  'expired',
  'private',
  OVER_RATE,
])
/** The extra cost of a signature of any curve but Ed25519's, in frames: pure JavaScript, or slower by nature. */
const OTHER_CURVE = 3
/** DIDs that are remembered as known. */
const KNOWN_DIDS = 16_384

/** Those to whom frames of a room are passed on, and the streams on which they go. */
type Readers = ConstructorParameters<typeof Onward>[0]

/** A frame's id as gossip's memory of ids has it: base64 without padding (gossipsub 17.1, `messageIdToString`). */
function frameKey(topic: string, data: Uint8Array): string {
  return Buffer.from(frameId({ topic, data })).toString('base64').replace(/=+$/, '')
}

/** The frames of one room on their way through. */
export class Queue {
  readonly topic: string
  readonly judgement: InOrder
  readonly onward: Onward

  constructor(topic: string, limits: RelayLimits, readers: Readers) {
    this.topic = topic
    this.judgement = new InOrder(limits.framesInJudgement)
    this.onward = new Onward(readers, () => performance.now())
  }
}

export class FrameJudge {
  readonly #options: FrameJudgeOptions
  readonly #verifier = createVerifier()
  readonly #budgets: Budgets
  readonly #standing = new Standing()
  readonly #seen: SeenFrames
  readonly #intake: Intake
  readonly #floods: readonly Flood[]
  readonly #newSessions: NewSessions
  /** DIDs whose signature was verified lately, those heard last at the end. */
  readonly #known = new Set<string>()
  readonly #ignored = new Map<string, number>()
  readonly #rejected = new Map<string, number>()
  #accepted = 0
  /** Bytes of frames whose judgement is under way: of all, and by what their bearer is counted as. */
  #inJudgement = 0
  readonly #inJudgementOf = new Map<string, number>()

  constructor(options: FrameJudgeOptions) {
    const { internals, limits } = options
    this.#options = options
    this.#budgets = new Budgets(limits)
    this.#seen = new SeenFrames({
      ids: limits.seenFrames,
      idsPerOwner: limits.addressSeenFrames,
      age: GOSSIP_LIMITS.seen,
    })
    const { relayFramesInHand: frames, relayBytesInHand: bytes } = limits
    this.#intake = new Intake(options.inbound, (peer) =>
      this.#isRelay(peer) ? { frames, bytes } : INTAKE_LIMITS,
    )
    const { floodDids } = limits
    this.#newSessions = new NewSessions(floodDids)
    this.#floods = [
      new Flood(options.flood, floodDids),
      new Flood(TYPING_FLOOD, floodDids, typingIn),
      new Flood(CONTROL_FLOOD, floodDids, controlIn),
      new Flood(CONTROL_BYTES, floodDids, controlBytesIn),
    ]
    internals.remember(this.#seen)
    internals.dropRpcsOf((peer) => this.#dropsRpc(peer))
  }

  get counts(): FrameCounts {
    return Object.freeze({
      accepted: this.#accepted,
      ignored: Object.freeze(Object.fromEntries(this.#ignored)),
      rejected: Object.freeze(Object.fromEntries(this.#rejected)),
    })
  }

  /** Frames whose ids are remembered. */
  get seen(): number {
    return this.#seen.size
  }

  /** A peer is gone. What it spent is not forgotten: it would be back at once with all of its burst. */
  forget(peer: string): void {
    this.#intake.forget(peer)
  }

  /** A room is gone. */
  drop(topic: string): void {
    for (const flood of this.#floods) flood.drop(topic)
  }

  sweep(now: number): void {
    for (const flood of [...this.#floods, this.#newSessions]) flood.sweep(now)
  }

  /** What gossip is to do with a frame that it brings. @param onAccept told of a frame that is passed on */
  async judgeGossiped(
    queue: Queue,
    peer: string,
    frame: Uint8Array,
    onAccept: (envelope: Envelope) => void,
  ): Promise<TopicValidatorResult> {
    // Gossip calls this in the task in which it noted the id.
    const judgement = await this.#judged(queue, peer, this.#seen.latest, frame)
    if (judgement.verdict === 'accept') onAccept(judgement.envelope)
    return validatorResult(judgement.verdict)
  }

  /** The verdict on a frame that a room's stream brings; `null` where it had come before. */
  async judgeStreamed(queue: Queue, peer: string, frame: Uint8Array): Promise<Judgement | null> {
    const id = frameKey(queue.topic, frame)
    if (this.#seen.put(id)) {
      this.repeated(peer)
      return null
    }
    return this.#judged(queue, peer, id, frame)
  }

  /** A frame that a stream brought is handed to gossip, which takes it for new. */
  handedToGossip(topic: string, frame: Uint8Array, peer: string, publish: () => Promise<unknown>): void {
    const id = frameKey(topic, frame)
    this.#seen.forget(id)
    // Gossip notes the id in this very task.
    publish().catch(() => undefined)
    this.#seen.keep(id, this.#bearer(peer).address ?? peer)
  }

  /** Counts a frame against whoever handed it over, if need be (SPEC VE6). */
  async #judged(queue: Queue, peer: string, id: string, frame: Uint8Array): Promise<Judgement> {
    const bearer = this.#bearer(peer)
    this.#hold(bearer, this.#budgets.spend(bearer, frameCost(frame.length), performance.now()))
    const judgement =
      frame.length > MAX_FRAME_BYTES
        ? TOO_LARGE
        : await this.#intake.of(peer, frame.length, () => this.#judge(queue, bearer, id, frame))
    this.#count(judgement)
    // Judged on its own merits, and its signature verified: it need not be judged again. Nothing else is remembered.
    if (judgement.verdict === 'accept' || judgement === FLOOD) this.#seen.keep(id, bearer.address ?? peer)
    else this.#seen.forget(id)
    if (judgement.verdict === 'accept') this.#options.heard(peer)
    if (judgement.verdict === 'reject') this.#strike(bearer, judgement.code, frame.length)
    else if (judgement.verdict === 'ignore') this.#ignore(bearer, judgement.code)
    return judgement
  }

  /** A peer opened a room's stream, or sent what is no envelope: that costs as much as a frame. */
  spent(peer: string): void {
    const bearer = this.#bearer(peer)
    this.#hold(bearer, this.#budgets.spend(bearer, 1, performance.now()))
  }

  /** A peer handed over a frame that had come before. */
  repeated(peer: string): void {
    const bearer = this.#bearer(peer)
    this.#hold(bearer, this.#budgets.spendRepeated(bearer, performance.now()))
  }

  /** Gossip refused a frame by itself, on a topic that the hub is in or on another. */
  refused(peer: string, isOpen: boolean): void {
    const bearer = this.#bearer(peer)
    this.#hold(bearer, this.#budgets.spend(bearer, 1, performance.now()))
    if (!isOpen) this.#count({ verdict: 'ignore', code: CLOSED })
    else {
      this.#count({ verdict: 'reject', code: SIGNED })
      this.#strike(bearer, SIGNED)
    }
  }

  /** A peer subscribed to topics, or left them: a change costs as much as a frame. */
  subscribed(peer: string, changes: number): void {
    const bearer = this.#bearer(peer)
    this.#hold(bearer, this.#budgets.spend(bearer, changes, performance.now()))
  }

  #bearer(peer: string): Bearer {
    return { peer, address: this.#options.addressOf(peer), isRelay: this.#isRelay(peer) }
  }

  #isRelay(peer: string): boolean {
    return this.#options.others?.isRelay(peer) === true
  }

  #hold({ peer }: Bearer, milliseconds: number): void {
    if (milliseconds > 0) this.#intake.hold(peer, milliseconds)
  }

  #dropsRpc(peer: string): boolean {
    const bearer = this.#bearer(peer)
    const now = performance.now()
    // Also one that holds nothing: it was decoded.
    this.#hold(bearer, this.#budgets.spendRepeated(bearer, now))
    if (!this.#budgets.isOver(bearer, now)) return false
    this.#count({ verdict: 'ignore', code: OVER_RATE })
    this.#ignore(bearer, OVER_RATE)
    return true
  }

  #ignore(bearer: Bearer, code: string): void {
    if (!USELESS.has(code) || !this.#budgets.ignored(bearer, performance.now())) return
    this.#strike(bearer, code)
  }

  #strike({ peer, address }: Bearer, code: string, bytes?: number): void {
    const { log, strikes, hangUp } = this.#options
    const now = Date.now()
    const isLast = strikes.strike(peer, now, this.#standing.isBad(address, now) ? 1 : undefined)
    log('frame-rejected', { code, ...(bytes === undefined ? {} : { bytes }), refused: isLast })
    if (!isLast) return
    if (address !== null) this.#standing.refused(address, now)
    hangUp(peer)
  }

  /** Judged side by side, answered in the order of arrival: else one sender's frames would overtake each other. */
  async #judge(
    { topic, judgement, onward }: Queue,
    bearer: Bearer,
    id: string,
    frame: Uint8Array,
  ): Promise<Judgement> {
    if (!this.#begin(bearer, frame.length)) return BUSY
    try {
      const verifier = {
        check: (envelope: Envelope, signed: Uint8Array<ArrayBuffer>) => this.#check(bearer, envelope, signed),
      }
      const judged = await (judgement.run(async () => {
        const found = await judgeFrame(frame, topic, Date.now(), verifier)
        // For its bearer's sake, and known before the frame has its turn: its author may bring it meanwhile.
        if (found.code === BUSY.code) this.#seen.forget(id)
        return found
      }) ?? BUSY)
      // Presence passes others' words that a slow reader holds up.
      if ('envelope' in judged) {
        const { iss, sid, link } = judged.envelope.claims
        const isState = link.chain === 'state'
        await onward.turn(bearer.peer, { session: sid + iss, isState, bytes: frame.length })
      }
      const isOver =
        'envelope' in judged &&
        ![this.#newSessions, ...this.#floods].every((flood) => flood.passes(topic, judged.envelope))
      return isOver ? FLOOD : judged
    } catch {
      return FAILED
    } finally {
      this.#end(bearer, frame.length)
    }
  }

  /** Whether there is room for a frame's bytes in judgement: of all at most so many, of one address half of them. */
  #begin({ peer, address }: Bearer, bytes: number): boolean {
    const { bytesInJudgement } = this.#options.limits
    const counted = address ?? peer
    const own = (this.#inJudgementOf.get(counted) ?? 0) + bytes
    if (this.#inJudgement + bytes > bytesInJudgement || 2 * own > bytesInJudgement) return false
    this.#inJudgement += bytes
    this.#inJudgementOf.set(counted, own)
    return true
  }

  #end({ peer, address }: Bearer, bytes: number): void {
    const counted = address ?? peer
    const own = (this.#inJudgementOf.get(counted) ?? 0) - bytes
    this.#inJudgement -= bytes
    if (own > 0) this.#inJudgementOf.set(counted, own)
    else this.#inJudgementOf.delete(counted)
  }

  /** A signature, after what its bearer may cost: a key of another curve, a DID that is new here, an account's proof. */
  async #check(
    bearer: Bearer,
    envelope: Envelope,
    signed: Uint8Array<ArrayBuffer>,
  ): ReturnType<Verifier['check']> {
    const { iss } = envelope.claims
    const now = performance.now()
    if (envelope.header.alg !== 'EdDSA') this.#hold(bearer, this.#budgets.spend(bearer, OTHER_CURVE, now))
    if (!this.#known.has(iss) && !this.#budgets.mayBringDid(bearer, now)) return BRINGS_TOO_MANY
    const { peer, address } = bearer
    const mayCheckProof = (): boolean => this.#budgets.mayBringProof(bearer, performance.now())
    const bearers = address === null ? [peer] : [peer, address]
    const refusal = await this.#verifier.check(envelope, signed, mayCheckProof, bearers)
    if (refusal === null) this.#know(iss)
    return refusal
  }

  #know(did: string): void {
    this.#known.delete(did)
    this.#known.add(did)
    if (this.#known.size <= KNOWN_DIDS) return
    for (const longest of this.#known) {
      this.#known.delete(longest)
      return
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
