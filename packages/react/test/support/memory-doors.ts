/**
 * The doors of `Stays` to a network in memory, which count who passes; and somebody else who is in the room.
 */
import { GhostChat, openSpace, type JoinOptions, type Space } from 'ghost-chat'
import { MemoryHub } from 'ghost-chat/network/memory'
import type { NamedSpaceOptions } from '../../src/options.ts'
import { Stays } from '../../src/stays.ts'

export interface Scene {
  readonly hub: MemoryHub
  readonly stays: Stays
  /** What happened, in order: `open space`, `enter room`, and of each chat `left room`. */
  readonly log: string[]
  /** The chats that were entered, in order. */
  readonly chats: GhostChat[]
  readonly options: (room?: string, join?: JoinOptions) => NamedSpaceOptions
  /** Has everything happen that was to happen soon. */
  readonly soon: () => void
  /** A member whom the stays do not know. */
  readonly witness: (room?: string) => Promise<GhostChat>
  readonly close: () => Promise<void>
}

export function openScene(): Scene {
  const hub = new MemoryHub({
    after: (milliseconds, call) => {
      setTimeout(call, milliseconds)
    },
  })
  const log: string[] = []
  const chats: GhostChat[] = []
  const spaces: Space[] = []
  let waiting: (() => void)[] = []
  const network = () => Promise.resolve(hub.network())
  const open: typeof openSpace = async (name, given) => {
    log.push(`open ${name}`)
    const space = await openSpace(name, given)
    spaces.push(space)
    return space
  }
  const stays = new Stays({
    openSpace: open,
    enter: async (space, room, join) => {
      log.push(`enter ${room}`)
      const chat = await new GhostChat(room, { ...join, space }).joinChat()
      chats.push(chat)
      chat.on('connection', () => {
        if (chat.users().length === 0) log.push(`left ${room}`)
      })
      return chat
    },
    soon: (call) => {
      waiting.push(call)
      return () => {
        waiting = waiting.filter((one) => one !== call)
      }
    },
  })
  return {
    hub,
    stays,
    log,
    chats,
    options: (room = 'lobby', join = {}) => ({ space: 'my-dapp', room, network, ...join }),
    soon: () => {
      for (const call of waiting.splice(0)) call()
    },
    async witness(room = 'lobby') {
      const space = await openSpace('my-dapp', { network })
      spaces.push(space)
      return space.joinChat(room)
    },
    async close() {
      await Promise.all(spaces.map((space) => space.close()))
    },
  }
}
