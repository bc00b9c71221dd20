/** Types that apps rely on. What is wrong here does not compile. */
import type { Connection, Did, GhostChat, Message, Space, User } from 'ghost-chat'
import { expectTypeOf, it } from 'vitest'
import type * as face from '../src/index.ts'
import type { GhostChatState, UseGhostChatOptions } from '../src/index.ts'

type Face = typeof face

it('the hooks give what the chat gives', () => {
  expectTypeOf<Face['useMessages']>().toEqualTypeOf<(chat: GhostChat | undefined) => readonly Message[]>()
  expectTypeOf<Face['useOnlineUsers']>().toEqualTypeOf<(chat: GhostChat | undefined) => readonly Did[]>()
  expectTypeOf<Face['useTyping']>().toEqualTypeOf<(chat: GhostChat | undefined) => readonly Did[]>()
  expectTypeOf<Face['useUsers']>().toEqualTypeOf<(chat: GhostChat | undefined) => readonly User[]>()
  expectTypeOf<Face['useConnection']>().toEqualTypeOf<(chat: GhostChat | undefined) => Connection>()
})

it('a state tells by its status what else it has', () => {
  const narrow = (state: GhostChatState): void => {
    switch (state.status) {
      case 'idle':
      case 'joining':
        expectTypeOf(state.chat).toEqualTypeOf<undefined>()
        // @ts-expect-error -- there is nothing to try again yet
        expectTypeOf(state.join).toBeFunction()
        return
      case 'joined':
        expectTypeOf(state.chat).toEqualTypeOf<GhostChat>()
        expectTypeOf(state.space).toEqualTypeOf<Space>()
        expectTypeOf(state.error).toEqualTypeOf<undefined>()
        return
      case 'failed':
        expectTypeOf(state.error).toEqualTypeOf<Error>()
        expectTypeOf(state.join).toEqualTypeOf<() => void>()
        return
      case 'left':
        expectTypeOf(state.join).toEqualTypeOf<() => void>()
        return
      default:
        expectTypeOf(state).toBeNever()
    }
  }
  expectTypeOf(narrow).toBeFunction()
})

it('a chat means joined, and an error means failed', () => {
  const narrow = (state: GhostChatState): void => {
    if (state.chat !== undefined) expectTypeOf(state.status).toEqualTypeOf<'joined'>()
    if (state.error !== undefined) expectTypeOf(state.status).toEqualTypeOf<'failed'>()
  }
  expectTypeOf(narrow).toBeFunction()
})

it('who asks for a room is never idle, and who may not ask may be', () => {
  const ask = (use: Face['useGhostChat'], options: UseGhostChatOptions, none: undefined): void => {
    expectTypeOf(use(options).status).toEqualTypeOf<'joining' | 'joined' | 'failed' | 'left'>()
    expectTypeOf(use(none)).toEqualTypeOf<GhostChatState>()
  }
  expectTypeOf(ask).toBeFunction()
})

it('options name a room of a space, and no others exist', () => {
  const options = (space: Space): readonly UseGhostChatOptions[] => [
    { space: 'my-dapp', room: 'lobby', relays: ['http://localhost:8080'], profile: { name: 'Ada' } },
    { space, room: 'lobby', backlog: true },
    // @ts-expect-error -- without a room
    { space: 'my-dapp' },
    // @ts-expect-error -- without a space
    { room: 'lobby' },
    // @ts-expect-error -- no such option
    { space: 'my-dapp', room: 'lobby', relay: 'http://localhost:8080' },
    // @ts-expect-error -- an open space has its relays
    { space, room: 'lobby', relays: ['http://localhost:8080'] },
  ]
  expectTypeOf(options).toBeFunction()
})
