/**
 * One topic of a node on the memory network.
 */
import {
  NetworkError,
  type Channel,
  type ChannelHandler,
  type FrameVerdict,
  type LinkState,
  type PeerId,
  type PeerLink,
  type RequestOptions,
} from '../port.ts'
import type { Endpoint, Wires } from './wires.ts'

/** The same bound as on a real network. */
const LARGEST_FRAME = 32_768

/** The node that a channel belongs to. */
interface Owner {
  readonly self: PeerId
  readonly linked: boolean
  closed: (channel: MemoryChannel) => void
}

export class MemoryChannel implements Channel, Endpoint {
  readonly topic: string
  readonly #hub: Wires
  readonly #network: Owner
  readonly #handler: ChannelHandler
  #open = true

  constructor(hub: Wires, network: Owner, topic: string, handler: ChannelHandler) {
    this.#hub = hub
    this.#network = network
    this.topic = topic
    this.#handler = handler
    hub.enter(this, network.self)
  }

  get state(): LinkState {
    return this.#open && this.#network.linked ? 'relayed' : 'offline'
  }

  /** The hub carries everything: there are no connections of its own. */
  peers(): readonly PeerLink[] {
    return []
  }

  /** Nobody is linked to directly: everything goes by way of the hub. */
  meet(): void {
    // Everything goes by way of the hub.
  }

  publish(frame: Uint8Array): Promise<void> {
    if (frame.length > LARGEST_FRAME) {
      return Promise.reject(new NetworkError('ERR_FRAME_TOO_LARGE', `a frame of ${frame.length} bytes`))
    }
    if (this.state === 'offline') return Promise.reject(new NetworkError('ERR_OFFLINE', 'nobody is there'))
    this.#hub.spread(this.topic, frame, this.#network.self)
    return Promise.resolve()
  }

  async *request(peer: PeerId, request: Uint8Array, options: RequestOptions): AsyncGenerator<Uint8Array> {
    options.signal?.throwIfAborted()
    if (this.state === 'offline') {
      throw new NetworkError('ERR_UNREACHABLE', `${peer} cannot be reached`, { handed: false })
    }
    const answer = this.#hub.ask(this.topic, request, this.#network.self, peer)
    let bytes = 0
    let frames = 0
    for (const frame of await orAborted(answer, options.signal)) {
      bytes += frame.length
      if (++frames > options.maxFrames || bytes > options.maxBytes) return
      yield frame.slice()
    }
  }

  close(): Promise<void> {
    if (this.#open) {
      this.#open = false
      this.#hub.exit(this, this.#network.self)
      this.#network.closed(this)
    }
    return Promise.resolve()
  }

  /** @internal */
  async receive(frame: Uint8Array, from: PeerId): Promise<FrameVerdict> {
    if (frame.length > LARGEST_FRAME) return 'reject'
    if (!this.#open || !this.#network.linked) return 'ignore'
    try {
      return await this.#handler.judge(frame, from)
    } catch {
      return 'ignore'
    }
  }

  /** @internal */
  async answer(request: Uint8Array, from: PeerId): Promise<readonly Uint8Array[]> {
    try {
      return await this.#handler.answer(request, from)
    } catch (cause) {
      throw new NetworkError('ERR_UNREACHABLE', `${this.#network.self} did not answer`, { cause })
    }
  }

  /** @internal */
  lost(peer: PeerId): void {
    if (!this.#open || !this.#network.linked) return
    try {
      this.#handler.lost(peer)
    } catch {
      // The port says that a handler does not throw. One that does harms itself only.
    }
  }

  /** @internal */
  linkChanged(): void {
    if (this.#open) this.#handler.changed()
  }
}

/** What was promised, unless the signal is aborted first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      reject(new NetworkError('ERR_UNREACHABLE', 'the request was given up', { cause: signal.reason }))
    }
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort)
    })
  })
}
