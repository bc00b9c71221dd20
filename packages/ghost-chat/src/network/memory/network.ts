/**
 * A node on the memory network.
 */
import {
  NetworkError,
  type Channel,
  type ChannelHandler,
  type FloodLimit,
  type Network,
  type PeerId,
} from '../port.ts'
import { MemoryChannel } from './channel.ts'
import type { Node, Wires } from './wires.ts'

export class MemoryNetwork implements Network, Node {
  readonly #hub: Wires
  readonly self: PeerId
  clockOffsets: readonly number[] = []
  flood: FloodLimit | null = null
  readonly #channels = new Set<MemoryChannel>()
  #linked = true
  #open = true

  constructor(hub: Wires, self: PeerId) {
    this.#hub = hub
    this.self = self
  }

  /** Whether this node has its link to a hub that runs. A test cuts the link by setting it. */
  get linked(): boolean {
    return this.#linked && this.#open && this.#hub.up
  }

  set linked(linked: boolean) {
    const wasLinked = this.linked
    this.#linked = linked
    if (wasLinked && !linked) this.#hub.lost(this.self)
    this.linkChanged()
  }

  open(topic: string, handler: ChannelHandler): Channel {
    if (!this.#open) throw new NetworkError('ERR_CLOSED', 'the network was closed')
    const channel = new MemoryChannel(this.#hub, this, topic, handler)
    this.#channels.add(channel)
    return channel
  }

  async close(): Promise<void> {
    for (const channel of [...this.#channels]) await channel.close()
    this.#open = false
    this.#hub.remove(this.self)
  }

  /** Ends as a process does that is killed: without a word, and hearing none. The hub notices. */
  kill(): void {
    if (!this.#open) return
    if (this.linked) this.#hub.lost(this.self)
    this.#open = false
    for (const channel of this.#channels) this.#hub.exit(channel, this.self)
    this.#channels.clear()
    this.#hub.remove(this.self)
  }

  /** @internal */
  closed(channel: MemoryChannel): void {
    this.#channels.delete(channel)
  }

  /** @internal */
  linkChanged(): void {
    for (const channel of this.#channels) channel.linkChanged()
  }
}
