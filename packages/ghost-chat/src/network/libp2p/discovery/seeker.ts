/**
 * The part of discovery that asks others, and goes after those whom they name. Where a hub brings everybody together
 * nothing of it is used, and so it is loaded when a search first begins.
 */
import type { Libp2p } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Upgrades } from '../upgrades.ts'
import type { LocalPeers } from './local-peers.ts'
import { Meetings, type MeetingsOptions } from './meetings.ts'
import type { DiscoverySettings } from './options.ts'
import type { RendezvousParts } from './rendezvous-parts.ts'
import { RendezvousSource } from './rendezvous.ts'
import { RoutingSource } from './routing.ts'
import type { Source } from './source.ts'

/** A node that can be asked in all these ways. */
export type SeekingNode = Libp2p<{
  rendezvousParts: RendezvousParts
  upgrades: Upgrades
  localPeers?: LocalPeers
}>

export interface SeekerOptions extends MeetingsOptions {
  readonly libp2p: SeekingNode
  readonly settings: DiscoverySettings
  /** The relays over which this node is reached now. */
  readonly points: () => readonly Multiaddr[]
}

export class Seeker {
  readonly #sources: readonly Source[]
  readonly #meetings: Meetings

  constructor(options: SeekerOptions) {
    const { libp2p, settings, points } = options
    const { rendezvousParts, upgrades, localPeers } = libp2p.services
    this.#meetings = new Meetings(options)
    this.#sources = [
      ...(settings.rendezvous ? [new RendezvousSource({ libp2p, parts: rendezvousParts, points })] : []),
      ...(settings.routing.length > 0 ? [new RoutingSource(settings.routing, upgrades.logger)] : []),
      ...(localPeers === undefined ? [] : [localPeers]),
    ]
  }

  /** Makes this peer known as one of a room. Never rejects. */
  async announce(topic: string, signal: AbortSignal): Promise<void> {
    await Promise.all(this.#sources.map(async (source) => source.announce?.(topic, signal)))
  }

  /** Looks for others in a room once, and goes after them. Never rejects. */
  async find(topic: string, signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.#sources.map(async (source) => {
        for await (const found of source.find?.(topic, signal) ?? []) {
          if (!signal.aborted) void this.#meetings.follow(topic, found)
        }
      }),
    )
  }

  /** The room was left. */
  leave(topic: string): void {
    for (const source of this.#sources) source.leave?.(topic)
  }
}
