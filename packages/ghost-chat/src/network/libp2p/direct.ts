/**
 * Direct links: who is dialled, when, and when no more (SPEC NW10 to NW13).
 *
 * The room says who is in it. Of two peers that are to be linked the one with the lower peer id dials, once the
 * relay carries a stream to the other. What fails is tried again ever later; what nobody needs is closed.
 */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { PeerId } from '../port.ts'
import { Attempts } from './attempts.ts'
import type { Scope } from './discovery/addresses.ts'
import type { IceServer } from '../ice.ts'
import { closeCircuits, introduce, isUnsupported } from './introduction.ts'
import { DIRECT_LIMITS } from './neighbours.ts'
import { measureFirst, probe } from './round-trip.ts'
import { SIGNAL_PROTOCOL } from './signal.ts'
import type { Upgrades } from './upgrades.ts'
import { Wanted } from './wanted.ts'
import type * as WebRtcModule from './webrtc.ts'

/** Times in milliseconds. */
export const DIRECT_TIMES = Object.freeze({
  /** From the first word over the relay to the open channel. */
  attempt: 15_000,
  /** So long a peer is waited for that dials before this member has heard of it. */
  acquaintance: 8_000,
  /** A link that the room no longer asks for stays so long: rosters flicker. */
  linger: 30_000,
  /** For each link that is missing beyond the first, a peer is dialled so much later: who is here comes first. */
  crowd: 50,
})

/**
 * Attempts under way at once: one's own, those of others, who all dial the member with the highest peer id, and those of
 * strangers. A stranger's place is apart from those of the room's: its attempt waits for the room to name it.
 */
const AT_ONCE = Object.freeze({ dials: 4, answers: DIRECT_LIMITS.fullRoom, strangers: 4 })

export interface DirectOptions {
  readonly libp2p: Libp2p<{ upgrades: Upgrades }>
  /** The addresses of the relays that are connected now, each with its peer id. */
  readonly relays: () => readonly Multiaddr[]
  /** The addresses of the relays that may lead to a peer. */
  readonly relaysTo: (peer: string) => readonly Multiaddr[]
  readonly iceServers: () => readonly IceServer[]
  /** How far inside others' candidates may lead. */
  readonly inmost: () => Scope
  /** A round-trip time came to be known. */
  readonly onChange: () => void
  /** Ends it all. */
  readonly signal: AbortSignal
}

type WebRtc = typeof WebRtcModule

export class DirectLinks {
  readonly #options: DirectOptions
  readonly #self: string
  readonly #wanted: Wanted
  readonly #attempts = new Attempts()
  readonly #dialling = new Set<string>()
  readonly #answering = new Set<string>()
  /** Since when a linked peer is not wanted any more. */
  readonly #unwanted = new Map<string, number>()
  /** Those who dialled before this member has heard of them, in the order in which they came. */
  readonly #strangers = new Map<string, { readonly check: () => void; readonly giveUp: () => void }>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #webrtc: Promise<WebRtc> | null = null
  #hadRelay = false

  constructor(options: DirectOptions) {
    const { libp2p, signal } = (this.#options = options)
    this.#self = libp2p.peerId.toString()
    this.#wanted = new Wanted(this.#self)
    libp2p.addEventListener('connection:open', this.#onOpen)
    libp2p.addEventListener('connection:close', this.#onClose)
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true })
  }

  /** Takes the signals of other members from now on. */
  async serve(): Promise<void> {
    await this.#options.libp2p.handle(
      SIGNAL_PROTOCOL,
      (stream, { remotePeer }) => this.#answer(stream, remotePeer.toString()),
      {
        maxInboundStreams: 2,
        maxOutboundStreams: 2,
        runOnLimitedConnection: true,
      },
    )
  }

