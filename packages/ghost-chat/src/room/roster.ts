/**
 * Who is here, for whoever wants to know (SPEC PR6, PR10).
 */
import type { Did } from '../wire/ids.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Catchup } from './catchup.ts'
import { isOfSmallRoom } from './leases.ts'
import type { OwnSession } from './own-session.ts'
import type { RoomInit } from './room-init.ts'
import type { Sessions } from './sessions.ts'
import type { PresentEnvelope } from './session-record.ts'
import { rosterUsers, type User } from './users.ts'

/** Members asked for the backlog that nothing but chance chooses. */
const DRAWN = 2

export class Roster {
  readonly #init: Pick<RoomInit, 'peer' | 'random'>
  readonly #sessions: Sessions
  readonly #own: OwnSession
  readonly #catchup: Pick<Catchup, 'acquainted' | 'greeters'>

  constructor(
    init: Pick<RoomInit, 'peer' | 'random'>,
    sessions: Sessions,
    own: OwnSession,
    catchup: Pick<Catchup, 'acquainted' | 'greeters'>,
  ) {
    this.#init = init
    this.#sessions = sessions
    this.#own = own
    this.#catchup = catchup
  }

  /** The people in the room; this member first, unless it only reads. */
  users(now: number): readonly User[] {
    return rosterUsers(this.#sessions, this.#own, this.#init, now)
  }

  /** Sessions that are here, this one included. */
  get size(): number {
    return this.#sessions.present + 1
  }

  /** Another number whenever somebody came, went or is reached elsewhere. */
  get version(): number {
    return this.#sessions.version
  }

  /**
   * Whether this member knows a few of a crowd: somebody's lease is of a room in which not everyone links to everyone,
   * and no roster was given yet. Hardly any of those few are to be linked to (SPEC NW13).
   */
  get isVague(): boolean {
    return !this.#catchup.acquainted && !isOfSmallRoom(this.#sessions.longestLease)
  }

  /** How many only read, this member included if it does. */
  readers(): number {
    return this.#sessions.readers + (this.#own.reader ? 1 : 0)
  }

  /**
   * Peers to ask for the backlog (SY5): one that was among the first to greet, one that says that it has been here the
   * longest, and two that are drawn at random. No single claim, and no single member, decides what is heard.
   */
  backlogPeers(): readonly string[] {
    const greeter = this.#catchup.greeters.find((peer) => this.isAt(peer))
    const eldest = this.#sessions.eldestPeer()
    const peers = new Set([greeter, eldest].filter((peer) => peer !== undefined && peer !== null))
    this.#sessions.addPeers(peers, peers.size + DRAWN, this.#init.random)
    return [...peers]
  }

  /** Peers of the sessions of users that are here, with their DIDs. */
  *peers(): Generator<{ readonly peer: string; readonly did: Did }> {
    for (const { did, presence } of this.#sessions.here()) {
      if (!presence.body.reader) yield { peer: presence.body.peer, did }
    }
  }

  /** The peers of all sessions that are here, of those that only read too, each once. */
  allPeers(): readonly string[] {
    return [...this.#sessions.peers()]
  }

  /** Where a user's sessions are reached, but for this one: each peer once, at most as many as sessions (PR7). */
  peersOf(did: Did): readonly string[] {
    return [...new Set(Array.from(this.#sessions.of(did), ({ presence }) => presence?.body.peer ?? ''))]
  }

  /**
   * The relays over which a peer is said to be reached, at most 8: what the newest presence there of each DID says.
   * Anybody may claim another's peer. So what the DID says that is to be reached comes first, then one of each DID in
   * turn, of those that came first before those that came later.
   */
  viaOf(peer: string, wanted?: Did): readonly string[] {
    const newest = new Map<Did, PresentEnvelope>()
    for (const { did, presence } of this.#sessions.at(peer)) {
      const known = newest.get(did)?.claims.issuedAt ?? -Infinity
      if (presence !== null && presence.claims.issuedAt > known) newest.set(did, presence)
    }
    const lists = Array.from(newest.values(), ({ body }) => body.via ?? [])
    const relays = new Set(wanted === undefined ? [] : (newest.get(wanted)?.body.via ?? []))
    for (let place = 0; place < LIMITS.viaAddresses; place++)
      for (const list of lists) for (const relay of list.slice(place, place + 1)) relays.add(relay)
    return [...relays].slice(0, LIMITS.viaUnion)
  }

  /** Whether a session that is here is reached at a peer. */
  isAt(peer: string): boolean {
    return !this.#sessions.at(peer)[Symbol.iterator]().next().done
  }
}
