/**
 * How a room is connected: what people are shown.
 */
import type { LinkState, PeerLink } from '../network/port.ts'
import { OWN_CLOCK, type ClockReading } from '../room/clock-sync.ts'
import type { Did } from '../wire/ids.ts'

/** One user of the room, and how this member reaches them. */
export interface PeerConnection {
  readonly did: Did
  readonly path: 'direct' | 'relayed'
  /** Round-trip time in milliseconds; `null` while it is not known. */
  readonly rtt: number | null
}

export interface Connection {
  readonly state: LinkState
  readonly peers: readonly PeerConnection[]
  /** How this member's clock is set: by how many milliseconds, and by whose time. */
  readonly clock: ClockReading
}

export const NOT_CONNECTED: Connection = Object.freeze({
  state: 'offline',
  peers: Object.freeze([]),
  clock: OWN_CLOCK,
})

/** Joins what the network knows of peers with what the room knows of people: the best path to each. */
export function connectionOf(
  state: LinkState,
  links: readonly PeerLink[],
  members: Iterable<{ readonly peer: string; readonly did: Did }>,
  clock: ClockReading,
): Connection {
  const byPeer = new Map<string, PeerLink>(links.map((link) => [link.peer, link]))
  const byDid = new Map<Did, PeerConnection>()
  for (const { peer, did } of members) {
    const link = byPeer.get(peer)
    const path = link?.path ?? 'relayed'
    if (byDid.get(did)?.path !== 'direct')
      byDid.set(did, Object.freeze({ did, path, rtt: link?.rtt ?? null }))
  }
  return Object.freeze({ state, peers: Object.freeze([...byDid.values()]), clock })
}

/** Whether anything can be sent. */
export function isOnline(state: LinkState): boolean {
  return state === 'relayed' || state === 'direct'
}

/** Tells of a connection when anything of it that people see has changed. */
export class ConnectionWatch {
  readonly #read: () => Connection
  readonly #tell: (connection: Connection) => void
  #shown = ''

  constructor(read: () => Connection, tell: (connection: Connection) => void) {
    this.#read = read
    this.#tell = tell
  }

  look(): void {
    const connection = this.#read()
    const seen = JSON.stringify(connection)
    if (seen === this.#shown) return
    this.#shown = seen
    this.#tell(connection)
  }
}