  /** Takes note of the peers that are in a room now; `null` when it was left. */
  meet(topic: string, peers: readonly PeerId[] | null): void {
    this.#wanted.meet(topic, peers, performance.now())
    // The room was joined by now, and the code will be needed whoever comes.
    if (peers !== null) this.#load().catch(() => undefined)
    for (const { check } of [...this.#strangers.values()]) check()
    this.look()
  }

  /** Whom the rooms ask this member to link to. */
  get wanted(): Pick<Wanted, 'has' | 'of'> {
    return this.#wanted
  }

  /** The network may have changed: links that do not answer soon are given up, and made anew. */
  check(): void {
    const { libp2p, signal } = this.#options
    for (const connection of libp2p.getConnections().filter(isDirect)) void probe(connection, signal)
  }

  /** Dials whom it is time to dial, closes what is of no use. */
  look = (): void => {
    const { relays, signal } = this.#options
    if (signal.aborted) return
    clearTimeout(this.#timer)
    const now = performance.now()
    let wakeAt = this.#closeUnwanted(now)
    // Without a relay nobody can be asked, and that is no failure of theirs.
    const hasRelay = relays().length > 0
    if (hasRelay && !this.#hadRelay) this.#attempts.forgive()
    this.#hadRelay = hasRelay
    const wanted = hasRelay ? [...this.#wanted.all()] : []
    const missing = wanted.filter(([peer]) => this.#linksTo(peer).length === 0)
    const patience = DIRECT_TIMES.crowd * (missing.length - 1)
    for (const [peer, since] of missing) {
      if (peer < this.#self || this.#dialling.has(peer)) continue
      const dueAt = Math.max(this.#attempts.dueAt(peer), since + patience)
      if (dueAt > now) wakeAt = Math.min(wakeAt, dueAt)
      else if (this.#dialling.size < AT_ONCE.dials) void this.#dial(peer)
    }
    if (wakeAt < Infinity) this.#timer = setTimeout(this.look, Math.max(wakeAt - now, 10))
  }

  async #dial(peer: string): Promise<void> {
    const { libp2p, relaysTo, signal } = this.#options
    this.#dialling.add(peer)
    try {
      const webrtc = await this.#load()
      const options = this.#rtcOptions(peer)
      const stream = await introduce(libp2p, relaysTo(peer), peer, options.signal)
      await libp2p.services.upgrades.upgrade(await webrtc.offer(stream, options), peer, options.signal)
      this.#attempts.succeeded(peer, performance.now())
      void closeCircuits(libp2p, peer, signal)
    } catch (error) {
      this.#attempts.failed(peer, performance.now(), isUnsupported(error))
    } finally {
      this.#dialling.delete(peer)
      this.look()
    }
  }

  async #answer(stream: Stream, peer: string): Promise<void> {
    if (this.#answering.has(peer) || this.#strangers.has(peer) || peer > this.#self) {
      stream.abort(new Error('It is not for this peer to dial, or not now.'))
      return
    }
    try {
      // Addresses are for those only whom the room asks this member to link to.
      await this.#acquainted(peer)
    } catch (error) {
      stream.abort(error as Error)
      return
    }
    if (this.#answering.size >= AT_ONCE.answers) {
      stream.abort(new Error('Too many links are being made.'))
      return
    }
    this.#answering.add(peer)
    try {
      const webrtc = await this.#load()
      const options = this.#rtcOptions(peer)
      const before = this.#linksTo(peer)
      const made = await webrtc.answer(stream, options)
      await this.#options.libp2p.services.upgrades.upgrade(made, peer, options.signal)
      // Who dials again has lost the link that this side still believes in.
      for (const connection of before) connection.abort(new Error('The peer came back.'))
    } catch (error) {
      if (stream.status === 'open')
        stream.abort(error instanceof Error ? error : new Error('No link was made.'))
    } finally {
      this.#answering.delete(peer)
      this.look()
    }
  }

  /**
   * Resolves once the room asks for a peer. Of too many strangers the first gives way: it has waited longest for a room
   * that does not name it.
   * @throws Error when the room does not come to ask for the peer
   */
  #acquainted(peer: string): Promise<void> {
    if (this.#wanted.has(peer)) return Promise.resolve()
    if (this.#strangers.size >= AT_ONCE.strangers)
      for (const { giveUp } of [...this.#strangers.values()].slice(0, 1)) giveUp()
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer)
        this.#strangers.delete(peer)
        settle()
      }
      const check = (): void => {
        if (this.#wanted.has(peer)) end(resolve)
      }
      const giveUp = (): void => {
        end(() => reject(new Error('The room does not ask for this peer.')))
      }
      const timer = setTimeout(giveUp, DIRECT_TIMES.acquaintance)
      this.#strangers.set(peer, { check, giveUp })
    })
  }

  #rtcOptions(remotePeer: string): Parameters<WebRtc['offer']>[1] {
    const { libp2p, iceServers, inmost, signal } = this.#options
    return {
      remotePeer,
      iceServers: iceServers(),
      inmost: inmost(),
      log: libp2p.services.upgrades.log,
      signal: AbortSignal.any([signal, AbortSignal.timeout(DIRECT_TIMES.attempt)]),
    }
  }

  /** @throws Error where there is no WebRTC; peers that ask are told so from then on */
  #load(): Promise<WebRtc> {
    this.#webrtc ??= import('./webrtc.ts').then((webrtc) => {
      if (webrtc.hasWebRtc) return webrtc
      throw new Error('This platform has no WebRTC.')
    })
    this.#webrtc.catch(() => this.#options.libp2p.unhandle(SIGNAL_PROTOCOL).catch(() => undefined))
    return this.#webrtc
  }

  #linksTo(peer: string): Connection[] {
    return this.#options.libp2p
      .getConnections(peerIdFromString(peer))
      .filter(({ status, limits }) => status === 'open' && limits === undefined)
  }

  /** Returns when to look again. */
  #closeUnwanted(now: number): number {
    let wakeAt = Infinity
    const linked = new Set<string>()
    for (const connection of this.#options.libp2p.getConnections().filter(isDirect)) {
      const peer = connection.remotePeer.toString()
      if (this.#wanted.has(peer)) continue
      linked.add(peer)
      const since = this.#unwanted.get(peer) ?? now
      this.#unwanted.set(peer, since)
      if (now - since < DIRECT_TIMES.linger) wakeAt = Math.min(wakeAt, since + DIRECT_TIMES.linger)
      else connection.close({ signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
    }
    for (const peer of this.#unwanted.keys()) if (!linked.has(peer)) this.#unwanted.delete(peer)
    return wakeAt
  }

  #onOpen = ({ detail: connection }: CustomEvent<Connection>): void => {
    if (!isDirect(connection)) return
    void measureFirst(connection, this.#options.signal, this.#options.onChange)
  }

  #onClose = ({ detail: connection }: CustomEvent<Connection>): void => {
    if (isDirect(connection)) this.#attempts.lost(connection.remotePeer.toString(), performance.now())
    this.look()
  }
}

/** Whether a connection was made here. */
function isDirect({ remoteAddr }: Connection): boolean {
  return remoteAddr.getComponents()[0]?.name === 'webrtc'
}
