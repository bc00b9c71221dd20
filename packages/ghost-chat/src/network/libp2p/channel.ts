/**
 * One topic on a libp2p node.
 */
import type { TopicValidatorResult } from '@libp2p/gossipsub'
import { type GossipSub, type Message } from '@libp2p/gossipsub'
import type { Connection, PeerId as Libp2pPeerId, Stream } from '@libp2p/interface'
import {
  NetworkError,
  type Channel,
  type ChannelHandler,
  type FrameVerdict,
  type LinkState,
  type PeerId,
  type PeerLink,
  type PublishOptions,
  type RequestOptions,
} from '../port.ts'
import { MAX_FRAME_BYTES, validatorResult } from './gossip.ts'
import type { GossipInternals } from './gossip-internals.ts'
import { InOrder } from './in-order.ts'
import type { Intake } from './intake.ts'
import { KnownFrames } from './lanes/known-frames.ts'
import { Lanes } from './lanes/lanes.ts'
import { Onward } from './onward.ts'
import { Outlet } from './outlet.ts'
import type { PeerRates } from './peer-rates.ts'
import type { SeenFrames } from './seen-frames.ts'

/** Accepted frames of one topic that may wait to be forwarded; more are ignored. */
const MAX_TO_FORWARD = 4_096

/** What a channel needs of the network it belongs to. */
export interface ChannelHost {
  readonly self: PeerId
  readonly gossip: GossipSub
  readonly internals: GossipInternals
  readonly intake: Intake
  readonly rates: PeerRates
  readonly seen: SeenFrames
  /** Whether a frame that reaches nobody was sent all the same: there is nobody to hear it (SPEC FD6). */
  readonly standsAlone: boolean
  readonly state: (topic: string, impatient: boolean) => LinkState
  readonly peers: () => readonly PeerLink[]
  readonly meet: (topic: string, peers: readonly PeerId[]) => void
  /** Whether there is a way by which a peer may be asked. */
  readonly reaches: (peer: string) => boolean
  /** A direct connection to a peer, if there is one. */
  readonly connectionTo: (peer: string) => Connection | null
  /** Counts a rejected frame against the peer that handed it over. */
  readonly onReject: (peer: Libp2pPeerId) => void
  readonly ask: (
    topic: string,
    peer: PeerId,
    request: Uint8Array,
    options: RequestOptions,
  ) => AsyncIterable<Uint8Array>
  readonly leave: (topic: string) => void
}

/** A topic that is reached neither by a hub nor directly after so long counts as offline, in milliseconds. */
const PATIENCE = 10_000

export class Libp2pChannel implements Channel {
  readonly topic: string
  readonly #host: ChannelHost
  readonly #handler: ChannelHandler
  /** Orders what is accepted, from its verdict on: what waits for its verdict holds up nothing (SPEC ID6). */
  readonly #forwarding = new InOrder(MAX_TO_FORWARD)
  readonly #outlet: Outlet
  readonly #onward: Onward
  readonly #known = new KnownFrames()
  readonly #lanes: Lanes
  readonly #patience: ReturnType<typeof setTimeout>
  #impatient = false
  #closed = false
  #isHeard = false
  #state: LinkState = 'connecting'
  #peers = ''

