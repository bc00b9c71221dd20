/**
 * The hub: in every room that a connected peer is in, passing on what is genuine (SPEC NW2, NW3).
 *
 * It keeps no envelope. What a frame says is looked at to judge it and forgotten.
 */
import type { GossipSub, SubscriptionChangeData, TopicValidatorResult } from '@libp2p/gossipsub'
import type { PeerId } from '@libp2p/interface'
import { createVerifier, judgeFrame } from 'ghost-chat/identity'
import {
  InOrder,
  MAX_FRAME_BYTES,
  Rate,
  validatorResult,
  type GossipInternals,
  type Strikes,
} from 'ghost-chat/network/gossip'
import { parseTopic, TYPING_FLOOD, type FloodRule } from 'ghost-chat/wire'
import type { OtherHubs } from './federation.ts'
import { Flood, typingIn } from './flood.ts'
import type { RelayLimits } from './limits.ts'
import type { Log } from './log.ts'

export interface HubOptions {
  readonly gossip: GossipSub
  readonly internals: GossipInternals
  readonly limits: RelayLimits
  /** What one DID may say in a room; `null` for no bound. */
  readonly flood: FloodRule | null
  /** Whether it serves any room at all. */
  readonly isHub: boolean
  readonly strikes: Strikes
  /** Other relays that serve the same rooms; `null` where this one stands alone. */
  readonly others: OtherHubs | null
  readonly log: Log
  /** Ends the connection to a peer that earned it. */
  readonly hangUp: (peer: PeerId) => void
  /** A room was dropped. */
  readonly onDrop: (topic: string) => void
}

interface Room {
  readonly members: Set<string>
  readonly judgement: InOrder
  /** Found without members by the last sweep. */
  idle: boolean
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
const NOBODY: ReadonlySet<string> = new Set()
const FLOOD: Judgement = Object.freeze({ verdict: 'ignore', code: 'flood' })

export class Hub {
  readonly #options: HubOptions
  readonly #verifier = createVerifier()
  readonly #rate: Rate
  readonly #relayRate: Rate
  readonly #floods: readonly Flood[]
  readonly #rooms = new Map<string, Room>()
  readonly #topicsOf = new Map<string, Set<string>>()
  readonly #sweeper: ReturnType<typeof setInterval>
  readonly #ignored = new Map<string, number>()
  readonly #rejected = new Map<string, number>()
  #accepted = 0
  /** Bytes of frames whose judgement is under way. */
  #inJudgement = 0

