/**
 * A relay: one port that serves pages, says how it is reached, and carries rooms.
 */
import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { realpath } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import type { PrivateKey } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { RendezvousServerStats } from '@ghost-chat/rendezvous/server'
import { gossipInternals, ROOM_PROTOCOL, Strikes, tellLost, watchGossip } from 'ghost-chat/network/gossip'
import { DEFAULT_FLOOD, type FloodRule } from 'ghost-chat/wire'
import { Admission, type AdmissionCounts } from './admission.ts'
import { addressOfUrl, hostInUrl, parsePublicUrl, withoutPeer } from './addresses.ts'
import { CircuitBytes, shed } from './backlog.ts'
import { listenError, RelayError } from './errors.ts'
import { floodRule } from './flood-rule.ts'
import { keepHouse } from './housekeeping.ts'
import { httpHandler } from './http.ts'
import { ProviderStore } from './dht.ts'
import { Federation, type FederationStats } from './federation.ts'
import type { FrameCounts } from './frame-judge.ts'
import { Hub } from './hub.ts'
import { iceServers, type TurnOptions } from './ice.ts'
import { namedRelays, reachOf, type NamedAddresses } from './kept-relays.ts'
import { LostPeers, type LostCounts } from './lost.ts'
import { RELAY_LIMITS, type RelayLimits } from './limits.ts'
import { silent, type Log } from './log.ts'
import { hostBehind, namedProxies, networkOf } from './network-address.ts'
import { startRelayNode, type RelayNode } from './node.ts'
import { publicPort } from './public-port.ts'
import { Namespaces, registrationsOf, type Registrations } from './rendezvous.ts'
import { delegatedRouting } from './routing.ts'

export interface RelayOptions {
  /** 8080 unless given; 0 takes any free port. */
  readonly port?: number
  /** The name or address to listen on; `127.0.0.1` unless given, `0.0.0.0` for all. */
  readonly host?: string
  /** The URL that others reach it at, behind a proxy for instance: `https://relay.example`. */
  readonly publicUrl?: string
  /** Its key, so that it keeps its peer id; a fresh one unless given. */
  readonly identityKey?: PrivateKey
  /**
   * Other relays, by URL or multiaddr: with them, and with those that they know, this one shares its rooms. An empty
   * list makes it one that others may name.
   * @default none: the relay stands alone
   */
  readonly peers?: readonly string[]
  /**
   * Addresses of reverse proxies in front of this relay. Of what comes from them `X-Forwarded-For` says whose it is:
   * the bounds for one address then hold for each asker. Whoever can connect from such an address can say anything there.
   * @default none
   */
  readonly proxies?: readonly string[]
  /** Whether members meet over this relay's hub. Without it, it only introduces them. @default true */
  readonly hub?: boolean
  /** Whether members may register here. @default true */
  readonly rendezvous?: boolean
  /**
   * Whether the relay answers over HTTP who registered in a room (delegated routing). Anyone that guesses a room's name
   * learns so, without joining, who waits in it.
   * @default false
   */
  readonly routing?: boolean
  /** A directory of pages to serve. */
  readonly pages?: string
  /**
   * What one DID may say in a room: `messages` within `window` milliseconds; `false` for no bound. Rooms whose
   * members allow more need a relay that does.
   * @default 20 messages in 30,000 ms
   */
  readonly flood?: FloodRule | false
  /** URLs of STUN servers that members are told of: `stun:relay.example:3478`. */
  readonly stun?: readonly string[]
  /** TURN servers that members are told of, with passwords that hold for `ttl`: coturn's `use-auth-secret`. */
  readonly turn?: TurnOptions
  readonly limits?: Partial<RelayLimits>
  readonly log?: Log
}

export interface RelayStats {
  readonly connections: number
  readonly reservations: number
  readonly topics: number
  readonly admission: AdmissionCounts
  readonly frames: FrameCounts
  /** Frames whose ids are remembered, so that they are not taken for new. */
  readonly remembered: number
  /** Words about lost peers. */
  readonly lost: LostCounts
  /** Other relays; `null` where this one stands alone. */
  readonly federation: FederationStats | null
  /** The rendezvous point's; `null` where there is none. */
  readonly rendezvous: RendezvousServerStats | null
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
  const ice = iceServers(options.stun, options.turn)
  const publicAt = options.publicUrl === undefined ? null : parsePublicUrl(options.publicUrl)
  const pages = options.pages === undefined ? null : await directory(options.pages)
  const listen = await listenAddress(host, port)
  const peers = options.peers === undefined ? null : namedRelays(options.peers)
  const inmost = reachOf(publicAt?.address ?? listen, peers ?? [])
  /** The addresses that the relays which the operator named gave of themselves last. */
  const named: NamedAddresses = new Map()
  const isNamed = (address: Multiaddr): boolean =>
    [...named.values()].flat().some((one) => withoutPeer(one) === withoutPeer(address))
  const { hub: isHub = true, rendezvous: isPoint = true } = options
  const namespaces = isPoint ? new Namespaces(limits.registrations) : null
  const store = peers === null ? null : new ProviderStore(limits, (peer) => sourceOf(peer))