  constructor(topic: string, handler: ChannelHandler, host: ChannelHost) {
    this.topic = topic
    this.#handler = handler
    this.#host = host
    this.#outlet = new Outlet(topic, host)
    this.#onward = new Onward(
      () => this.#readers(),
      () => performance.now(),
    )
    this.#lanes = new Lanes({
      topic,
      connectionTo: host.connectionTo,
      hasTopic: () => this.#outlet.ear !== undefined,
      toTopic: (frame) => void this.#outlet.hand(frame).catch(() => undefined),
      now: () => performance.now(),
    })
    host.gossip.topicValidators.set(topic, this.#validate)
    host.internals.forgive(topic)
    host.gossip.subscribe(topic)
    this.#state = host.state(topic, false)
    this.#patience = setTimeout(() => {
      this.#impatient = true
      this.refresh()
    }, PATIENCE)
  }

  get state(): LinkState {
    return this.#state
  }

  peers(): readonly PeerLink[] {
    return this.#closed ? [] : this.#host.peers()
  }

  reaches(peer: PeerId): boolean {
    return this.#host.reaches(peer)
  }

  meet(peers: readonly PeerId[]): void {
    if (this.#closed) return
    this.#host.meet(this.topic, peers)
    this.#lanes.meet(peers)
    this.refresh()
  }

  async publish(frame: Uint8Array, { lanes = false }: PublishOptions = {}): Promise<void> {
    if (this.#closed) throw closed()
    if (frame.length > MAX_FRAME_BYTES) {
      throw new NetworkError('ERR_FRAME_TOO_LARGE', `A frame has at most ${MAX_FRAME_BYTES} bytes.`)
    }
    if (!lanes) {
      await this.#outlet.hand(frame)
      return
    }
    const sent = this.#lanes.send(frame)
    if (!sent.everyone) {
      const reached = this.#outlet.hand(frame)
      const peers = await (sent.lanes === 0 ? reached : reached.catch(() => []))
      await this.#outlet.keepPace(peers)
    }
    await sent.drained
  }

  request(peer: PeerId, request: Uint8Array, options: RequestOptions): AsyncIterable<Uint8Array> {
    return this.#host.ask(this.topic, peer, request, options)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#state = 'offline'
    clearTimeout(this.#patience)
    this.#lanes.close()
    this.#known.clear()
    this.#host.leave(this.topic)
  }

  /** Another member opens a lane; `null` when it is not taken. */
  takeLane(stream: Stream, from: Libp2pPeerId): ReturnType<Lanes['take']> {
    return this.#lanes.take(stream, from.toString(), async (frame) => {
      await this.#host.rates.spent(from.toString(), frame.length)
      if (this.#closed) return
      // A lane brings the words of one member: what waits holds up that one alone.
      const verdict = await this.#known.once(frame, (aside) => this.#handled(frame, from, aside))
      if (verdict === 'reject') this.#host.onReject(from)
    })
  }

  /** Looks at the network again and tells the room if anything is different. */
  refresh(): void {
    if (this.#closed) return
    this.#lanes.look()
    this.#lookForEars()
    const state = this.#host.state(this.topic, this.#impatient)
    const peers = fingerprint(this.#host.peers())
    if (state === this.#state && peers === this.#peers) return
    this.#state = state
    this.#peers = peers
    // Not from within gossip's own handling of a frame, where a throw would be lost and a publish too early.
    queueMicrotask(() => {
      if (this.#closed) return
      try {
        this.#handler.changed()
      } catch {
        // The port says that a handler does not throw. One that does harms itself only.
      }
    })
  }

  /** Whoever uses no relay is in its room though nobody hears it, until somebody does (SPEC FD8). */
  #lookForEars(): void {
    const { ear } = this.#outlet
    const isFirst = ear !== undefined && !this.#isHeard
    this.#isHeard = ear !== undefined
    if (!isFirst || !this.#host.standsAlone) return
    queueMicrotask(() => {
      if (!this.#closed) this.#handler.heard?.(ear as PeerId)
    })
  }

  /** Passes on that a peer was lost. */
  lost(peer: PeerId): void {
    if (this.#closed || peer === this.#host.self) return
    try {
      this.#handler.lost(peer)
    } catch {
      // As above.
    }
  }

  /** Those to whom gossip passes frames on. */
  *#readers(): Generator<readonly [peer: string, stream: Stream]> {
    const { mesh, outbound } = this.#host.internals
    for (const peer of mesh(this.topic)) {
      const stream = outbound(peer)
      if (stream !== undefined) yield [peer, stream]
    }
  }

  #validate = async (from: Libp2pPeerId, message: Message): Promise<TopicValidatorResult> => {
    // Gossip calls this in the task in which it noted the id.
    const { latest: id } = this.#host.seen
    const { data } = message
    const peer = from.toString()
    this.#host.rates.spend(peer, 1, data.length)
    const verdict = await this.#host.intake.of(peer, data.length, (release) =>
      this.#judge(data, from, release),
    )
    // A frame that was ignored for its bearer's sake is new when its author brings it (SPEC NW21).
    if (verdict === 'accept') this.#host.seen.keep(id, peer)
    else this.#host.seen.forget(id)
    if (verdict === 'reject') this.#host.onReject(from)
    return validatorResult(verdict)
  }

  /** Resolves when the frame may go on: in the order of the room's verdicts, and when the readers are ready. Never rejects. */
  async #judge(frame: Uint8Array, from: Libp2pPeerId, aside: () => void): Promise<FrameVerdict> {
    if (this.#closed) return 'ignore'
    if (frame.length > MAX_FRAME_BYTES) return 'reject'
    const mayComeTwice = this.#lanes.takesSome || this.#known.size > 0
    const judge = (onAside: () => void): Promise<FrameVerdict> => this.#handled(frame, from, onAside)
    const verdict = await (mayComeTwice ? this.#known.once(frame, judge, aside) : judge(aside))
    if (verdict !== 'accept') return verdict
    const forwarded = this.#forwarding.run(
      () => Promise.resolve(verdict),
      () => this.#onward.ready(from.toString()),
    )
    return forwarded ?? 'ignore'
  }

  /** What the room says of a frame. Never rejects. */
  async #handled(frame: Uint8Array, from: Libp2pPeerId, aside: () => void): Promise<FrameVerdict> {
    try {
      const peer = from.toString() as PeerId
      const charge = (frames: number): void => void this.#host.rates.spend(peer, frames, 0)
      return await this.#handler.judge(frame, peer, aside, charge)
    } catch {
      return 'ignore'
    }
  }
}

/** Whether two lists of peers show the same; of round-trip times only that they are known: they differ with every ping. */
function fingerprint(peers: readonly PeerLink[]): string {
  return peers
    .map(({ peer, path, rtt }) => `${peer} ${path} ${rtt !== null}`)
    .sort()
    .join('\n')
}

function closed(): NetworkError {
  return new NetworkError('ERR_CLOSED', 'The channel was closed.')
}
