/**
 * Tells the network who is in the room, whenever that changes: whom it may link to directly (SPEC NW10).
 */
import type { Channel, PeerId } from '../network/port.ts'
import type { Roster } from '../room/roster.ts'
import { LIMITS } from '../wire/limits.ts'

type Present = Pick<Roster, 'allPeers' | 'isVague' | 'size' | 'version'>

/** Milliseconds between two looks at a room in which not everybody links to everybody: each goes through all of it. */
const PAUSE = 250

export class Meeting {
  readonly #channel: Pick<Channel, 'meet'>
  readonly #roster: Present
  /** What the network was told last. */
  #told = -1
  #toldAt = -Infinity

  constructor(channel: Pick<Channel, 'meet'>, roster: Present) {
    this.#channel = channel
    this.#roster = roster
  }

  /** To be called again within a second at the latest. */
  look(now: number): void {
    if (this.#roster.version === this.#told || this.#roster.isVague) return
    const isLarge = this.#roster.size > LIMITS.smallRoom
    if (isLarge && Math.abs(now - this.#toldAt) < PAUSE) return
    this.#told = this.#roster.version
    this.#toldAt = now
    this.#channel.meet(this.#roster.allPeers() as readonly PeerId[])
  }
}
