/**
 * Being in a room for as long as some component shows it. Knows no React.
 */
import type { GhostChat, JoinOptions, Space } from 'ghost-chat'
import { profileKey, type Profile } from './options.ts'
import { joined, failed, JOINING, left, type GhostChatState } from './state.ts'

/** A space, to be opened when it is needed. */
export interface Lodging {
  readonly open: () => Promise<Space>
}

export interface StayInit {
  readonly lodging: Lodging
  readonly room: string
  readonly options: JoinOptions
  /** Joins the room. Called once for each attempt, and never while another one goes on. */
  readonly enter: (space: Space, room: string, options: JoinOptions) => Promise<GhostChat>
  /** Resolves when whoever was in the room before has left it. */
  readonly vacated: Promise<unknown>
}

export class Stay {
  readonly #init: StayInit
  readonly #watchers = new Set<() => void>()
  #profile: Profile | undefined
  #state: GhostChatState = JOINING
  #controller = new AbortController()
  /** Resolves with what ends the attempt or the stay that it led to. */
  #visit: Promise<() => Promise<void>> = Promise.resolve(async () => undefined)

  constructor(init: StayInit) {
    this.#init = init
    this.#profile = init.options.profile
    this.#begin()
  }

  get state(): GhostChatState {
    return this.#state
  }

  /** Calls when the state has changed; returns what ends that. */
  watch(changed: () => void): () => void {
    // Two may hand over one function.
    const watcher = (): void => changed()
    this.#watchers.add(watcher)
    return () => {
      this.#watchers.delete(watcher)
    }
  }

  /**
   * Has the others see something else of one, now or once the room is joined. What cannot be used, such as an empty
   * name, is passed over.
   */
  introduce(profile: Profile | undefined): void {
    if (profileKey(profile) === profileKey(this.#profile)) return
    this.#profile = profile
    this.#state.chat?.setProfile(profile ?? {}).catch(() => undefined)
  }

  /** Leaves the room, or gives up joining it. Resolves when that is over, and never rejects. */
  async end(): Promise<void> {
    this.#controller.abort()
    const leave = await this.#visit
    await leave().catch(() => undefined)
  }

  #begin(): void {
    const { signal } = this.#controller
    const before = this.#visit
    this.#visit = before.then(() => this.#join(signal))
  }

  /** Never rejects: what goes wrong is the state. */
  async #join(signal: AbortSignal): Promise<() => Promise<void>> {
    const { lodging, room, options, enter, vacated } = this.#init
    try {
      await vacated
      signal.throwIfAborted()
      const space = await lodging.open()
      signal.throwIfAborted()
      const { profile: _, ...rest } = options
      const profile = this.#profile
      const chat = await enter(space, room, {
        ...rest,
        ...(profile === undefined ? {} : { profile }),
        signal,
      })
      const stop = chat.on('connection', ({ state }) => {
        // Whoever has left is offline, and so is who has lost the relays: but that one still sees the room's people.
        if (state !== 'offline' || isIn(chat)) return
        stop()
        this.#become(left(this.#again), signal)
      })
      this.#become(joined(chat, space), signal)
      if (profileKey(profile) !== profileKey(this.#profile)) {
        chat.setProfile(this.#profile ?? {}).catch(() => undefined)
      }
      return async () => {
        stop()
        await chat.leaveChat()
      }
    } catch (error) {
      this.#become(failed(error, this.#again), signal)
      return async () => undefined
    }
  }

  /** Joins again after it failed, or after the room was left. Called at any other time it does nothing. */
  readonly #again = (): void => {
    const { status } = this.#state
    if (this.#controller.signal.aborted || (status !== 'failed' && status !== 'left')) return
    this.#become(JOINING, this.#controller.signal)
    this.#begin()
  }

  #become(state: GhostChatState, { aborted }: AbortSignal): void {
    if (aborted) return
    this.#state = state
    for (const watcher of [...this.#watchers]) watcher()
  }
}

/** Whether a chat is in its room: one's own session is among the people, or among those who only read. */
function isIn(chat: GhostChat): boolean {
  return chat.readers() > 0 || chat.users().length > 0
}
