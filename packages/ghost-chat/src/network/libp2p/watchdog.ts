/**
 * Notices a connected peer that gossip has lost its stream to, and cures it.
 *
 * Gossipsub holds one stream per peer. When the connection under it closes while another one to the same
 * peer stays open, or the stream alone fails, nothing reopens it and the peer falls silent for good, though
 * it still counts as subscribed. First gossip is made to open its stream again; if that did not help within
 * the grace, the peer is hung up on, and whoever dialled it dials anew.
 */
import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface'
import type { GossipInternals } from './gossip-internals.ts'
import { measure } from './round-trip.ts'

export interface WatchdogOptions {
  readonly libp2p: Libp2p
  readonly gossip: GossipInternals
  /** The protocol ids of gossip. */
  readonly protocols: readonly string[]
  /** How long a new connection, or a cure, may take, in milliseconds. */
  readonly grace?: number
  /** How often all peers are looked at, in milliseconds. Losses are looked at when they happen. */
  readonly interval?: number
  /** Called with the peer that was cured, and how. */
  readonly onCure?: (peer: string, cure: 'reattach' | 'hang-up') => void
}

export interface Watchdog {
  readonly stop: () => void
}

/** A closing connection takes its streams with it within this many milliseconds. */
const SETTLE = 50
/** By then a new connection has its streams, unless the way is very long; in milliseconds. */
const FIRST_LOOK = 1_000
/** How long a peer may take to answer before it is hung up on, in milliseconds. */
const PATIENCE = 8_000

export function watchGossip(options: WatchdogOptions): Watchdog {
  const { libp2p, gossip, protocols, grace = 3_000, interval = 15_000, onCure } = options
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const reattached = new Set<string>()
  const watched = new WeakSet<Stream>()
  let stopped = false

  const isOver = (): boolean => stopped

  function lookAgain(peer: PeerId, after: number): void {
    const id = peer.toString()
    if (stopped || timers.has(id)) return
    const timer = setTimeout(() => {
      timers.delete(id)
      look(peer).catch(() => undefined)
    }, after)
    unref(timer)
    timers.set(id, timer)
  }

  async function look(peer: PeerId): Promise<void> {
    const id = peer.toString()
    const connections = openConnections(libp2p, peer)
    const newest = connections.at(-1)
    // With only a circuit left gossip is not told that the peer went, and goes on counting on it.
    if (newest === undefined) gossip.detachUnless((one) => !one.equals(peer))
    if (newest === undefined || isServed(connections, id)) {
      reattached.delete(id)
      watchStreams(connections, peer)
      return
    }
    if (!(await speaksGossip(peer))) {
      // What a peer speaks is known once it was identified.
      const young = grace - (Date.now() - newest.timeline.open)
      if (young > 0) lookAgain(peer, young)
      return
    }
    if (isOver()) return
    if (reattached.has(id)) {
      // On a busy machine nothing is as fast as it should be. What answers this has had its turn with gossip, too.
      await measure(newest, AbortSignal.timeout(PATIENCE)).catch(() => undefined)
      if (isOver() || isServed(openConnections(libp2p, peer), id)) return
      reattached.delete(id)
      onCure?.(id, 'hang-up')
      await libp2p.hangUp(peer, { signal: AbortSignal.timeout(1_000) })
      return
    }
    reattached.add(id)
    onCure?.(id, 'reattach')
    gossip.reattach(peer, newest)
    lookAgain(peer, grace)
  }

  function isServed(connections: readonly Connection[], peer: string): boolean {
    const streams = connections.flatMap((connection) => connection.streams).filter(isGossip)
    const sends = streams.some(
      (stream) => stream.direction === 'outbound' && stream.writeStatus === 'writable',
    )
    const hears = streams.some(
      (stream) => stream.direction === 'inbound' && stream.remoteWriteStatus === 'writable',
    )
    return sends && hears && gossip.hasOutbound(peer)
  }

  function watchStreams(connections: readonly Connection[], peer: PeerId): void {
    for (const stream of connections.flatMap((connection) => connection.streams)) {
      if (!isGossip(stream) || watched.has(stream)) continue
      watched.add(stream)
      const onLoss = (): void => lookAgain(peer, SETTLE)
      stream.addEventListener('close', onLoss, { once: true })
      stream.addEventListener('remoteCloseWrite', onLoss, { once: true })
    }
  }

  function isGossip(stream: Stream): boolean {
    return protocols.includes(stream.protocol)
  }

  async function speaksGossip(peer: PeerId): Promise<boolean> {
    const known = await libp2p.peerStore.get(peer).catch(() => null)
    return known?.protocols.some((protocol) => protocols.includes(protocol)) === true
  }

  function onClose(event: CustomEvent<Connection>): void {
    if (event.detail.limits === undefined) lookAgain(event.detail.remotePeer, SETTLE)
  }

  function onOpen(event: CustomEvent<Connection>): void {
    if (event.detail.limits === undefined) lookAgain(event.detail.remotePeer, FIRST_LOOK)
  }

  function lookAtAll(): void {
    for (const peer of libp2p.getPeers()) lookAgain(peer, 0)
    gossip.detachUnless((peer) => openConnections(libp2p, peer).length > 0)
  }

  libp2p.addEventListener('connection:open', onOpen)
  libp2p.addEventListener('connection:close', onClose)
  const patrol = setInterval(lookAtAll, interval)
  unref(patrol)

  return Object.freeze({
    stop(): void {
      stopped = true
      libp2p.removeEventListener('connection:open', onOpen)
      libp2p.removeEventListener('connection:close', onClose)
      clearInterval(patrol)
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  })
}

/** Connections that gossip may run on, oldest first. */
function openConnections(libp2p: Libp2p, peer: PeerId): Connection[] {
  return libp2p
    .getConnections(peer)
    .filter((connection) => connection.status === 'open' && connection.limits === undefined)
    .sort((one, other) => one.timeline.open - other.timeline.open)
}

/** In Node a timer keeps the process alive unless told otherwise; in browsers it is a number. */
function unref(timer: unknown): void {
  if (isNodeTimer(timer)) timer.unref()
}

function isNodeTimer(timer: unknown): timer is { unref: () => void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function'
}
