/**
 * The hub: in every room that a connected peer is in, passing on what is genuine (SPEC HB, NW2, NW3).
 *
 * Members are in a room by a stream, other nodes and other relays by gossip. The hub keeps who is here, as the members
 * signed it, and no message.
 */
import type { GossipSub, SubscriptionChangeData } from '@libp2p/gossipsub'
import type { Stream } from '@libp2p/interface'
import {
  acceptRoomStream,
  framed,
  FrameKind,
  lostFrame,
  type Pausable,
  type RoomStream,
  type Taken,
} from 'ghost-chat/network/gossip'
import { parseTopic, type Envelope } from 'ghost-chat/wire'
import { FrameJudge, Queue, type FrameCounts, type FrameJudgeOptions } from './frame-judge.ts'
import type { Log } from './log.ts'
import { IN_USE, Places, type Place } from './places.ts'
import { Roster } from './roster.ts'
import { atEndOfTurn } from './turn.ts'

export interface HubOptions extends Omit<FrameJudgeOptions, 'inbound'> {
  readonly gossip: GossipSub
  /** Whether it serves any room at all. */
  readonly isHub: boolean
  /** A room was dropped. */
  readonly onDrop: (topic: string) => void
  /** A member's stream ended, and the member had not left. */
  readonly onLost: (topic: string, peer: string, address: string) => void
}

/** A member's stream in a room. */
interface Seat {
  readonly peer: string
  /** Where it came from: its connection may be gone when its stream ends. */
  readonly address: string
  readonly carrier: RoomStream
  /** Whether it was given the roster, and so hears what is said. */
  isLive: boolean
  /** The verdict on what it said last. */
  last: Promise<unknown>
}

interface Room {
  readonly topic: string
  /** Peers that are in the room by gossip. */
  readonly subscribers: Set<string>
  /** Members that are in the room by a stream. */
  readonly seats: Map<string, Seat>
  readonly roster: Roster
  readonly queue: Queue
  /** Counts for the address of the peer that opened it. */
  readonly place: Place
  /** Found without members by the last sweep. */
  idle: boolean
}

