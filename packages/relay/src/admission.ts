/**
 * Admission to a relay (SPEC NW23): from the socket over the handshake to the connection, counted by network address.
 *
 * libp2p counts handshakes and connections of all together, and refuses the newcomer when there are too many: one address
 * keeps everybody out. So its own bounds stand wider, and these come before.
 */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Connection, CreateListenerOptions, MultiaddrConnection, Stream } from '@libp2p/interface'
import { Rate } from 'ghost-chat/network/gossip'
import type { WebsocketListener } from 'ghost-chat/network/websocket-listener'
import { withoutPeer } from './addresses.ts'
import type { RelayLimits } from './limits.ts'
import type { Backlog } from './backlog.ts'
import { addressBehind, networkAddress } from './network-address.ts'
import { IN_USE, Places, type Place } from './places.ts'

export interface AdmissionOptions {
  readonly limits: RelayLimits
  /** Addresses of proxies, which say for whom they ask. */
  readonly proxies: ReadonlySet<string>
  /** Whether a peer is in a room, or linked as a relay. */
  readonly isInRoom: (peer: string) => boolean
}

/** The outcomes of sockets and connections. */
export interface AdmissionCounts {
  /** Connections that gave way to others. */
  readonly gaveWay: number
  /** Sockets, handshakes and connections for which there was no place. */
  readonly refused: number
}

/** One that comes in over a websocket. */
interface Arrival {
  readonly address: string
  readonly socket: Socket
  handshake: Place | null
}

/** A peer's connection. */
interface Seat extends Place {
  readonly connection: Connection
  used: number
}

type Upgrader = CreateListenerOptions['upgrader']

/** How often those that wait for a handshake are looked at, in milliseconds. */
const TURN = 50

export class Admission {
  readonly #options: AdmissionOptions
  readonly #sockets: Places
  readonly #handshakes: Places
  readonly #connections: Places<Seat>
  readonly #rate: Rate
  /** By the multiaddr of the socket, which is its connection's, too: host and port name one open socket. */
  readonly #arrivals = new Map<string, Arrival>()
  readonly #seats = new Map<string, Set<Seat>>()
  readonly #isWebsocket = new WeakSet<Socket>()
  /** Those whose handshake has to wait, by address, in the order in which they came. */
  readonly #waiting = new Map<string, Set<() => boolean>>()
  #turn: ReturnType<typeof setTimeout> | null = null
  #arriving: Arrival | null = null
  #gaveWay = 0
  #refused = 0

  constructor(options: AdmissionOptions) {
    const { limits } = options
    this.#options = options
    this.#sockets = new Places({ places: limits.sockets, perAddress: limits.addressSockets })
    this.#handshakes = new Places({ places: limits.pendingInbound, perAddress: limits.addressPendingInbound })
    this.#connections = new Places({ places: limits.connections, perAddress: limits.addressConnections })
    this.#rate = new Rate({ perSecond: limits.inboundPerSecond, burst: limits.inboundBurst })
  }

