/**
 * The ways of finding others that were chosen.
 */
import type { Libp2p } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Rendezvous } from '@ghost-chat/rendezvous'
import type { Upgrades } from '../upgrades.ts'
import type { LocalPeers } from './local-peers.ts'
import type { DiscoverySettings } from './options.ts'
import { RendezvousSource } from './rendezvous.ts'
import { RoutingSource } from './routing.ts'
import type { Source } from './source.ts'

/** @param relays those over which this node is reached now */
export function sourcesOf(
  libp2p: Libp2p<{ rendezvous: Rendezvous; upgrades: Upgrades; localPeers?: LocalPeers }>,
  { rendezvous, routing }: DiscoverySettings,
  relays: () => readonly Multiaddr[],
): readonly Source[] {
  const sources: Source[] = []
  if (rendezvous) sources.push(new RendezvousSource({ libp2p, relays }))
  if (routing.length > 0) sources.push(new RoutingSource(routing, libp2p.services.upgrades.logger))
  if (libp2p.services.localPeers !== undefined) sources.push(libp2p.services.localPeers)
  return sources
}
