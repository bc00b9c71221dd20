/** The hooks in a real browser, over a real relay. */
import { openSpace } from 'ghost-chat'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { openReactPage, type ReactPage } from './react-page.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 60_000 }
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 })

let react: ReactPage
let relay: RelayProcess
beforeAll(async () => {
  ;[react, relay] = await Promise.all([openReactPage({ libp2p: true }), startRelay()])
})
afterAll(async () => {
  await Promise.all([react.close(), relay.kill()])
})

test('a room in StrictMode is one session, which talks and is gone with its component', async () => {
  const space = await openSpace('strict', { relays: [relay.url] })
  const witness = await space.joinChat('lobby')
  const events: string[] = []
  witness.on('user-joined', (did) => events.push(`joined ${did}`))
  witness.on('user-left', (did) => events.push(`left ${did}`))
  witness.on('message', (did, { text }) => events.push(`said ${did} ${text}`))

  await react.page.evaluate((url) => {
    const { react, hooks, stage } = reactKit
    const Room = () => {
      const { chat, status } = hooks.useGhostChat({
        ...{ space: 'strict', room: 'lobby', relays: [url] },
        profile: { name: 'Ada' },
      })
      const messages = hooks.useMessages(chat)
      const click = (): void => void chat?.send('hello')
      return react.createElement('button', { onClick: click }, [status, ...messages].join(' '))
    }
    stage().root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
  }, relay.url)

  const button = react.page.locator('button')
  await expect.poll(() => button.innerText(), SOON).toBe('joined')
  await expect.poll(() => witness.users().length, SOON).toBe(2)
  const [, ada] = witness.users()
  expect(ada).toMatchObject({ name: 'Ada' })
  expect(ada?.sessions).toHaveLength(1)
  await button.click()
  await expect.poll(() => button.innerText(), SOON).toBe('joined hello')
  await expect.poll(() => events.length, SOON).toBe(2)
  await witness.send('hello Ada')
  await expect.poll(() => button.innerText(), SOON).toBe('joined hello hello Ada')

  await react.page.evaluate(() => reactKit.clear())
  await expect.poll(() => witness.users().length, SOON).toBe(1)
  const did = ada?.did ?? ''
  expect(events.filter((event) => event.includes(did))).toEqual([
    `joined ${did}`,
    `said ${did} hello`,
    `left ${did}`,
  ])
  expect(events).toHaveLength(4)
  expect(react.problems()).toEqual([])
  await space.close()
})

test('a relay that is not there is an error to be shown, and no exception', async () => {
  await react.page.evaluate(() => {
    const { react, hooks, stage } = reactKit
    const Room = () => {
      const { status, error } = hooks.useGhostChat({
        ...{ space: 'strict', room: 'lobby', relays: ['http://127.0.0.1:9'] },
        timeout: 2_000,
      })
      return `${status} ${error instanceof Error && 'code' in error ? String(error.code) : ''}`
    }
    stage().root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
  })
  await expect.poll(() => react.page.locator('body').innerText(), SOON).toBe('failed ERR_RELAY_UNREACHABLE')
  await react.page.evaluate(() => reactKit.clear())
  // A browser writes down every request that nobody answered.
  expect(react.problems().filter((text) => !/ERR_UNSAFE_PORT|ERR_CONNECTION_REFUSED/.test(text))).toEqual([])
})
