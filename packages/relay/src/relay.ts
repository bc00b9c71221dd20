/**
 * A relay: one port that serves pages, says how it is reached, and carries rooms.
 */
import { lookup } from 'node:dns/promises'
import { realpath } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import type { PrivateKey } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import { gossipInternals, Strikes, tellLost, watchGossip } from 'ghost-chat/network/gossip'
import { DEFAULT_FLOOD, type FloodRule } from 'ghost-chat/wire'
import { addressOfUrl, parsePublicUrl } from './addresses.ts'
import { listenError, RelayError } from './errors.ts'
import { floodRule } from './flood-rule.ts'
import { keepHouse } from './housekeeping.ts'
import { httpHandler } from './http.ts'
import { Hub, type FrameCounts } from './hub.ts'
import { LostPeers, type LostCounts } from './lost.ts'
import { RELAY_LIMITS, type RelayLimits } from './limits.ts'
import { silent, type Log } from './log.ts'
import { startRelayNode, type RelayNode } from './node.ts'
import { publicPort } from './public-port.ts'

export interface RelayOptions {
  /** 8080 unless given; 0 takes any free port. */
  readonly port?: number
  /** The name or address to listen on; `127.0.0.1` unless given, `0.0.0.0` for all. */
  readonly host?: string
  /** The URL that others reach it at, behind a proxy for instance: `https://relay.example`. */
  readonly publicUrl?: string
  /** Its key, so that it keeps its peer id; a fresh one unless given. */
  readonly identityKey?: PrivateKey
  /** A directory of pages to serve. */
  readonly pages?: string
  /**
   * What one DID may say in a room: `messages` within `window` milliseconds; `false` for no bound. Rooms whose
   * members allow more need a relay that does.
   * @default 20 messages in 30,000 ms
   */
  readonly flood?: FloodRule | false
  readonly limits?: Partial<RelayLimits>
  readonly log?: Log
}

export interface RelayStats {
  readonly connections: number
  readonly reservations: number
  readonly topics: number
  readonly frames: FrameCounts
  /** Words about lost peers. */
  readonly lost: LostCounts
}

export interface Relay {
  /** Its base URL: the public one if it was given. */
  readonly url: string
  readonly peerId: string
  /** Its multiaddrs, each with its peer id. */
  readonly addresses: readonly string[]
  readonly port: number
  readonly stats: () => RelayStats
  /** Ends it: rooms, circuits, connections. May be called twice. */
  readonly close: () => Promise<void>
}

/**
 * Starts a relay.
 *
 * @throws RelayError `ERR_PORT_TAKEN`, `ERR_LISTEN`, `ERR_OPTION_INVALID`; the system's own error is the `cause`
 * @example
 * ```ts
 * import { createRelay } from '@ghost-chat/relay'
 *
 * const relay = await createRelay({ port: 0 })
 * console.log(relay.url)
 * await relay.close()
 * ```
 */
export async function createRelay(options: RelayOptions = {}): Promise<Relay> {
  const { port = 8080, host = '127.0.0.1', log = silent } = options
  const limits: RelayLimits = Object.freeze({ ...RELAY_LIMITS, ...options.limits })
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RelayError('ERR_OPTION_INVALID', `A port is a whole number from 0 to 65535, not ${port}.`)
  }
  const flood = floodRule(options.flood ?? DEFAULT_FLOOD)
  const publicAt = options.publicUrl === undefined ? null : parsePublicUrl(options.publicUrl)
  const pages = options.pages === undefined ? null : await directory(options.pages)
  const listen = await listenAddress(host, port)

  const started = Date.now()
  const strikes = new Strikes()
  let running: { readonly libp2p: RelayNode; readonly hub: Hub } | null = null
  let refusal: unknown
  let bound = port

  const onRequest = httpHandler({
    peerId: () => running?.libp2p.peerId.toString() ?? '',
    addresses: () => running?.libp2p.getMultiaddrs().map(withoutPeer) ?? [],
    publicAddress: publicAt?.address ?? null,
    flood,
    health: () => ({
      status: running === null ? 'starting' : 'ok',
      uptime: Math.round((Date.now() - started) / 1_000),
      connections: running?.libp2p.getConnections().length ?? 0,
      topics: running?.hub.topics ?? 0,
    }),
    pages,
    log,
  })
  const libp2p = await startRelayNode({
    listen,
    announce: publicAt === null ? [] : [publicAt.address],
    transport: publicPort({
      onRequest,
      limits,
      onListening: (opened) => (bound = opened),
      onListenError: (error) => (refusal ??= error),
    }),
    limits,
    isRefused: (peer) => strikes.isRefused(peer, Date.now()),
    isOpen: (topic) => running?.hub.serves(topic) === true,
    identityKey: options.identityKey,
  }).catch((error: unknown) => {
    throw refusal === undefined ? error : listenError(refusal, host, port)
  })

  const { gossip, circuits } = libp2p.services
  const internals = gossipInternals(gossip)
  const hub = new Hub({
    gossip,
    internals,
    limits,
    flood,
    strikes,
    log,
    hangUp(peer) {
      libp2p.hangUp(peer, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
    },
    onDrop: (topic) => lostPeers.forget(topic),
  })
  const lostPeers = new LostPeers({
    limits,
    membersOf: (topic) => hub.membersOf(topic),
    tell: (member, topic, peer, signal) => tellLost(libp2p, member, topic, peer, signal),
  })
  const onCure = (_peer: string, cure: string): void => log('gossip-cured', { cure })
  const watchdog = watchGossip({ libp2p, gossip: internals, protocols: gossip.protocols, onCure })
  const house = keepHouse(libp2p, limits.sweep, (peer) => lostPeers.lost(peer, hub.onDisconnect(peer)))
  running = { libp2p, hub }

  const url = publicAt?.url ?? `http://${hostInUrl(host)}:${bound}`
  const own = publicAt?.address ?? addressOfUrl(new URL(url)) ?? ''
  let closed: Promise<void> | null = null
  log('relay-started', { port: bound })

  async function close(): Promise<void> {
    lostPeers.close()
    hub.close()
    watchdog.stop()
    house.stop()
    await libp2p.stop()
    log('relay-stopped')
  }

  return Object.freeze({
    url,
    peerId: libp2p.peerId.toString(),
    addresses: Object.freeze([`${own}/p2p/${libp2p.peerId.toString()}`]),
    port: bound,
    stats: (): RelayStats =>
      Object.freeze({
        connections: libp2p.getConnections().length,
        reservations: circuits.reservations.size,
        topics: hub.topics,
        frames: hub.counts,
        lost: lostPeers.counts,
      }),
    close: () => (closed ??= close()),
  })
}

/** A multiaddr to listen on. Names are looked up here: the transport takes addresses only. */
async function listenAddress(host: string, port: number): Promise<string> {
  try {
    const { address } = await lookup(host)
    return `/${isIPv6(address) ? 'ip6' : 'ip4'}/${address}/tcp/${port}/ws`
  } catch (cause) {
    throw listenError(cause, host, port)
  }
}

async function directory(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    throw new RelayError('ERR_OPTION_INVALID', 'The directory of the pages does not exist.', { cause })
  }
}

function hostInUrl(host: string): string {
  // Who listens everywhere is reached here at the loopback address.
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}

function withoutPeer(address: Multiaddr): string {
  return address.toString().replace(/\/p2p\/[^/]+$/, '')
}
