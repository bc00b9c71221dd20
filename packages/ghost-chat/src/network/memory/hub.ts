/**
 * The memory network: nodes around a hub, frames in a queue that a test flushes, or on their way for a while by
 * a clock that a simulation drives. No timers of its own, no sleeps; what goes wrong is decided by a seed.
 */
import { arrivals, NO_FAULTS, travel, type Faults } from './delivery.ts'
import { NetworkError, type FrameVerdict, type PeerId } from '../port.ts'
import { MemoryNetwork } from './network.ts'
import { seededRandom } from './random.ts'
import type { Endpoint, Node, Wires } from './wires.ts'

export interface MemoryHubOptions {
  /** Decides all that is random here. @default 1 */
  readonly seed?: number
  readonly faults?: Partial<Faults>
  /**
   * Calls after some milliseconds. With it, deliveries and answers take the time that the faults say, each on
   * its own, and there is nothing to flush.
   */
  readonly after?: (milliseconds: number, call: () => void) => void
  /** One turn of the event loop. @default setTimeout(0); Node's setImmediate is faster */
  readonly turn?: () => Promise<void>
  /** What the hub itself thinks of a frame before it passes it on, as a relay does. @default accepts all */
  readonly judge?: (frame: Uint8Array, topic: string) => Promise<FrameVerdict>
}

/** So many turns without a frame, and nothing more will come. */
const IDLE_TURNS = 3

/** Members of a topic who are told that a peer was lost. */
const TOLD = 3

type Task = () => Promise<void>

/** How many turns `settle` takes before it says that the condition will never hold. */
const MOST_TURNS = 20_000

export class MemoryHub implements Wires {
  readonly #random: () => number
  readonly #turn: () => Promise<void>
  readonly #judge: NonNullable<MemoryHubOptions['judge']>
  readonly #queue: Task[] = []
  readonly #channels = new Map<string, Map<PeerId, Endpoint>>()
  readonly #networks = new Map<PeerId, Node>()
  readonly #rejects = new Map<PeerId, number>()
  #made = 0
  #up = true
  readonly #after: MemoryHubOptions['after']
  #faults: Faults = NO_FAULTS
  /** What lies between two peers now; `null`: nothing passes. By default the hub's faults, everywhere alike. */
  between: (from: PeerId, to: PeerId) => Faults | null = () => this.#faults

  constructor(options: MemoryHubOptions = {}) {
    this.#random = seededRandom(options.seed ?? 1)
    this.#turn = options.turn ?? (() => new Promise((resolve) => setTimeout(resolve, 0)))
    this.#judge = options.judge ?? (() => Promise.resolve('accept'))
    this.#after = options.after
    this.faults = options.faults ?? {}
  }

  get faults(): Faults {
    return this.#faults
  }

  /** What is not named does not go wrong. */
  set faults(faults: Partial<Faults>) {
    this.#faults = { ...NO_FAULTS, ...faults }
  }

  /** A new node on this network. */
  network(): MemoryNetwork {
    const self = `peer-${++this.#made}` as PeerId
    const network = new MemoryNetwork(this, self)
    this.#networks.set(self, network)
    return network
  }

  /** Whether the hub runs. While it does not, everyone is offline. */
  get up(): boolean {
    return this.#up
  }

  set up(up: boolean) {
    this.#up = up
    for (const network of this.#networks.values()) network.linkChanged()
  }

  /** How many frames of a peer were rejected. */
  rejectsOf(peer: PeerId): number {
    return this.#rejects.get(peer) ?? 0
  }

  /** Delivers what is queued, and what that brings about, until nothing is left. */
  async flush(): Promise<void> {
    for (let task = this.#queue.shift(); task !== undefined; task = this.#queue.shift()) await task()
  }

  /**
   * Flushes until `done` says so.
   * @throws Error when it never does
   */
  async settle(done: () => boolean): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      await this.flush()
      if (done()) return
      // Signatures are made on other threads: let them come back.
      await this.#turn()
    }
    throw new Error(`the memory network did not settle within ${MOST_TURNS} turns`)
  }

