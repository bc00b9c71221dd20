/** What a guest's browser loads of the library: what `npm run bundle` adds up, and nothing else. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { bundleLibrary, serveLibrary } from '../support/library-page.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

let browser: Browser
let relay: RelayProcess
let site: Awaited<ReturnType<typeof serveLibrary>>
beforeAll(async () => {
  const files = await bundleLibrary(`
    import { openSpace } from 'ghost-chat'
    globalThis.ghostChat = { openSpace }`)
  ;[browser, relay, site] = await Promise.all([launchChromium(), startRelay(NO_FLOOD), serveLibrary(files)])
})
afterAll(async () => {
  await Promise.all([browser.close(), relay.kill()])
  site.close()
})

interface Guest {
  readonly loaded: () => string[]
  readonly direct: () => Promise<void>
  /** Resolves when a script was loaded. */
  readonly has: (name: string) => Promise<unknown>
}

/** A guest in the room; gives the names of the scripts that were loaded so far, without their hashes. */
async function guest(): Promise<Guest> {
  const page = await (await browser.newContext()).newPage()
  const scripts = new Set<string>()
  page.on('request', (request) => {
    const name = /\/([\w.]+?)(?:-\w+)?\.js$/.exec(request.url())?.[1]
    if (name !== undefined && name !== 'chunk') scripts.add(name)
  })
  await page.goto(site.url)
  await page.waitForFunction('globalThis.ghostChat !== undefined')
  expect([...scripts]).toEqual(['stdin'])
  await page.evaluate(async (url) => {
    const space = await globalThis.ghostChat.openSpace('loaded', { relays: [url] })
    Object.assign(globalThis, { chat: await space.joinChat('room') })
  }, relay.url)
  return {
    loaded: () => [...scripts].sort(),
    has: (name) => until(`${name} to be loaded`, () => scripts.has(name)),
    direct: async () => {
      await page.waitForFunction(
        `chat.connection.peers.length === 1 && chat.connection.peers.every(({ path }) => path === 'direct')`,
      )
    },
  }
}

const FOR_A_CHAT = ['home', 'libp2p', 'sha256', 'stdin', 'webrtc']

test('a guest loads the rest of the library, the network, the digest and WebRTC, and later what registers it', async () => {
  const guests = await Promise.all([guest(), guest()])
  await Promise.all(guests.map(({ direct }) => direct()))
  for (const { loaded } of guests) {
    // On a slow machine the second after which it registers may be over by now.
    expect(loaded().filter((name) => name !== 'seeker')).toEqual(FOR_A_CHAT)
  }
  // Of two both stay registered (SPEC FD2): that code comes once the room was given a second.
  for (const { has, loaded } of guests) {
    await has('seeker')
    expect(loaded()).toEqual([...FOR_A_CHAT, 'seeker'].sort())
  }
})
