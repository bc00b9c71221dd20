/** Links without a relay, for Node: listening, TCP, and peers on the local network. See `lan.browser.ts`. */
import type { LookupFunction } from 'node:net'
import { mdns } from '@libp2p/mdns'
import { tcp } from '@libp2p/tcp'
import type { Scope } from './discovery/addresses.ts'
import { localPeers } from './discovery/local-peers.ts'
import { lookupWithin } from './lookup.ts'
import { listeningWebSockets } from './websocket-listener.ts'

interface Lan {
  readonly mdns: typeof mdns
  /** @param boundOf how far inside a host name may lead; `null` where anywhere will do */
  readonly tcp: (boundOf: (name: string) => Scope | null) => ReturnType<typeof tcp>
  readonly localPeers: typeof localPeers
  readonly listeningWebSockets: typeof listeningWebSockets
}

export const lan: Lan | null = {
  mdns,
  tcp: (boundOf) => tcp({ dialOpts: { lookup: judged(boundOf) } as object }),
  localPeers,
  listeningWebSockets,
}

/** Handed to `net.connect` with the rest, though the transport's types do not say so. */
function judged(boundOf: (name: string) => Scope | null): LookupFunction {
  return (name, options, callback) => lookupWithin(boundOf(name))(name, options, callback)
}
