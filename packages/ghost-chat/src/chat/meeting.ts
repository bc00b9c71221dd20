/**
 * Tells the network who is in the room, whenever that changes: whom it may link to directly (SPEC NW10).
 */
import type { Channel, PeerId } from '../network/port.ts'
import type { Roster } from '../room/roster.ts'

type Present = Pick<Roster, 'allPeers' | 'isVague' | 'version'>

export class Meeting {
  readonly #channel: Pick<Channel, 'meet'>
  readonly #roster: Present
  /** What the network was told last. */
  #told = -1

  constructor(channel: Pick<Channel, 'meet'>, roster: Present) {
    this.#channel = channel
    this.#roster = roster
  }

  look(): void {
    if (this.#roster.version === this.#told || this.#roster.isVague) return
    this.#told = this.#roster.version
    this.#channel.meet(this.#roster.allPeers() as readonly PeerId[])
  }
}
