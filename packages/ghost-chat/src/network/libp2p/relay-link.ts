/**
 * One relay, kept connected for as long as the network is open.
 */
import type { Connection, Libp2p, Listener, PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { IceServer } from '../ice.ts'
import type { FloodLimit } from '../port.ts'
import type { RelayFailure } from '../relay-failure.ts'
import { Backoff, pause } from './backoff.ts'
import { holdReservation, type Circuits } from './circuits.ts'
import { hedge } from './hedge.ts'
import { keepIceServers } from './ice-lease.ts'
import type { RelayAddress } from './relay-address.ts'
import { PageRules, troubleOf } from './relay-trouble.ts'
import { until } from './until.ts'
import { probe } from './round-trip.ts'
import { fetchRelayInfo, type RelayInfo } from './well-known.ts'

/** Times in milliseconds. */
const DIAL_TIMEOUT = 15_000
/** A system that was cut off asks again after 1, 2, 4, 8 s; whoever waits for that is late when the network is back. */
const QUESTIONS = Object.freeze({ every: 1_500, most: 4 })
/** A connection that lasted so long was a good one: the next loss starts from the shortest wait again. */
const GOOD_CONNECTION = 5_000
/** How long a relay that grants no reservation is waited for before it counts as up without one. */
const RESERVATION_PATIENCE = 3_000

export interface RelayLink {
  /** The address as the app gave it. */
  readonly name: string
  /** The host that is asked for its time; `null` where none is. */
  readonly host: string | null
  /** The peer id that is to be, or is, connected to, where it is known before. */
  readonly expected: string | null
  /** The relay's peer id while connected. It may be another one after it was away. */
  readonly peer: string | null
  /** Its address with its peer id, while connected. */
  readonly address: Multiaddr | null
  /** The addresses that the app, or the relay of itself, gave last. */
  readonly candidates: readonly Multiaddr[]
  /** Connected, and either reachable over it or long enough waited for that. */
  readonly ready: boolean
  /** Whether a first attempt to reach it failed, or it was reached and lost. */
  readonly failed: boolean
  /** What to add to this machine's clock to get the relay's, in milliseconds; `null` while unknown. */
  readonly offset: number | null
  /** The flood rule that it announced; `null` while that is unknown, or where it has none. */
  readonly flood: FloodLimit | null
  /** The STUN and TURN servers that it named last. */
  readonly iceServers: readonly IceServer[]
  /** Why the last attempt failed; `null` while connected, and until one has failed. */
  readonly failure: RelayFailure | null
  /** Tries at once where it is not connected. Resolves with why that failed; with `null` when it is connected. */
  readonly outcome: () => Promise<RelayFailure | null>
  /** The network may have changed: tries at once instead of waiting on, or asks the relay whether it is still there. */
  readonly check: () => void
  /** Resolves once the link has stopped; it does when its signal aborts. Never rejects. */
  readonly stopped: Promise<void>
}

export interface RelayLinkOptions {
  /** The node, once it runs. What can be asked without it is asked meanwhile. */
  readonly libp2p: Promise<Libp2p<{ circuits: Circuits }>>
  readonly relay: RelayAddress
  /** Something about the link changed. */
  readonly onChange: () => void
  readonly signal: AbortSignal
}

/** Starts at once. */
export function relayLink({ libp2p, relay, onChange, signal }: RelayLinkOptions): RelayLink {
  const link = {
    name: relay.name,
    host: relay.kind === 'url' ? new URL(relay.wellKnown).hostname : null,
    expected: null as string | null,
    peer: null as string | null,
    address: null as Multiaddr | null,
    candidates: [] as readonly Multiaddr[],
    ready: false,
    failed: false,
    offset: null as number | null,
    flood: null as FloodLimit | null,
    iceServers: [] as readonly IceServer[],
    failure: null as RelayFailure | null,
    outcome: (): Promise<RelayFailure | null> => {
      if (link.peer !== null) return Promise.resolve(null)
      link.check()
      return attempt.promise
    },
    check: (): void => undefined,
    stopped: Promise.resolve(),
  }
  let attempt = Promise.withResolvers<RelayFailure | null>()
  const settle = (failure: RelayFailure | null): void => {
    link.failure = failure
    attempt.resolve(failure)
    attempt = Promise.withResolvers()
  }
  /** Used for every connection: each listener stays registered with the transport for good. */
  let listener: Listener | null = null

  async function keepConnected(): Promise<void> {
    const backoff = new Backoff()
    while (!signal.aborted) {
      const rules = relay.kind === 'url' ? new PageRules(relay.wellKnown) : null
      try {
        if ((await connectOnce()) >= GOOD_CONNECTION) backoff.reset()
      } catch (error) {
        // Not there, or not willing. The next attempt follows; what is shown is the state, and why.
        const broken = await rules?.broken()
        const trouble = typeof broken === 'string' ? { reason: broken } : troubleOf(error)
        settle(Object.freeze({ address: relay.name, ...trouble }))
      }
      rules?.stop()
      Object.assign(link, { peer: null, address: null, ready: false, failed: true })
      onChange()
      const wake = new AbortController()
      link.check = () => wake.abort()
      await pause(backoff.next(), signal, wake.signal)
      link.check = () => undefined
    }
  }

  /** Resolves when the connection was made and lost again, with the milliseconds it lasted. */
  async function connectOnce(): Promise<number> {
    const { addresses, info } = await findAddresses()
    const node = await libp2p
    signal.throwIfAborted()
    const attempt = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT)])
    const connection = await node.dial(addresses, { signal: attempt })
    const since = performance.now()
    const gone = new AbortController()
    const whileConnected = AbortSignal.any([signal, gone.signal])
    const disconnected = peerDisconnected(node, connection.remotePeer, signal)

    link.peer = connection.remotePeer.toString()
    link.address = withPeerId(connection)
    link.check = () => void probe(connection, whileConnected)
    settle(null)
    onChange()

    const patience = pause(RESERVATION_PATIENCE, whileConnected).then(becomeReady)
    listener ??= node.services.circuits.createListener()
    const reservation = holdReservation(listener, link.address, becomeReady, whileConnected)
    const leased = info === null ? undefined : leaseIceServers(info, whileConnected)

    function becomeReady(): void {
      if (link.ready || whileConnected.aborted) return
      link.ready = true
      onChange()
    }

    await disconnected
    gone.abort()
    await Promise.all([patience, reservation, leased])
    return performance.now() - since
  }

  /** A relay's key may change while it is away, so its URL is asked each time. */
  async function findAddresses(): Promise<{ addresses: Multiaddr[]; info: RelayInfo | null }> {
    if (relay.kind === 'multiaddr') {
      link.expected = relay.address.getComponents().find(({ name }) => name === 'p2p')?.value ?? null
      link.candidates = [relay.address]
      return { addresses: [relay.address], info: null }
    }
    const { wellKnown } = relay
    const info = await hedge((each) => fetchRelayInfo(wellKnown, each), QUESTIONS, signal)
    link.offset = info.offset
    link.flood = info.flood
    link.expected = info.peerId
    link.candidates = info.addresses
    return { addresses: [...info.addresses], info }
  }

  /** Ends with the connection: the next one begins with a fresh answer. */
  async function leaseIceServers(first: RelayInfo, whileConnected: AbortSignal): Promise<void> {
    if (relay.kind === 'multiaddr') return
    const { wellKnown } = relay
    await keepIceServers({
      first,
      ask: () => fetchRelayInfo(wellKnown, whileConnected),
      take: (servers) => (link.iceServers = servers),
      signal: whileConnected,
    })
  }

  link.stopped = keepConnected()
  return link
}

/** Resolves when no connection to the peer is left, or the signal aborts. */
function peerDisconnected(node: Libp2p, peer: PeerId, signal: AbortSignal): Promise<void> {
  const isGone = (): boolean => node.getConnections(peer).every(({ status }) => status !== 'open')
  return until(node, 'connection:close', isGone, signal)
}

function withPeerId(connection: Connection): Multiaddr {
  const address = connection.remoteAddr
  const isNamed = address.getComponents().some(({ name }) => name === 'p2p')
  return isNamed ? address : address.encapsulate(`/p2p/${connection.remotePeer.toString()}`)
}