const NOBODY: ReadonlySet<string> = new Set()
const ROSTER_END = framed(FrameKind.rosterEnd, new Uint8Array(0))

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
    this.#judge = new FrameJudge({ ...options, inbound: (peer) => this.#inbound(peer) })
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

  /** The peers in a topic. */
  membersOf(topic: string): ReadonlySet<string> {
    const room = this.#rooms.get(topic)
    return room === undefined ? NOBODY : new Set([...room.seats.keys(), ...room.subscribers])
  }

  /** Another node opens a stream. */
  readonly take = (stream: Stream, peer: string): void => {
    this.#judge.spent(peer)
    acceptRoomStream(stream, (topic, carrier) => this.#seat(topic, peer, carrier), atEndOfTurn)
  }

  /** Tells a member that a peer was lost; whether the member has a stream. */
  tellLost(member: string, topic: string, peer: string): boolean {
    const seat = this.#rooms.get(topic)?.seats.get(member)
    if (seat?.carrier.isOpen !== true) return false
    seat.carrier.send(lostFrame(peer))
    return true
  }

  /** A peer's last connection closed. Gives the topics that it was in by gossip. */
  onDisconnect(peer: string): ReadonlySet<string> {
    const topics = new Set<string>()
    for (const topic of this.#topicsOf.get(peer) ?? NOBODY)
      if (this.#unsubscribe(topic, peer)) topics.add(topic)
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
      else if (subscribe) this.#subscribe(topic, peer)
      else this.#unsubscribe(topic, peer)
    }
  }

  #subscribe(topic: string, peer: string): void {
    const { internals } = this.#options
    const room = this.#enter(topic, peer)
    if (room === null) return
    room.subscribers.add(peer)
    // Whoever comes back to a room has no old score to settle, and must hear that the hub is here.
    internals.forgive(topic, peer)
    internals.announce(topic, peer)
    internals.graftNow(topic, peer)
  }

  /** Says whether the peer was in the room by gossip. */
  #unsubscribe(topic: string, peer: string): boolean {
    const room = this.#rooms.get(topic)
    const wasThere = room?.subscribers.delete(peer) === true
    if (wasThere) room.roster.lost(peer)
    this.#forgetUnlessThere(topic, peer)
    return wasThere
  }

  /** A member opened a stream and named a topic. */
  #seat(topic: string, peer: string, carrier: RoomStream): Taken {
    const isMalformed = parseTopic(topic) === null
    const room = this.#options.isHub ? this.#enter(topic, peer) : null
    if (room === null) return { status: isMalformed ? 'unknown' : 'full' }
    const before = room.seats.get(peer)
    const address = this.#options.addressOf(peer) ?? peer
    const seat: Seat = { peer, address, carrier, isLive: false, last: Promise.resolve() }
    room.seats.set(peer, seat)
    before?.carrier.abort('The peer opened another stream.')
    const { presenceTimeout } = this.#options.limits
    const patience = setTimeout(() => {
      if (!seat.isLive) carrier.abort('The member did not say that it is here.')
    }, presenceTimeout).unref()
    const onFrame = (kind: number, payload: Uint8Array): void => {
      if (kind === FrameKind.envelope) seat.last = this.#hear(room, seat, payload)
      else if (kind === FrameKind.head) throw new Error('A head comes first, and once.')
      // Of a later version.
      else this.#judge.spent(peer)
    }
    const onEnd = (): void => {
      clearTimeout(patience)
      this.#leave(room, seat)
    }
    return { status: 'ok', roster: true, handler: { onFrame, onEnd } }
  }

  /** Never rejects. */
  async #hear(room: Room, seat: Seat, frame: Uint8Array): Promise<void> {
    const { peer } = seat
    const judgement = await this.#judge.judgeStreamed(room.queue, peer, frame)
    if (judgement?.verdict !== 'accept' || this.#rooms.get(room.topic) !== room) return
    const { envelope } = judgement
    const { body } = envelope
    const isPresence = body.type === 'join' || body.type === 'here'
    const isOwn = isPresence && body.peer === peer
    room.roster.note(envelope, frame, peer, isOwn ? seat : null)
    this.#passOn(room, frame, isOwn ? FrameKind.introduced : FrameKind.envelope, seat)
    this.#gossip(room, frame, peer)
    if (isOwn && !seat.isLive) this.#welcome(room, seat)
  }

  /** Gives the roster. What is said from this moment on follows it: nothing falls between the two. */
  #welcome(room: Room, seat: Seat): void {
    seat.isLive = true
    for (const frame of room.roster.frames(seat, Date.now()))
      seat.carrier.send(framed(FrameKind.roster, frame))
    seat.carrier.send(ROSTER_END)
  }

  /** An accepted frame that gossip brought. */
  #gossiped(room: Room, frame: Uint8Array, envelope: Envelope, peer: string): void {
    const { body } = envelope
    const isOwn = (body.type === 'join' || body.type === 'here') && body.peer === peer
    room.roster.note(envelope, frame, peer, isOwn && room.subscribers.has(peer) ? peer : null)
    this.#passOn(room, frame, FrameKind.envelope, null)
  }

  #passOn(room: Room, frame: Uint8Array, kind: number, from: Seat | null): void {
    let whole: Uint8Array | null = null
    for (const seat of room.seats.values())
      if (seat !== from && seat.isLive) seat.carrier.send((whole ??= framed(kind, frame)))
  }

  #gossip(room: Room, frame: Uint8Array, peer: string): void {
    const { gossip, internals } = this.#options
    if (internals.reach(room.topic) === undefined) return
    this.#judge.handedToGossip(room.topic, frame, peer, () => gossip.publish(room.topic, frame))
  }

  /** A member's stream ended. */
  #leave(room: Room, seat: Seat): void {
    const { topic } = room
    if (room.seats.get(seat.peer) === seat) room.seats.delete(seat.peer)
    this.#forgetUnlessThere(topic, seat.peer)
    // Its goodbye may still be in judgement.
    void seat.last.then(() => {
      if (room.roster.lost(seat) && this.#rooms.get(topic) === room)
        this.#options.onLost(topic, seat.peer, seat.address)
    })
  }

  /** A room that a peer comes to, made if need be; `null` where it is refused. */
  #enter(topic: string, peer: string): Room | null {
    const topics = this.#topicsOf.get(peer) ?? new Set()
    if (!topics.has(topic) && topics.size >= this.#options.limits.topicsPerPeer) {
      this.#refused.note('per-peer')
      return null
    }
    const room = this.#rooms.get(topic) ?? this.#open(topic, peer)
    if (room === null) return null
    room.idle = false
    topics.add(topic)
    this.#topicsOf.set(peer, topics)
    return room
  }

  #forgetUnlessThere(topic: string, peer: string): void {
    const room = this.#rooms.get(topic)
    if (room?.seats.has(peer) === true || room?.subscribers.has(peer) === true) return
    const topics = this.#topicsOf.get(peer)
    topics?.delete(topic)
    if (topics?.size === 0) this.#topicsOf.delete(peer)
  }

  #open(topic: string, peer: string): Room | null {
    const { gossip, limits, addressOf, isHub } = this.#options
    if (!isHub) return null
    // Only rooms of Ghost Chat: a relay is no hub for whatever else speaks gossip.
    if (parseTopic(topic) === null) {
      this.#refused.note('malformed')
      return null
    }
    const place: Place = {
      address: addressOf(peer) ?? peer,
      // One that nobody is in goes first; of an address that has most, the one with the fewest members.
      worth: () => (occupants(room) === 0 ? 0 : IN_USE + occupants(room)),
      end: () => this.#giveWay(topic),
    }
    const room: Room = {
      topic,
      subscribers: new Set<string>(),
      seats: new Map(),
      roster: new Roster({
        sessions: limits.rosterSessions,
        foreign: (bearer) => this.#foreign(bearer),
        bytes: limits.rosterBytes,
      }),
      queue: new Queue(topic, limits, () => this.#readers(room)),
      place,
      idle: false,
    }
    if (!this.#places.take(place)) {
      this.#refused.note('full')
      return null
    }
    this.#rooms.set(topic, room)
    gossip.topicValidators.set(topic, (from, { data }) => {
      const bearer = from.toString()
      const onAccept = (envelope: Envelope): void => this.#gossiped(room, data, envelope, bearer)
      return this.#judge.judgeGossiped(room.queue, bearer, data, onAccept)
    })
    gossip.subscribe(topic)
    this.#options.others?.opened(topic)
    return room
  }

  #foreign(bearer: string): number {
    const { limits, others } = this.#options
    return others?.isRelay(bearer) === true ? limits.rosterOfRelay : limits.rosterForeign
  }

  /** Those to whom a room's frames go. */
  *#readers(room: Room): Generator<readonly [peer: string, stream: Stream]> {
    const { internals } = this.#options
    for (const { peer, carrier, isLive } of room.seats.values()) if (isLive) yield [peer, carrier.stream]
    for (const peer of internals.mesh(room.topic)) {
      const stream = internals.outbound(peer)
      if (stream !== undefined) yield [peer, stream]
    }
  }

  /** The streams by which a peer hands frames over. */
  *#inbound(peer: string): Generator<Pausable> {
    const stream = this.#options.internals.inbound(peer)
    if (stream !== undefined) yield stream
    for (const topic of this.#topicsOf.get(peer) ?? NOBODY) {
      const seat = this.#rooms.get(topic)?.seats.get(peer)
      if (seat !== undefined) yield seat.carrier
    }
  }

  /** Rooms are dropped a little late: most that fall empty are somebody's page being loaded again. */
  #sweep(): void {
    const now = Date.now()
    this.#judge.sweep(now)
    for (const [topic, room] of this.#rooms) {
      room.roster.sweep(now)
      if (occupants(room) > 0) continue
      if (room.idle) this.#drop(topic)
      else room.idle = true
    }
  }

  /** A room's place is needed for another address. Its members hear that the hub left. */
  #giveWay(topic: string): void {
    for (const peer of this.#rooms.get(topic)?.subscribers ?? []) this.#unsubscribe(topic, peer)
    this.#refused.note('gave-way')
    this.#drop(topic)
  }

  #drop(topic: string): void {
    const { gossip, internals, onDrop } = this.#options
    const room = this.#rooms.get(topic)
    if (room === undefined) return
    this.#places.leave(room.place)
    this.#rooms.delete(topic)
    for (const { carrier } of [...room.seats.values()]) carrier.close()
    this.#judge.drop(topic)
    onDrop(topic)
    gossip.unsubscribe(topic)
    gossip.topicValidators.delete(topic)
    internals.forgive(topic)
    this.#options.others?.dropped(topic)
  }
}

/** Members and other nodes of a room. A linked relay is none. */
function occupants({ seats, subscribers }: Pick<Room, 'seats' | 'subscribers'>): number {
  return seats.size + subscribers.size
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
