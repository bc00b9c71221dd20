/**
 * A space under the names of 3box.js.
 */
import type { Did, GhostChat, JoinOptions, Space } from '../index.ts'
import { GhostThread } from './ghost-thread.ts'
import { Opened } from './opened.ts'
import { threadSettings, type ThreadOptions } from './thread-options.ts'

/** An open space. `box.openSpace(name)` gives one. */
export class BoxSpace {
  readonly #space: Space
  readonly #profile: ThreadOptions['profile']
  readonly #threads = new Opened<GhostThread>()

  /** @internal Use `box.openSpace`. */
  constructor(space: Space, profile: ThreadOptions['profile']) {
    this.#space = space
    this.#profile = profile
  }

  get name(): string {
    return this.#space.name
  }

  /** Your DID in this space: another one than in every other. */
  get DID(): Did {
    return this.#space.did
  }

  /** The wallet account that stands behind you here, `did:pkh:eip155:<chain>:<address>`. */
  get account(): Did | undefined {
    return this.#space.account
  }

  /** Nothing has to be synchronised. */
  get syncDone(): Promise<void> {
    return Promise.resolve()
  }

  /**
   * Joins a ghost thread. Who joins one twice gets the same; after `close`, a new one.
   * @throws GhostChatError `ERR_OPTION_INVALID`, without `ghost: true` too, and what `Space.joinChat` throws
   */
  async joinThread(name: string, options: ThreadOptions = {}): Promise<GhostThread> {
    const settings = threadSettings(options, this.#profile)
    return this.#threads.get(name, (forget) =>
      new GhostThread(name, { space: this.#space }, settings, forget).open(),
    )
  }

  /** Joins a room under the names of the draft (3IP-9). One that is joined as a thread is `ERR_ALREADY_JOINED`. */
  joinChat(name: string, options: JoinOptions = {}): Promise<GhostChat> {
    return this.#space.joinChat(name, options)
  }

  /** @internal A thread that was opened before its reader had logged in. */
  async adopt(thread: GhostThread): Promise<void> {
    await this.#threads.get(thread.name, () => thread.logIn(this.#space))
  }

  /** @internal */
  forget(name: string): void {
    this.#threads.forget(name)
  }

  /** @internal */
  close(): Promise<void> {
    return this.#space.close()
  }
}
