/**
 * Being in a room or not: joining, staying, leaving; and the space, where it was opened for this room alone.
 */
import { GhostChatError } from '../errors.ts'
import type { Room } from '../room/room.ts'
import { spaceName, type RoomName } from '../wire/names.ts'
import type { Profile } from '../wire/profile.ts'
import { Backlog } from './backlog.ts'
import type { BacklogProgress } from './progress.ts'
import type { Continued, Handover } from './handover.ts'
import type { Home, Stay } from './home.ts'
import type { Member } from './member.ts'
import type { MemberEvents } from './member-init.ts'
import { openHome } from './opening.ts'
import type { JoinSettings, SpaceOptions } from './options.ts'
import { untilJoined } from './until-joined.ts'
import type { View } from './view.ts'

export interface VisitInit {
  readonly room: RoomName
  /** An open space, or the name of one that is opened for the stay. */
  readonly space: { readonly home: Home } | string
  readonly options: SpaceOptions
  readonly settings: JoinSettings
  readonly view: View
  readonly events: MemberEvents
  readonly onBacklog: (progress: BacklogProgress) => void
  /** Whose visit it is. */
  readonly stay: Stay
}

/** A stay, once it has begun. */
export interface Here {
  readonly member: Member
  readonly home: Home
  readonly backlog: Backlog
}

type State =
  | { readonly at: 'out' }
  | { readonly at: 'joining'; readonly done: Promise<void>; readonly controller: AbortController }
  | { readonly at: 'in'; readonly here: Here; readonly callOff: () => void }

export class Visit {
  readonly #init: VisitInit
  /** What the others see of the user; outlives a stay. */
  profile: Profile
  #state: State = { at: 'out' }
  /** The stay that the next one continues. */
  #before: Continued | null

  /** @throws GhostChatError `ERR_OPTION_INVALID` where it is to continue a stay in another room */
  constructor(init: VisitInit) {
    this.#init = init
    this.profile = init.settings.profile
    this.#before = init.settings.continueFrom
    if (this.#before === null) return
    const { space, room } = this.#before.handover
    if (space !== this.handover.space || room !== init.room)
      throw new GhostChatError('ERR_OPTION_INVALID', '"continueFrom" expected a chat in the same room.')
  }

  /** What a stay takes over that continues this one. */
  get handover(): Handover {
    const { space, room, stay } = this.#init
    const { here } = this
    return {
      space: typeof space === 'string' ? spaceName(space) : space.home.name,
      room,
      here: here === null ? null : { home: here.home, memory: here.member.room },
      leave: () => stay.leaveChat(),
    }
  }

  /** Whether the room is joined or about to be. */
  get active(): boolean {
    return this.#state.at !== 'out'
  }

  get here(): Here | null {
    return this.#state.at === 'in' ? this.#state.here : null
  }

  /** Resolves when the room is joined, by this call or another. @throws what `#join` throws */
  async join(given?: AbortSignal): Promise<void> {
    if (this.#state.at === 'out') {
      const controller = new AbortController()
      const { signal } = controller
      const done = this.#join(given === undefined ? signal : AbortSignal.any([signal, given]))
      this.#state = { at: 'joining', done, controller }
    }
    if (this.#state.at === 'joining') await this.#state.done
  }

  /** Returns whether there was a stay to end. */
  async leave(): Promise<boolean> {
    if (this.#state.at === 'joining') {
      this.#state.controller.abort(new GhostChatError('ERR_CLOSED'))
      await this.#state.done.catch(() => undefined)
    }
    if (this.#state.at !== 'in') return false
    const { here, callOff } = this.#state
    this.#state = { at: 'out' }
    callOff()
    await this.#end(here.home, here.member)
    return true
  }

  async #join(signal: AbortSignal): Promise<void> {
    const { room, space, options, settings, events, stay, view, onBacklog } = this.#init
    let home: Home | undefined
    let member: Member | undefined
    try {
      home = typeof space === 'string' ? await openHome(space, options) : space.home
      const before = this.#before?.handover ?? null
      const heard = before?.here ?? null
      // A space is in a room once.
      if (heard?.home === home) await before?.leave()
      member = await home.enter(room, { ...settings, profile: this.profile }, events, stay)
      const { clock } = home.platform
      await untilJoined(member, settings.timeout, clock, signal)
      if (heard !== null) this.#takeOver(member, heard.memory, before)
      const backlog = new Backlog(member, view, onBacklog)
      // Not at once: who joined adds listeners first.
      const callOff = settings.backlog === null ? () => undefined : clock.after(0, () => this.#fetch(backlog))
      this.#state = { at: 'in', here: { member, home, backlog }, callOff }
    } catch (error) {
      this.#state = { at: 'out' }
      await this.#end(home, member)
      throw error
    }
  }

  #takeOver(member: Member, memory: Room, before: Handover | null): void {
    this.#before = null
    member.takeOver(memory)
    // What is on its way to the other stay only, as it ends, counts too.
    const again = (): void => {
      member.takeOver(memory)
    }
    void before?.leave().then(again, again)
  }

  #fetch(backlog: Backlog): void {
    // What becomes of it, the `backlog` event says.
    backlog.fetch(this.#init.settings.backlog ?? {}).catch(() => undefined)
  }

  async #end(home: Home | undefined, member: Member | undefined): Promise<void> {
    const { room, space } = this.#init
    if (member !== undefined) await home?.exit(room, member)
    if (typeof space === 'string') await home?.close()
  }
}