  const started = Date.now()
  const strikes = new Strikes()
  const proxies = namedProxies(options.proxies ?? [])
  const admission = new Admission({
    limits,
    proxies,
    isInRoom: (peer) => running?.hub.isInRoom(peer) === true,
  })
  let running: { libp2p: RelayNode; hub: Hub; registrations: Registrations | null } | null = null
  let node: RelayNode | null = null
  /** The key that a peer's records are counted by: its address; `null` for this relay itself. */
  const sourceOf = (peer: string): string | null => {
    if (peer === node?.peerId.toString()) return null
    const address = admission.addressOf(peer)
    if (address !== null) return address
    const connection = node?.getConnections().find(({ remotePeer }) => remotePeer.toString() === peer)
    return connection === undefined ? peer : (networkOf(connection.remoteAddr) ?? peer)
  }
  let refusal: unknown
  let bound = port

  const hostOf = ({ socket, headers }: IncomingMessage): string =>
    hostBehind(socket.remoteAddress, headers['x-forwarded-for'], proxies)
  const onRequest = httpHandler({
    hostOf,
    peerId: () => running?.libp2p.peerId.toString() ?? '',
    addresses: () => running?.libp2p.getMultiaddrs().map(withoutPeer) ?? [],
    publicAddress: publicAt?.address ?? null,
    flood,
    iceServers: ice,
    health: () => ({
      status: running === null ? 'starting' : 'ok',
      uptime: Math.round((Date.now() - started) / 1_000),
      connections: running?.libp2p.getConnections().length ?? 0,
      topics: running?.hub.topics ?? 0,
    }),
    routing:
      options.routing === true && isPoint
        ? delegatedRouting(() => running?.registrations ?? null, limits, undefined, hostOf)
        : () => false,
    pages,
    log,
  })
  const libp2p = await startRelayNode({
    listen,
    announce: publicAt === null ? [] : [publicAt.address],
    transport: publicPort({
      onRequest,
      limits,
      admission,
      boundOf: (address) => (isNamed(address) ? null : inmost),
      onListening: (opened) => (bound = opened),
      onListenError: (error) => (refusal ??= error),
    }),
    limits,
    isRefused: (peer) => strikes.isRefused(peer, Date.now()),
    isOpen: (topic) => running?.hub.serves(topic) === true,
    identityKey: options.identityKey,
    federation: store === null ? null : { store, inmost },
    namespaces,
    addressOf: (peer) => admission.addressOf(peer),
  }).catch((error: unknown) => {
    throw refusal === undefined ? error : listenError(refusal, host, port)
  })

  node = libp2p
  const { gossip, circuits, relays: dht, rendezvous: point } = libp2p.services
  const registrations = point && namespaces ? registrationsOf(point, namespaces) : null
  const internals = gossipInternals(gossip)
  const federation =
    peers === null || dht === undefined
      ? null
      : new Federation({ libp2p, dht, internals, limits, peers, named, inmost, log })
  const hub = new Hub({
    gossip,
    internals,
    limits,
    flood,
    isHub,
    strikes,
    others: federation,
    log,
    addressOf: (peer) => admission.addressOf(peer),
    heard: (peer) => admission.heard(peer),
    hangUp(peer) {
      for (const connection of libp2p.getConnections()) {
        if (connection.remotePeer.toString() !== peer) continue
        connection
          .close({ signal: AbortSignal.timeout(1_000) })
          .catch((error: unknown) =>
            connection.abort(error instanceof Error ? error : new Error('The connection did not close.')),
          )
      }
    },
    onDrop: (topic) => lostPeers.forget(topic),
    onLost: (topic, peer, address) => lostPeers.lost(peer, [topic], address),
  })
  if (isHub)
    await libp2p.handle(ROOM_PROTOCOL, (stream, { remotePeer }) => hub.take(stream, remotePeer.toString()), {
      maxInboundStreams: limits.topicsPerPeer,
    })
  const lostPeers = new LostPeers({
    limits,
    membersOf: (topic) => hub.membersOf(topic),
    async tell(member, topic, peer, signal) {
      if (!hub.tellLost(member, topic, peer)) await tellLost(libp2p, member, topic, peer, signal)
    },
  })
  const onCure = (_peer: string, cure: string): void => log('gossip-cured', { cure })
  const watchdog = watchGossip({ libp2p, gossip: internals, protocols: gossip.protocols, onCure })
  const onLeft = (peer: string): void => {
    federation?.left(peer)
    lostPeers.lost(peer, hub.onDisconnect(peer), admission.addressOf(peer) ?? peer)
  }
  const house = keepHouse(libp2p, limits.sweep, onLeft, (peer) => store?.provides(peer) === true)
  libp2p.addEventListener('connection:open', ({ detail }) => admission.opened(detail))
  libp2p.addEventListener('connection:close', ({ detail }) => admission.closed(detail))
  const circuitBytes = new CircuitBytes(circuits)
  const shedding = setInterval(() => {
    const ended = shed(
      admission.backlogs((stream) => circuitBytes.to(stream)),
      limits.backlogBytes,
    )
    if (ended > 0) log('backlog-shed', { connections: ended })
  }, limits.backlogInterval).unref()
  await federation?.start()
  running = { libp2p, hub, registrations }

  const url = publicAt?.url ?? `http://${hostInUrl(host)}:${bound}`
  const own = publicAt?.address ?? addressOfUrl(new URL(url)) ?? ''
  let closed: Promise<void> | null = null
  log('relay-started', { port: bound })

  async function close(): Promise<void> {
    lostPeers.close()
    hub.close()
    watchdog.stop()
    house.stop()
    admission.close()
    clearInterval(shedding)
    await federation?.close()
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
        admission: admission.counts,
        frames: hub.counts,
        remembered: hub.remembered,
        lost: lostPeers.counts,
        federation: federation?.stats ?? null,
        rendezvous: point?.stats() ?? null,
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
