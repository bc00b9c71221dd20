/**
 * Meeting at the relays' rendezvous points (SPEC FD2): this peer registers under its room, and asks who did.
 */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import { rendezvous, type Rendezvous } from '@ghost-chat/rendezvous'
import type { RendezvousParts } from './rendezvous-parts.ts'
import { roomNamespace } from './room-key.ts'
import type { Found, Source } from './source.ts'

const RENDEZVOUS_LIMITS = Object.freeze({
  /** How long a request may take, in milliseconds. */
  timeout: 5_000,
  /** Relays that a member registers with. */
  points: 3,
  /** How long a registration holds, in seconds. It is renewed when half of that has passed. */
  ttl: 600,
  /** Peers that are taken of one answer. */
  peers: 32,
})

/** A relay that is no rendezvous point is left alone so long, in milliseconds. */
const PAUSE = 600_000

export interface RendezvousSourceOptions {
  readonly libp2p: Libp2p
  readonly parts: RendezvousParts
  /** The relays that are connected now, and over which this node is reached, each with its peer id. */
  readonly points: () => readonly Multiaddr[]
}

interface Registration {
  readonly topic: string
  readonly point: string
  readonly renewAt: number
}

export class RendezvousSource implements Source {
  readonly #options: RendezvousSourceOptions
  readonly #client: Rendezvous
  readonly #registered = new Map<string, Registration>()
  /** Until when relays are left alone. */
  readonly #none = new Map<string, number>()

  constructor(options: RendezvousSourceOptions) {
    this.#options = options
    this.#client = rendezvous({ timeout: RENDEZVOUS_LIMITS.timeout })(options.parts.components)
  }

  async announce(topic: string, signal: AbortSignal): Promise<void> {
    const { libp2p, points: relays } = this.#options
    const addresses = [
      ...relays().map((relay) => relay.encapsulate('/p2p-circuit')),
      ...libp2p.getMultiaddrs().filter((address) => !address.toString().includes('/p2p-circuit')),
    ]
    if (addresses.length === 0) return
    // A relay that was away has forgotten.
    const points = relays().map((relay) => relay.toString())
    for (const [key, { point }] of this.#registered) {
      if (!points.some((relay) => relay.includes(point))) this.#registered.delete(key)
    }
    await this.#eachPoint(async (point) => {
      const key = `${topic} ${point}`
      if ((this.#registered.get(key)?.renewAt ?? 0) > performance.now()) return
      const { ttl } = RENDEZVOUS_LIMITS
      const options = { ttl, addresses, signal }
      const taken = await this.#client.register(peerIdFromString(point), roomNamespace(topic), options)
      const renewAt = performance.now() + 500 * Math.min(taken.ttl, ttl)
      this.#registered.set(key, { topic, point, renewAt })
    })
  }

  async *find(topic: string, signal: AbortSignal): AsyncGenerator<Found, void, undefined> {
    const { libp2p } = this.#options
    const found: Found[] = []
    await this.#eachPoint(async (point) => {
      const options = { signal, limit: RENDEZVOUS_LIMITS.peers }
      const page = await this.#client.discover(peerIdFromString(point), roomNamespace(topic), options)
      for (const { id, multiaddrs } of page.peers) {
        if (!id.equals(libp2p.peerId)) found.push({ peer: id, addresses: multiaddrs })
      }
    })
    yield* found
  }

  leave(topic: string): void {
    const { libp2p } = this.#options
    for (const [key, { topic: registered, point }] of this.#registered) {
      if (registered !== topic) continue
      this.#registered.delete(key)
      const id = peerIdFromString(point)
      if (libp2p.getConnections(id).length === 0) continue
      const signal = AbortSignal.timeout(1_000)
      this.#client.unregister(id, roomNamespace(topic), { signal }).catch(() => undefined)
    }
  }

  async #eachPoint(work: (point: string) => Promise<void>): Promise<void> {
    const now = performance.now()
    const points = this.#options
      .points()
      .map((relay) => relay.getComponents().findLast(({ name }) => name === 'p2p')?.value ?? '')
      .filter((point) => point !== '' && (this.#none.get(point) ?? 0) <= now)
      .slice(0, RENDEZVOUS_LIMITS.points)
    await Promise.all(
      points.map(async (point) => {
        try {
          await work(point)
        } catch (error) {
          // Full, busy, or gone for the moment. One that knows no rendezvous will not learn it soon.
          if (isUnsupported(error)) this.#none.set(point, now + PAUSE)
        }
      }),
    )
  }
}

function isUnsupported(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'UnsupportedProtocolError' || isUnsupported(error.cause)
}
