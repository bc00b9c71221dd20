/**
 * How a room is connected: what people are shown.
 */
import type { Channel, LinkState, PeerLink } from '../network/port.ts'
import type { RelayFailure } from '../network/relay-failure.ts'
import type { ClockReading } from '../room/clock-reading.ts'
import type { Roster } from '../room/roster.ts'
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
  /** While the room is offline, why each relay cannot be reached. */
  readonly failures?: readonly RelayFailure[]
}

/** Joins what the network knows of peers with what the room knows of people: the best path to each. */
function connectionOf(
  state: LinkState,
  links: readonly PeerLink[],
  members: Iterable<{ readonly peer: string; readonly did: Did }>,
  clock: ClockReading,
  failures: readonly RelayFailure[],
): Connection {
  const byPeer = new Map<string, PeerLink>(links.map((link) => [link.peer, link]))
  const byDid = new Map<Did, PeerConnection>()
  for (const { peer, did } of members) {
    const link = byPeer.get(peer)
    const path = link?.path ?? 'relayed'
    if (byDid.get(did)?.path !== 'direct')
      byDid.set(did, Object.freeze({ did, path, rtt: link?.rtt ?? null }))
  }
  const why = state === 'offline' && failures.length > 0 ? { failures } : {}
  return Object.freeze({ state, peers: Object.freeze([...byDid.values()]), clock, ...why })
}

/** Whether anything can be sent. */
export function isOnline(state: LinkState): boolean {
  return state === 'relayed' || state === 'direct'
}

/** Tells of a connection when anything of it that people see has changed. */
export class ConnectionWatch {
  readonly #channel: () => Pick<Channel, 'state' | 'peers'>
  readonly #roster: Pick<Roster, 'peers' | 'version'>
  readonly #clock: { readonly reading: ClockReading }
  readonly #tell: (connection: Connection) => void
  readonly #failures: () => readonly RelayFailure[]
  #glanced = ''
  #shown = ''

  constructor(
    channel: () => Pick<Channel, 'state' | 'peers'>,
    roster: Pick<Roster, 'peers' | 'version'>,
    clock: { readonly reading: ClockReading },
    tell: (connection: Connection) => void,
    failures: () => readonly RelayFailure[] = () => [],
  ) {
    this.#failures = failures
    this.#channel = channel
    this.#roster = roster
    this.#clock = clock
    this.#tell = tell
  }

  /** How it is now. */
  get connection(): Connection {
    const channel = this.#channel()
    const { state } = channel
    return connectionOf(state, channel.peers(), this.#roster.peers(), this.#clock.reading, this.#failures())
  }

  look(): void {
    const channel = this.#channel()
    // A room of thousands is not gone through at every tick.
    const { state } = channel
    const failures = state === 'offline' ? this.#failures() : []
    const glance = JSON.stringify([
      state,
      channel.peers(),
      this.#roster.version,
      this.#clock.reading,
      failures,
    ])
    if (glance === this.#glanced) return
    this.#glanced = glance
    const { connection } = this
    const seen = JSON.stringify(connection)
    if (seen === this.#shown) return
    this.#shown = seen
    this.#tell(connection)
  }
}
