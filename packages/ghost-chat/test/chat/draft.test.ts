/* eslint-disable @typescript-eslint/restrict-template-expressions -- the draft prints a message as a text */
/**
 * The snippets of 3IP-9 (August 2019), word for word; only `space` comes from `openSpace`.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openSpace, type GhostChat, type Message, type Space } from '../../src/index.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { join, say, settled, type Person } from '../support/memory-chat.ts'

let hub: MemoryHub
let other: Person
let space: Space
let chat: GhostChat

beforeEach(async () => {
  hub = new MemoryHub()
  other = await join(hub)
  space = await openSpace('my-dapp', { network: hub.network() })
  chat = await settled(hub, space.joinChat('lobby'))
})
afterEach(async () => {
  await settled(hub, Promise.all([space.close(), other.space.close()]))
  vi.restoreAllMocks()
})

it('chat.on(user-joined) and chat.on(user-left) tell of people', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await settled(hub, chat.leaveChat())
  const listen = async (): Promise<void> => {
    const chat = await space.joinChat('lobby')
    chat.on('user-joined', (did) => {
      console.log(`${did} joined the chat`)
    })
    chat.on('user-left', (did) => {
      console.log(`${did} left the chat`)
    })
  }
  await settled(hub, listen())
  await hub.settle(() => log.mock.calls.length === 1)
  await settled(hub, other.chat.leaveChat())
  await hub.settle(() => log.mock.calls.length === 2)
  expect(log.mock.calls).toEqual([
    [`${other.space.did} joined the chat`],
    [`${other.space.did} left the chat`],
  ])
})

it('chat.on(message) prints what was said', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  // prettier-ignore -- as it stands in the draft
  chat.on('message', (did, message) => {
    console.log(`new message from ${did}: ${message}`)
  })
  await settled(hub, other.chat.send('hello'))
  await hub.settle(() => log.mock.calls.length === 1)
  expect(log).toHaveBeenCalledWith(`new message from ${other.space.did}: hello`)
})

it('chat.send, chat.onlineUsers, chat.requestBacklog, chat.reply and chat.leaveChat', async () => {
  await hub.settle(() => chat.onlineUsers().length === 2)
  const users = chat.onlineUsers()
  expect([...users].sort()).toEqual([space.did, other.space.did].sort())

  const message: Message = await say(hub, other, 'hello', [])
  await hub.settle(() => chat.messages().length === 1)
  const backlog = await settled(hub, chat.requestBacklog())
  expect(backlog.map(String)).toEqual(['hello'])

  // The draft does not wait for what it sends, and neither need an app.
  /* eslint-disable @typescript-eslint/no-floating-promises */
  chat.send('hello world')
  chat.reply(message, 'this is my reply')
  /* eslint-enable @typescript-eslint/no-floating-promises */
  await hub.settle(() => other.heard.length === 3)
  expect(other.heard).toEqual(['hello', 'hello world', 'this is my reply'])

  const left = chat.leaveChat()
  await settled(hub, left)
  await hub.settle(() => other.chat.onlineUsers().length === 1)
})
