/** Links without a relay, for Node: listening, TCP, and peers on the local network. See `lan.browser.ts`. */
import { mdns } from '@libp2p/mdns'
import { tcp } from '@libp2p/tcp'
import { localPeers } from './discovery/local-peers.ts'
import { listeningWebSockets } from './websocket-listener.ts'

interface Lan {
  readonly mdns: typeof mdns
  readonly tcp: typeof tcp
  readonly localPeers: typeof localPeers
  readonly listeningWebSockets: typeof listeningWebSockets
}

export const lan: Lan | null = { mdns, tcp, localPeers, listeningWebSockets }
