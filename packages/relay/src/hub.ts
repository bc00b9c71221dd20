/**
 * The hub: in every room that a connected peer is in, passing on what is genuine (SPEC NW2, NW3).
 *
 * It keeps no envelope. What a frame says is looked at to judge it and forgotten.
 */
import type { GossipSub, SubscriptionChangeData } from '@libp2p/gossipsub'
import { parseTopic } from 'ghost-chat/wire'
import { FrameJudge, Queue, type FrameCounts, type FrameJudgeOptions } from './frame-judge.ts'

export interface HubOptions extends FrameJudgeOptions {
  readonly gossip: GossipSub
  /** Whether it serves any room at all. */
  readonly isHub: boolean
  /** A room was dropped. */
  readonly onDrop: (topic: string) => void
}

interface Room {
  readonly members: Set<string>
  readonly queue: Queue
  /** Found without members by the last sweep. */
  idle: boolean
}

const NOBODY: ReadonlySet<string> = new Set()

export class Hub {
  readonly #options: HubOptions
  readonly #judge: FrameJudge
  readonly #rooms = new Map<string, Room>()
  readonly #topicsOf = new Map<string, Set<string>>()
  readonly #sweeper: ReturnType<typeof setInterval>

  constructor(options: HubOptions) {
    const { gossip, internals, limits } = options
    this.#options = options
    this.#judge = new FrameJudge(options)
    internals.announceOnlyToSubscribers()
    internals.watchUnjudged({
      onRepeated: (peer) => this.#judge.repeated(peer),
      onRefused: (peer, topic) => this.#judge.refused(peer, this.serves(topic)),
    })
    gossip.addEventListener('subscription-change', this.#onSubscriptions)
    this.#sweeper = setInterval(() => this.#sweep(), limits.topicLinger).unref()
  }

  get topics(): number {
    return this.#rooms.size
  }

  get counts(): FrameCounts {
    return this.#judge.counts
  }

  /** Frames whose ids are remembered. */
  get remembered(): number {
    return this.#judge.seen
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
    this.#judge.forget(peer)
    return topics
  }

  close(): void {
    clearInterval(this.#sweeper)
    this.#options.gossip.removeEventListener('subscription-change', this.#onSubscriptions)
  }

  #onSubscriptions = ({ detail }: CustomEvent<SubscriptionChangeData>): void => {
    const peer = detail.peerId.toString()
    const { others } = this.#options
    this.#judge.subscribed(peer, detail.subscriptions.length)
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
    const { gossip, internals, limits, log, isHub } = this.#options
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
    const room: Room = { members: new Set(), queue: new Queue(topic, limits, internals), idle: false }
    this.#rooms.set(topic, room)
    gossip.topicValidators.set(topic, (from, { data }) =>
      this.#judge.judge(room.queue, from.toString(), data),
    )
    gossip.subscribe(topic)
    this.#options.others?.opened(topic)
    return room
  }

  /** Rooms are dropped a little late: most that fall empty are somebody's page being loaded again. */
  #sweep(): void {
    this.#judge.sweep(Date.now())
    for (const [topic, room] of this.#rooms) {
      if (room.members.size > 0) continue
      if (room.idle) this.#drop(topic)
      else room.idle = true
    }
  }

  #drop(topic: string): void {
    const { gossip, internals, onDrop } = this.#options
    this.#rooms.delete(topic)
    this.#judge.drop(topic)
    onDrop(topic)
    gossip.unsubscribe(topic)
    gossip.topicValidators.delete(topic)
    internals.forgive(topic)
    this.#options.others?.dropped(topic)
  }
}
