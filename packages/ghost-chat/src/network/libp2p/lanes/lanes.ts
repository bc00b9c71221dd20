/**
 * The lanes of one room: live messages go straight to everyone who can be reached so (SPEC LN).
 *
 * Whoever says something opens a lane to each member that it has a direct connection to. While everyone has one, the
 * topic need not carry what is said; whoever turns up meanwhile, or loses its lane, is given the last moments by the
 * topic after all.
 */
import type { Connection, Stream } from '@libp2p/interface'
import { withLength } from '../frame-cutter.ts'
import type { TakeFrame } from './in-lane.ts'
import { LeftOut } from './left-out.ts'
import { LANE_LIMITS } from './limits.ts'
import { OutLane } from './out-lane.ts'

export interface LanesInit {
  readonly topic: string
  /** A direct connection to a peer, if there is one. */
  readonly connectionTo: (peer: string) => Connection | null
  /** Whether the topic takes frames now. */
  readonly hasTopic: () => boolean
  /** Hands a frame to the topic. Never throws. */
  readonly toTopic: (frame: Uint8Array) => void
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}

/** What became of a frame that was to go by lanes. */
export interface Sent {
  /** How many lanes took it. */
  readonly lanes: number
  /** Whether everyone in the room has it now, so that the topic need not carry it. */
  readonly everyone: boolean
  /** Settles when every reader that is behind has room for more, or has lost its lane; `null` where none is. */
  readonly drained: Promise<unknown> | null
}

const NOBODY: Sent = Object.freeze({ lanes: 0, everyone: false, drained: null })

export class Lanes {
  readonly #init: LanesInit
  readonly #leftOut = new LeftOut()
  readonly #out = new Map<string, OutLane>()
  readonly #opening = new Set<string>()
  /** When a lane that was not to be had may be asked for again. */
  readonly #retryAt = new Map<string, number>()
  readonly #in = new Map<string, Stream>()
  #others: ReadonlySet<string> = new Set()
  #hasSpoken = false
  /** Whether the topic is to be given what went past it, as soon as it takes anything. */
  #owes = false
  #closed = false

  constructor(init: LanesInit) {
    this.#init = init
  }

  /** Takes note of who is in the room now. */
  meet(peers: readonly string[]): void {
    const before = this.#others
    this.#others = new Set(peers)
    for (const [peer, lane] of this.#out) {
      if (this.#others.has(peer)) continue
      this.#out.delete(peer)
      lane.close()
    }
    for (const peer of this.#retryAt.keys()) if (!this.#others.has(peer)) this.#retryAt.delete(peer)
    if (peers.some((peer) => !before.has(peer))) this.#owes = true
    this.look()
  }

  /** Gives the topic what it is owed, and opens the lanes that are missing and can be had. */
  look(): void {
    this.#makeUp()
    if (this.#closed || !this.#hasSpoken || this.#others.size > LANE_LIMITS.others) return
    for (const peer of this.#others) {
      if (this.#out.has(peer) || this.#opening.has(peer)) continue
      if ((this.#retryAt.get(peer) ?? 0) > this.#init.now()) continue
      const connection = this.#init.connectionTo(peer)
      if (connection !== null) void this.#open(peer, connection)
    }
  }

  /** Sends a frame to everyone who has a lane. */
  send(frame: Uint8Array): Sent {
    this.#hasSpoken = true
    this.look()
    if (this.#out.size === 0 || this.#others.size > LANE_LIMITS.others) return NOBODY
    const framed = withLength(frame)
    const behind: Promise<boolean>[] = []
    let lanes = 0
    for (const peer of this.#others) {
      const lane = this.#out.get(peer)
      if (lane?.isOpen !== true) continue
      const sent = lane.send(framed)
      if (sent === false) continue
      lanes++
      if (sent !== true) behind.push(sent)
    }
    const everyone = lanes === this.#others.size && lanes > 0
    if (everyone) this.#leftOut.keep(frame, this.#init.now())
    return { lanes, everyone, drained: behind.length === 0 ? null : Promise.all(behind) }
  }

  /** Another member opens a lane to this one. `null` when it is not taken. */
  take(stream: Stream, peer: string, take: TakeFrame): { take: TakeFrame; onEnd: () => void } | null {
    const before = this.#in.get(peer)
    if (this.#closed || (before === undefined && this.#in.size >= LANE_LIMITS.taken)) return null
    this.#in.set(peer, stream)
    before?.abort(new Error('The peer opened another lane.'))
    const onEnd = (): void => {
      if (this.#in.get(peer) === stream) this.#in.delete(peer)
    }
    return { take, onEnd }
  }

  /** Whether anything may come by lane. */
  get takesSome(): boolean {
    return this.#in.size > 0
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const lane of this.#out.values()) lane.close()
    for (const stream of this.#in.values()) stream.abort(new Error('The room was left.'))
    this.#leftOut.clear()
  }

  async #open(peer: string, connection: Connection): Promise<void> {
    this.#opening.add(peer)
    try {
      const lane = await OutLane.open(connection, this.#init.topic, () => this.#ended(peer, lane))
      if (this.#closed || !this.#others.has(peer)) lane.close()
      else this.#out.set(peer, lane)
    } catch {
      // The topic serves it; some day it may take a lane.
      this.#retryAt.set(peer, this.#init.now() + LANE_LIMITS.retry)
    } finally {
      this.#opening.delete(peer)
    }
  }

  /** What was sent last on a lane that broke may be lost. */
  #ended(peer: string, lane: OutLane): void {
    if (this.#closed || this.#out.get(peer) !== lane) return
    this.#out.delete(peer)
    this.#retryAt.set(peer, this.#init.now() + LANE_LIMITS.retry)
    this.#owes = true
    this.#makeUp()
  }

  #makeUp(): void {
    if (!this.#owes || this.#closed || !this.#init.hasTopic()) return
    this.#owes = false
    for (const frame of this.#leftOut.take(this.#init.now())) this.#init.toTopic(frame)
  }
}
