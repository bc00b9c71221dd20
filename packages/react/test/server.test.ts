/** On a server, where there is no page and nothing is joined. */
import { openSpace, type GhostChat } from 'ghost-chat'
import { MemoryHub } from 'ghost-chat/network/memory'
import { createElement, StrictMode, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { useConnection, useGhostChat, useMessages, useOnlineUsers, useUsers } from '../src/index.ts'

function Room({ room, network }: { room?: string; network: () => never }): ReactNode {
  const { status, chat } = useGhostChat(room === undefined ? undefined : { space: 'my-dapp', room, network })
  const { state } = useConnection(chat)
  const counts = [useMessages(chat), useOnlineUsers(chat), useUsers(chat)].map(({ length }) => length)
  return createElement('p', null, [status, state, ...counts].join(' '))
}

it('a room is joining, nobody is there, and no network is asked for', () => {
  const network = vi.fn<() => never>()
  const page = renderToString(
    createElement(StrictMode, null, createElement(Room, { room: 'lobby', network })),
  )
  expect(page).toBe('<p>joining offline 0 0 0</p>')
  expect(network).not.toHaveBeenCalled()
})

it('no room is idle', () => {
  expect(renderToString(createElement(Room, { network: vi.fn<() => never>() }))).toBe(
    '<p>idle offline 0 0 0</p>',
  )
})

it('a chat that a server holds is not shown to its readers', async () => {
  const hub = new MemoryHub({ after: (milliseconds, call) => void setTimeout(call, milliseconds) })
  const space = await openSpace('my-dapp', { network: hub.network() })
  const chat = await space.joinChat('lobby')
  await chat.send('for whom?')
  const Messages = ({ of }: { of: GhostChat }): ReactNode => useMessages(of).map(String).join()
  expect(renderToString(createElement(Messages, { of: chat }))).toBe('')
  await space.close()
})
