/**
 * The hub: in every room that a connected peer is in, passing on what is genuine (SPEC NW2, NW3).
 *
 * It keeps no envelope. What a frame says is looked at to judge it and forgotten.
 */
import type { GossipSub, SubscriptionChangeData } from '@libp2p/gossipsub'
import { parseTopic } from 'ghost-chat/wire'
import type { Log } from './log.ts'
import { IN_USE, Places, type Place } from './places.ts'
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
  /** Counts for the address of the peer that opened it. */
  readonly place: Place
  /** Found without members by the last sweep. */
  idle: boolean
}

const NOBODY: ReadonlySet<string> = new Set()

export class Hub {
  readonly #options: HubOptions
  readonly #judge: FrameJudge
  readonly #rooms = new Map<string, Room>()
  readonly #topicsOf = new Map<string, Set<string>>()
  readonly #places: Places
  readonly #refused: Refusals
  readonly #sweeper: ReturnType<typeof setInterval>

  constructor(options: HubOptions) {
    const { gossip, internals, limits } = options
    this.#options = options
    this.#judge = new FrameJudge(options)
    this.#places = new Places({ places: limits.topics, perAddress: limits.addressTopics })
    this.#refused = new Refusals(options.log)
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

  /** Whether a peer is in some room, or links its own to them. */
  isInRoom(peer: string): boolean {
    return this.#topicsOf.has(peer) || this.#options.others?.isRelay(peer) === true
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
    this.#refused.close()
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
    const { internals, limits } = this.#options
    const topics = this.#topicsOf.get(peer) ?? new Set()
    if (!topics.has(topic) && topics.size >= limits.topicsPerPeer) {
      this.#refused.note('per-peer')
      return
    }
    const room = this.#rooms.get(topic) ?? this.#open(topic, peer)
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

  #open(topic: string, peer: string): Room | null {
    const { gossip, internals, limits, addressOf, isHub } = this.#options
    if (!isHub) return null
    // Only rooms of Ghost Chat: a relay is no hub for whatever else speaks gossip.
    if (parseTopic(topic) === null) {
      this.#refused.note('malformed')
      return null
    }
    const members = new Set<string>()
    const place: Place = {
      address: addressOf(peer) ?? peer,
      // One that nobody is in goes first; of an address that has most, the one with the fewest members.
      worth: () => (members.size === 0 ? 0 : IN_USE + members.size),
      end: () => this.#giveWay(topic),
    }
    if (!this.#places.take(place)) {
      this.#refused.note('full')
      return null
    }
    const room: Room = { members, queue: new Queue(topic, limits, internals), place, idle: false }
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

  /** A room's place is needed for another address. Its members hear that the hub left. */
  #giveWay(topic: string): void {
    for (const member of this.#rooms.get(topic)?.members ?? []) this.#leave(topic, member)
    this.#refused.note('gave-way')
    this.#drop(topic)
  }

  #drop(topic: string): void {
    const { gossip, internals, onDrop } = this.#options
    const room = this.#rooms.get(topic)
    if (room !== undefined) this.#places.leave(room.place)
    this.#rooms.delete(topic)
    this.#judge.drop(topic)
    onDrop(topic)
    gossip.unsubscribe(topic)
    gossip.topicValidators.delete(topic)
    internals.forgive(topic)
    this.#options.others?.dropped(topic)
  }
}

/** How often refusals are logged, in milliseconds. */
const MINUTE = 60_000

/** Rooms that were not served, by why: counted, and logged once a minute. Subscriptions cost a stranger next to nothing. */
export class Refusals {
  readonly #log: Log
  readonly #counts = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(log: Log) {
    this.#log = log
  }

  note(code: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
    this.#timer ??= setTimeout(() => this.close(), MINUTE).unref()
  }

  /** Logs what was counted so far. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    for (const [code, count] of this.#counts) this.#log('topics-refused', { code, count })
    this.#counts.clear()
  }
}
