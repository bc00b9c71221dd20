/** <GhostChat/> in a real browser, in StrictMode, over rooms on a network in memory. */
import type { GhostChat } from 'ghost-chat'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openReactPage, type ReactPage } from './react-page.ts'

/** For a machine that has other things to do. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

let react: ReactPage
beforeAll(async () => {
  react = await openReactPage()
})
afterEach(async () => {
  await react.page.evaluate(() => reactKit.clear())
  expect(react.problems().filter((text) => !text.includes('Lit is in dev mode'))).toEqual([])
})
afterAll(async () => {
  await react.close()
})

test('an element that cannot be loaded is told as an error, and is loaded when it is shown again', async () => {
  await react.page.route('**/*.js', (route) => route.abort())
  const reason = await react.page.evaluate(async () => {
    const { react, hooks, stage, until } = reactKit
    const reasons: string[] = []
    const onError = ({ detail }: CustomEvent<{ reason: string }>): void => void reasons.push(detail.reason)
    stage().root.render(react.createElement(hooks.GhostChat, { onError }))
    await until('an error', () => reasons.length > 0)
    return [...reasons, customElements.get('ghost-chat') === undefined]
  })
  expect(reason).toEqual(['The chat could not be loaded.', true])
  expect(react.problems().filter((text) => !text.includes('net::ERR_FAILED'))).toEqual([])
  await react.page.unrouteAll()
  const isDefined = await react.page.evaluate(async () => {
    const { react, hooks, stage } = reactKit
    stage().root.render(react.createElement(hooks.GhostChat))
    await customElements.whenDefined('ghost-chat')
    return true
  })
  expect(isDefined).toBe(true)
})

test('it shows the chat that the hooks have, tells what happens there, and leaves no listener behind', async () => {
  const seen = await react.page.evaluate(async () => {
    const { react, hooks, listening, stage, town, until } = reactKit
    const { log, options, witness } = town()
    const other = await witness()
    const before = listening()
    const told: string[] = []
    const refs: unknown[] = []
    let chat: GhostChat | undefined
    const ref = (element: HTMLElement | null): void => void refs.push(element?.localName)
    const Room = () => {
      chat = hooks.useGhostChat({ ...options, profile: { name: 'Ada' } }).chat
      if (chat === undefined) return 'joining'
      return react.createElement(hooks.GhostChat, {
        ...{ chat, ref, className: 'corner', theme: 'dark', nickname: undefined },
        onMessage: ({ detail }) => void told.push(`message ${detail.message.text}`),
        onUsers: ({ detail }) => void told.push(`users ${detail.users.length}`),
        onConnection: ({ detail }) => void told.push(`connection ${detail.connection.state}`),
      })
    }
    const { root, place } = stage()
    root.render(react.createElement(react.StrictMode, null, react.createElement(Room)))
    await until('shown', () => place.querySelector('ghost-chat')?.shadowRoot?.textContent.includes('lobby'))
    const element = place.querySelector('ghost-chat')
    const attributes = [element?.className, element?.getAttribute('theme'), element?.nickname]
    await other.send('hello')
    await until('told', () => told.includes('message hello'))
    await other.leaveChat()
    await until('told', () => told.includes('users 1'))
    root.unmount()
    await until('left', () => log.includes('leave lobby'))
    await until('no listener', () => listening() === before)
    return {
      log,
      attributes,
      told: told.filter((line) => line.startsWith('message')),
      refs: [...new Set(refs)],
    }
  })
  expect(seen).toEqual({
    log: ['join lobby', 'leave lobby'],
    attributes: ['corner', 'dark', ''],
    told: ['message hello'],
    refs: ['ghost-chat', undefined],
  })
})

test('a listener that is another one at each render is the only one, and a property may be taken back', async () => {
  const seen = await react.page.evaluate(async () => {
    const { react, flushSync, hooks, stage } = reactKit
    const { root, place } = stage()
    const heard: number[] = []
    const show = (count: number, nickname?: string): void =>
      flushSync(() =>
        root.render(
          react.createElement(hooks.GhostChat, {
            ...(nickname === undefined ? {} : { nickname }),
            onUnread: () => void heard.push(count),
          }),
        ),
      )
    for (let count = 0; count < 5; count++) show(count, 'Ada')
    const element = place.querySelector('ghost-chat')
    element?.dispatchEvent(new CustomEvent('ghost-unread', { detail: { count: 1 } }))
    show(5)
    await element?.updateComplete
    element?.dispatchEvent(new CustomEvent('ghost-unread', { detail: { count: 1 } }))
    return heard
  })
  expect(seen).toEqual([4, 5])
})