  constructor(options: HubOptions) {
    const { gossip, internals, limits } = options
    this.#options = options
    this.#rate = new Rate({ perSecond: limits.framesPerSecond, burst: limits.frameBurst })
    const { relayFramesPerSecond: perSecond, relayFrameBurst: burst } = limits
    this.#relayRate = new Rate({ perSecond, burst })
    const { floodDids } = limits
    this.#floods = [new Flood(options.flood, floodDids), new Flood(TYPING_FLOOD, floodDids, typingIn)]
    internals.announceOnlyToSubscribers()
    gossip.addEventListener('subscription-change', this.#onSubscriptions)
    this.#sweeper = setInterval(() => this.#sweep(), limits.topicLinger).unref()
  }

  get topics(): number {
    return this.#rooms.size
  }

  get counts(): FrameCounts {
    return Object.freeze({
      accepted: this.#accepted,
      ignored: Object.freeze(Object.fromEntries(this.#ignored)),
      rejected: Object.freeze(Object.fromEntries(this.#rejected)),
    })
  }

  /** Whether the hub is in a topic now. */
  serves(topic: string): boolean {
    return this.#rooms.has(topic)
  }

  /** The connected peers in a topic. */
  membersOf(topic: string): ReadonlySet<string> {
    return this.#rooms.get(topic)?.members ?? NOBODY
  }

  /** A peer's last connection closed. Gives the topics that it was still in. */
  onDisconnect(peer: string): ReadonlySet<string> {
    const topics = this.#topicsOf.get(peer) ?? NOBODY
    for (const topic of topics) this.#rooms.get(topic)?.members.delete(peer)
    this.#topicsOf.delete(peer)
    this.#rate.forget(peer)
    this.#relayRate.forget(peer)
    return topics
  }

  close(): void {
    clearInterval(this.#sweeper)
    this.#options.gossip.removeEventListener('subscription-change', this.#onSubscriptions)
  }

  #onSubscriptions = ({ detail }: CustomEvent<SubscriptionChangeData>): void => {
    const peer = detail.peerId.toString()
    const { others } = this.#options
    for (const { topic, subscribe } of detail.subscriptions) {
      if (others?.isHub(topic, peer) === true) others.subscribed(topic, peer, subscribe)
      else if (subscribe) this.#enter(topic, peer)
      else this.#leave(topic, peer)
    }
  }

  #enter(topic: string, peer: string): void {
    const { internals, limits, log } = this.#options
    const topics = this.#topicsOf.get(peer) ?? new Set()
    if (!topics.has(topic) && topics.size >= limits.topicsPerPeer) {
      log('topic-refused', { code: 'per-peer' })
      return
    }
    const room = this.#rooms.get(topic) ?? this.#open(topic)
    if (room === null) return
    room.members.add(peer)
    room.idle = false
    topics.add(topic)
    this.#topicsOf.set(peer, topics)
    // Whoever comes back to a room has no old score to settle, and must hear that the hub is here.
    internals.forgive(topic, peer)
    internals.announce(topic, peer)
    internals.graftNow(topic, peer)
  }

  #leave(topic: string, peer: string): void {
    this.#rooms.get(topic)?.members.delete(peer)
    const topics = this.#topicsOf.get(peer)
    topics?.delete(topic)
    if (topics?.size === 0) this.#topicsOf.delete(peer)
  }

  #open(topic: string): Room | null {
    const { gossip, limits, log, isHub } = this.#options
    if (!isHub) return null
    // Only rooms of Ghost Chat: a relay is no hub for whatever else speaks gossip.
    if (parseTopic(topic) === null) {
      log('topic-refused', { code: 'malformed' })
      return null
    }
    if (this.#rooms.size >= limits.topics) {
      log('topic-refused', { code: 'full' })
      return null
    }
    const room: Room = { members: new Set(), judgement: new InOrder(limits.framesInJudgement), idle: false }
    this.#rooms.set(topic, room)
    gossip.topicValidators.set(topic, (from, message) => this.#validate(room, topic, from, message.data))
    gossip.subscribe(topic)
    this.#options.others?.opened(topic)
    return room
  }

  /** Rooms are dropped a little late: most that fall empty are somebody's page being loaded again. */
  #sweep(): void {
    for (const flood of this.#floods) flood.sweep(Date.now())
    for (const [topic, room] of this.#rooms) {
      if (room.members.size > 0) continue
      if (room.idle) this.#drop(topic)
      else room.idle = true
    }
  }

  #drop(topic: string): void {
    const { gossip, internals, onDrop } = this.#options
    this.#rooms.delete(topic)
    for (const flood of this.#floods) flood.drop(topic)
    onDrop(topic)
    gossip.unsubscribe(topic)
    gossip.topicValidators.delete(topic)
    internals.forgive(topic)
    this.#options.others?.dropped(topic)
  }

  async #validate(room: Room, topic: string, from: PeerId, frame: Uint8Array): Promise<TopicValidatorResult> {
    const { log, strikes, hangUp } = this.#options
    const peer = from.toString()
    let judgement: Judgement
    if (frame.length > MAX_FRAME_BYTES) judgement = TOO_LARGE
    else if (!this.#rateOf(peer).take(peer, performance.now())) judgement = OVER_RATE
    else judgement = await this.#judge(room, topic, frame)
    this.#count(judgement)
    if (judgement.verdict === 'reject') {
      const isLast = strikes.strike(peer, Date.now())
      log('frame-rejected', { code: judgement.code, bytes: frame.length, refused: isLast })
      if (isLast) hangUp(from)
    }
    return validatorResult(judgement.verdict)
  }

  #rateOf(peer: string): Rate {
    return this.#options.others?.isRelay(peer) === true ? this.#relayRate : this.#rate
  }

  /** Judged side by side, answered in the order of arrival: else one sender's frames would overtake each other. */
  async #judge(room: Room, topic: string, frame: Uint8Array): Promise<Judgement> {
    if (this.#inJudgement + frame.length > this.#options.limits.bytesInJudgement) return BUSY
    this.#inJudgement += frame.length
    try {
      const judged = await (room.judgement.run(() => judgeFrame(frame, topic, Date.now(), this.#verifier)) ??
        BUSY)
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
