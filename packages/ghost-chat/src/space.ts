/**
 * A space: an app's namespace, with one identity and one network for all its rooms.
 */
import { GhostChat } from './chat.ts'
import type { Home } from './chat/home.ts'
import { openHome } from './chat/opening.ts'
import { checkJoinOptions, checkSpaceOptions } from './chat/option-kinds.ts'
import type { JoinOptions, SpaceOptions } from './chat/options.ts'
import type { Did } from './wire/ids.ts'
import { roomName, type RoomName, type SpaceName } from './wire/names.ts'

/**
 * Opens a space.
 * @param name 1 to 64 characters; apps that use the same name share their rooms
 * @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID`, `ERR_RELAY_ADDRESS`
 *
 * @example
 * ```ts
 * import { openSpace } from 'ghost-chat'
 *
 * const space = await openSpace('my-dapp', { relays: ['http://localhost:8080'] })
 * const chat = await space.joinChat('lobby')
 * await chat.send('hello world')
 * await space.close()
 * ```
 */
export async function openSpace(name: string, options: SpaceOptions = {}): Promise<Space> {
  checkSpaceOptions(options)
  return new Space(await openHome(name, options))
}

export class Space {
  /** @internal */
  readonly home: Home
  /** Weakly: while a room is joined its stay holds the chat, and afterwards only the app may. */
  readonly #chats = new Map<RoomName, WeakRef<GhostChat>>()

  /** @internal Use `openSpace`. */
  constructor(home: Home) {
    this.home = home
  }

  get name(): SpaceName {
    return this.home.name
  }

  /** Your own DID in this space. */
  get did(): Did {
    return this.home.identity.did
  }

  /** Your own wallet account, if you came with one; the others know of it only if it is disclosed. */
  get account(): Did | undefined {
    const { identity } = this.home
    return 'account' in identity ? identity.account : undefined
  }

  /**
   * Joins a room and resolves once its members can hear you. Who joins a room twice gets the same chat; after
   * `leaveChat`, or with `continueFrom`, a new one.
   * @throws GhostChatError `ERR_NAME_INVALID`, `ERR_OPTION_INVALID`, `ERR_RELAY_UNREACHABLE`, `ERR_IDENTITY`,
   * `ERR_CLOSED`; the signal's reason when it is aborted
   */
  async joinChat(name: string, options: JoinOptions = {}): Promise<GhostChat> {
    checkJoinOptions(options)
    const known = this.#chats.get(roomName(name))?.deref()
    if (known?.active === true && known !== options.continueFrom) return known.joinChat()
    for (const [left, chat] of this.#chats) if (chat.deref()?.active !== true) this.#chats.delete(left)
    const chat = new GhostChat(name, { ...options, space: this })
    this.#chats.set(chat.name, new WeakRef(chat))
    return chat.joinChat()
  }

  /** Leaves all rooms and closes the network. May be called twice. */
  async close(): Promise<void> {
    await this.home.close()
    this.#chats.clear()
  }
}