  /**
   * Flushes until nothing happens any more. Only for cryptography that answers within the turn: what other
   * threads are still at cannot be seen from here.
   */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < IDLE_TURNS; quiet++) {
      if (this.#queue.length > 0) quiet = 0
      await this.flush()
      await this.#turn()
    }
  }

  /** @internal */
  enter(channel: Endpoint, peer: PeerId): void {
    const members = this.#channels.get(channel.topic) ?? new Map<PeerId, Endpoint>()
    this.#channels.set(channel.topic, members.set(peer, channel))
  }

  /** @internal */
  exit(channel: Endpoint, peer: PeerId): void {
    const members = this.#channels.get(channel.topic)
    members?.delete(peer)
    if (members?.size === 0) this.#channels.delete(channel.topic)
  }

  /** @internal */
  remove(peer: PeerId): void {
    this.#networks.delete(peer)
  }

  /** @internal The link to a peer was lost: a few members of each of its topics are told, as a relay does. */
  lost(peer: PeerId): void {
    if (!this.#up) return
    for (const [topic, members] of this.#channels) {
      if (!members.has(peer)) continue
      const others = [...members].filter(([other, { state }]) => other !== peer && state === 'relayed')
      for (let i = 0; i < TOLD && others.length > 0; i++) {
        const [told] = others.splice(Math.floor(this.#random() * others.length), 1)
        this.#enqueue(async () => {
          if (this.#up && told !== undefined) this.#channels.get(topic)?.get(told[0])?.lost(peer)
          await Promise.resolve()
        })
      }
    }
  }

  /** @internal A frame from a peer to everyone else on the topic. */
  spread(topic: string, frame: Uint8Array, from: PeerId): void {
    const copy = frame.slice()
    this.#enqueue(async () => {
      const verdict = await this.#judge(copy, topic)
      if (verdict === 'reject') this.#rejects.set(from, this.rejectsOf(from) + 1)
      if (verdict !== 'accept') return
      for (const peer of this.#channels.get(topic)?.keys() ?? []) {
        if (peer !== from) this.#deliver(topic, copy, from, peer)
      }
    })
  }

  /** @internal Runs a request at another peer. */
  ask(topic: string, request: Uint8Array, from: PeerId, to: PeerId): Promise<readonly Uint8Array[]> {
    return new Promise((resolve, reject) => {
      this.#enqueue(
        async () => {
          const channel = this.#channels.get(topic)?.get(to)
          const reachable =
            this.#up && channel?.state === 'relayed' && this.#networks.get(from)?.linked === true
          if (!reachable || this.between(from, to) === null) {
            // The hub knows who is linked to it; whoever is not linked itself knows nothing.
            const isGone =
              this.#up && this.#networks.get(from)?.linked === true && channel?.state !== 'relayed'
            const code = isGone ? 'ERR_PEER_GONE' : 'ERR_UNREACHABLE'
            reject(new NetworkError(code, `${to} cannot be reached`))
            return
          }
          // Not awaited: one that never answers must not hold up the rest.
          channel.answer(request.slice(), from).then((frames) => {
            this.#travel(to, from, () => {
              resolve(frames)
            })
          }, reject)
          await Promise.resolve()
        },
        this.#way(from, to),
      )
    })
  }

  #deliver(topic: string, frame: Uint8Array, from: PeerId, to: PeerId): void {
    const faults = this.between(from, to)
    if (faults === null) return
    for (const { after, overtakes } of arrivals(faults, this.#random)) {
      const task = async (): Promise<void> => {
        const channel = this.#channels.get(topic)?.get(to)
        if (channel === undefined || !this.#up) return
        const verdict = await channel.receive(frame.slice(), from)
        if (verdict === 'reject') this.#rejects.set(from, this.rejectsOf(from) + 1)
      }
      this.#enqueue(task, after, overtakes)
    }
  }

  /** An answer on its way back; it is lost where nothing passes any more. */
  #travel(from: PeerId, to: PeerId, arrive: () => void): void {
    if (this.#after === undefined) arrive()
    else if (this.between(from, to) !== null) this.#after(this.#way(from, to), arrive)
  }

  #way(from: PeerId, to: PeerId): number {
    return this.#after === undefined ? 0 : travel(this.between(from, to) ?? NO_FAULTS, this.#random)
  }

  #enqueue(task: Task, after = 0, overtakes = false): void {
    if (this.#after !== undefined) {
      this.#after(after, () => void task())
      return
    }
    const last = this.#queue.length - 1
    if (overtakes && last >= 0) this.#queue.splice(last, 0, task)
    else this.#queue.push(task)
  }
}
