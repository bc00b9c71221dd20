/**
 * Who shares a stay: all components of a page that ask for the same room of the same space.
 */
import { GhostChat, openSpace, type JoinOptions, type Space } from 'ghost-chat'
import {
  isOpen,
  joinKey,
  joinOptionsOf,
  placeKey,
  spaceKey,
  spaceOptionsOf,
  type NamedSpaceOptions,
  type UseGhostChatOptions,
} from './options.ts'
import { Stay, type Lodging } from './stay.ts'

/** The doors to the outside, so that tests can count who passes. */
export interface Doors {
  readonly openSpace: typeof openSpace
  readonly enter: (space: Space, room: string, options: JoinOptions) => Promise<GhostChat>
  /** Calls soon, but not at once; returns what calls it off. */
  readonly soon: (call: () => void) => () => void
}

const REAL_DOORS: Doors = {
  openSpace,
  enter: (space, room, options) => new GhostChat(room, { ...options, space }).joinChat(),
  soon: (call) => {
    const timer = setTimeout(call, 0)
    return () => {
      clearTimeout(timer)
    }
  },
}

/** A stay, and who holds it. */
interface Held {
  readonly place: string
  readonly manner: string
  readonly stay: Stay
  readonly giveUp: () => void
  holders: number
  callOff: () => void
}

interface SharedSpace extends Lodging {
  guests: number
  readonly close: () => void
}

export class Stays {
  readonly #doors: Doors
  readonly #held = new Map<string, Held>()
  readonly #spaces = new Map<string, SharedSpace>()
  /** Rooms that are being left: who comes next waits for it. */
  readonly #leaving = new Map<string, Promise<void>>()

  constructor(doors: Doors = REAL_DOORS) {
    this.#doors = doors
  }

  /**
   * Takes part in a stay, which begins with the first who does. While others are in the room it stays as they have
   * joined it, whatever the options say of that.
   * @returns the stay, and what ends one's part in it: the last who does so leaves, unless somebody comes at once
   */
  take(options: UseGhostChatOptions): { readonly stay: Stay; readonly release: () => void } {
    const held = this.#present(options) ?? this.#begin(options)
    held.callOff()
    // Who takes it over from the last one has it as its own.
    if (held.holders === 0) held.stay.introduce(options.profile)
    held.holders += 1
    let isHeld = true
    return {
      stay: held.stay,
      release: () => {
        if (!isHeld) return
        isHeld = false
        held.holders -= 1
        // Not at once: StrictMode, a changed list or another page takes hold again in the same moment.
        if (held.holders === 0) held.callOff = this.#doors.soon(() => this.#end(held))
      },
    }
  }

  /** Who is there already, unless it waits to leave and was to be joined in another manner. */
  #present(options: UseGhostChatOptions): Held | undefined {
    const held = this.#held.get(placeKey(options))
    if (held === undefined || held.holders > 0 || held.manner === joinKey(options)) return held
    held.callOff()
    this.#end(held)
    return undefined
  }

  #begin(options: UseGhostChatOptions): Held {
    const place = placeKey(options)
    const space = this.#spaceOf(options)
    const { enter } = this.#doors
    const vacated = this.#leaving.get(place) ?? Promise.resolve()
    const held: Held = {
      place,
      manner: joinKey(options),
      stay: new Stay({ lodging: space, room: options.room, options: joinOptionsOf(options), enter, vacated }),
      giveUp: space.close,
      holders: 0,
      callOff: () => undefined,
    }
    this.#held.set(place, held)
    return held
  }

  #end({ place, stay, giveUp }: Held): void {
    this.#held.delete(place)
    const over = stay.end().then(() => {
      giveUp()
      if (this.#leaving.get(place) === over) this.#leaving.delete(place)
    })
    this.#leaving.set(place, over)
  }

  #spaceOf(options: UseGhostChatOptions): SharedSpace {
    if (isOpen(options)) {
      const { space } = options
      return { guests: 1, open: () => Promise.resolve(space), close: () => undefined }
    }
    const key = spaceKey(options)
    const shared = this.#spaces.get(key) ?? this.#share(key, options)
    shared.guests += 1
    return shared
  }

  #share(key: string, options: NamedSpaceOptions): SharedSpace {
    let opening: Promise<Space> | undefined
    const open = async (): Promise<Space> => {
      opening ??= this.#doors.openSpace(options.space, spaceOptionsOf(options))
      try {
        return await opening
      } catch (error) {
        // The next one tries again.
        opening = undefined
        throw error
      }
    }
    const shared: SharedSpace = {
      guests: 0,
      open,
      close: () => {
        shared.guests -= 1
        if (shared.guests > 0) return
        this.#spaces.delete(key)
        opening?.then((space) => space.close()).catch(() => undefined)
      },
    }
    this.#spaces.set(key, shared)
    return shared
  }
}