  get counts(): AdmissionCounts {
    return Object.freeze({ gaveWay: this.#gaveWay, refused: this.#refused })
  }

  /** The address that a peer comes from; `null` where it is not connected, or was dialled. */
  addressOf(peer: string): string | null {
    for (const { address } of this.#seats.get(peer) ?? []) return address
    return null
  }

  /** A peer said something. */
  heard(peer: string): void {
    for (const seat of this.#seats.get(peer) ?? []) seat.used = performance.now()
  }

  /** Guards a listener, before it listens. */
  guard(listener: WebsocketListener): void {
    listener.server.on('connection', (socket: Socket) => this.#onSocket(socket))
    const upgrade = listener.wsServer.handleUpgrade.bind(listener.wsServer)
    listener.wsServer.handleUpgrade = (request, socket, head, done) =>
      this.#onUpgrade(request, socket as Socket, (arrival) =>
        upgrade(request, socket, head, (...made) => {
          // The listener hands the websocket on to the upgrader in this very task.
          this.#arriving = arrival
          try {
            done(...made)
          } finally {
            this.#arriving = null
          }
        }),
      )
    const fields = listener as unknown as { upgrader?: Upgrader }
    if (typeof fields.upgrader?.upgradeInbound !== 'function')
      throw new Error('This release of @libp2p/websockets has no upgrader that a relay can watch.')
    fields.upgrader = this.#watched(fields.upgrader)
  }

  /** A connection is open. */
  opened(connection: Connection): void {
    const arrival = this.#arrivals.get(withoutPeer(connection.remoteAddr))
    if (arrival === undefined) return
    const { address, socket } = arrival
    const peer = connection.remotePeer.toString()
    const seat: Seat = {
      address,
      connection,
      used: performance.now(),
      worth: () => (this.#options.isInRoom(peer) ? IN_USE + seat.used : seat.used),
      end: () => {
        this.#gaveWay++
        socket.destroy()
      },
    }
    if (!this.#connections.take(seat)) {
      this.#refused++
      socket.destroy()
      return
    }
    const seats = this.#seats.get(peer) ?? new Set()
    this.#seats.set(peer, seats.add(seat))
  }

  /** A connection is closed. */
  closed(connection: Connection): void {
    const peer = connection.remotePeer.toString()
    const seats = this.#seats.get(peer)
    for (const seat of seats ?? []) {
      if (seat.connection.id !== connection.id) continue
      this.#connections.leave(seat)
      seats?.delete(seat)
    }
    if (seats?.size === 0) this.#seats.delete(peer)
  }

  /** The bytes that wait on each connection that came in. @param extra bytes that wait for a stream elsewhere */
  backlogs(extra: (stream: Stream) => number): Backlog[] {
    const found: Backlog[] = []
    for (const seats of this.#seats.values())
      for (const { address, connection, end } of seats) {
        let bytes = this.#arrivals.get(withoutPeer(connection.remoteAddr))?.socket.writableLength ?? 0
        for (const stream of connection.streams)
          bytes += stream.writeBufferLength + stream.readBufferLength + extra(stream)
        if (bytes > 0) found.push({ address, bytes, end })
      }
    return found
  }

  close(): void {
    if (this.#turn !== null) clearTimeout(this.#turn)
    this.#waiting.clear()
  }

  /** Plain sockets: pages, questions over HTTP, and those that say nothing. The oldest of an address goes first. */
  #onSocket(socket: Socket): void {
    const address = networkAddress(socket.remoteAddress ?? '') ?? 'unknown'
    // A proxy has bounds of its own, and has all its askers' sockets.
    if (this.#options.proxies.has(address)) return
    const since = performance.now()
    const place: Place = {
      address,
      worth: () => (this.#isWebsocket.has(socket) ? IN_USE + since : since),
      end: () => {
        this.#refused++
        socket.destroy()
      },
    }
    if (!this.#sockets.take(place)) place.end()
    else socket.once('close', () => this.#sockets.leave(place))
  }

  /** A handshake begins when its address has a place for one; until then its socket is not read. */
  #onUpgrade(request: IncomingMessage, socket: Socket, begin: (arrival: Arrival) => void): void {
    const header = request.headers['x-forwarded-for']
    const address = addressBehind(socket.remoteAddress, header, this.#options.proxies)
    const attempt = (): boolean => {
      if (socket.destroyed) return true
      const now = performance.now()
      if (!this.#rate.has(address, now)) return false
      const handshake: Place = {
        address,
        // One that has just begun gives way to nobody but an address that has fewer.
        worth: () => IN_USE + now,
        end: () => socket.destroy(),
      }
      // Its own do not give way: they had no more time than they may take.
      const isFull = this.#handshakes.of(address) >= this.#options.limits.addressPendingInbound
      if (isFull || !this.#handshakes.take(handshake)) return false
      this.#rate.take(address, now)
      this.#isWebsocket.add(socket)
      const arrival: Arrival = { address, socket, handshake }
      socket.once('close', () => this.#leaveHandshake(arrival))
      begin(arrival)
      return true
    }
    const waiting = this.#waiting.get(address)
    if (waiting === undefined && attempt()) return
    this.#waiting.set(address, (waiting ?? new Set()).add(attempt))
    this.#turn ??= setTimeout(() => this.#nextTurn(), TURN).unref()
  }

  #nextTurn(): void {
    this.#turn = null
    for (const [address, attempts] of this.#waiting) {
      for (const attempt of attempts) {
        if (!attempt()) break
        attempts.delete(attempt)
      }
      if (attempts.size === 0) this.#waiting.delete(address)
    }
    if (this.#waiting.size > 0) this.#turn = setTimeout(() => this.#nextTurn(), TURN).unref()
  }

  #leaveHandshake(arrival: Arrival): void {
    if (arrival.handshake === null) return
    this.#handshakes.leave(arrival.handshake)
    arrival.handshake = null
    if (this.#waiting.size === 0) return
    if (this.#turn !== null) clearTimeout(this.#turn)
    this.#turn = setTimeout(() => this.#nextTurn(), 0).unref()
  }

  #watched(upgrader: Upgrader): Upgrader {
    const upgradeInbound: Upgrader['upgradeInbound'] = async (made: MultiaddrConnection, options: never) => {
      const arrival = this.#arriving
      if (arrival !== null) {
        const name = made.remoteAddr.toString()
        this.#arrivals.set(name, arrival)
        arrival.socket.once('close', () => this.#arrivals.delete(name))
      }
      try {
        await upgrader.upgradeInbound(made, options)
      } finally {
        if (arrival !== null) this.#leaveHandshake(arrival)
      }
    }
    // The rest of it stays as it is, its state included.
    return Object.create(upgrader, { upgradeInbound: { value: upgradeInbound } }) as Upgrader
  }
}
