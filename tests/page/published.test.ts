/** What is published for browsers, bundled as an app that knows nothing of us would, in Chromium. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPackages } from '../../tools/build.ts'
import { buildMinimalApp, type MinimalApp } from '../../tools/lib/minimal-app.ts'
import { root } from '../../tools/lib/workspace.ts'
import { launchChromium } from '../support/chromium.ts'
import { serveLibrary } from '../support/library-page.ts'
import { NO_FLOOD, startRelay, type RelayProcess } from '../support/relay-process.ts'

let browser: Browser
let relay: RelayProcess
let app: MinimalApp
let site: Awaited<ReturnType<typeof serveLibrary>>
beforeAll(async () => {
  const log: string[] = []
  expect(
    await buildPackages((line) => log.push(line), ['@ghost-chat/rendezvous', 'ghost-chat']),
    log.join('\n'),
  ).toBe(true)
  app = await buildMinimalApp(join(root, 'tests'))
  const files = new Map([...app.files].map(([name, contents]) => [`/${name}`, contents]))
  ;[browser, relay, site] = await Promise.all([launchChromium(), startRelay(NO_FLOOD), serveLibrary(files)])
}, 600_000)
afterAll(async () => {
  await Promise.all([browser.close(), relay.kill()])
  site.close()
})

interface Guest {
  readonly page: Page
  readonly loaded: ReadonlySet<string>
}

async function guest(): Promise<Guest> {
  const page = await (await browser.newContext()).newPage()
  const loaded = new Set<string>()
  page.on('request', (request) => {
    const file = request.url().split('/').at(-1) ?? ''
    if (file.endsWith('.js')) loaded.add(file)
  })
  await page.goto(site.url)
  await page.waitForFunction('globalThis.openSpace !== undefined')
  expect([...loaded].sort()).toEqual([...app.library].sort())
  await page.evaluate(
    `(async () => {
      const space = await openSpace('published', { relays: [${JSON.stringify(relay.url)}] })
      globalThis.chat = await space.joinChat('room')
      globalThis.heard = []
      chat.on('message', (did, message) => heard.push(String(message)))
    })()`,
  )
  return { page, loaded }
}

const DIRECT = `chat.connection.peers.length === 1 && chat.connection.peers.every(({ path }) => path === 'direct')`

test('two guests see each other, talk directly, and load what is counted', { timeout: 120_000 }, async () => {
  const guests = [await guest(), await guest()]
  for (const { page } of guests) await page.waitForFunction(DIRECT)
  for (const [at, { page }] of guests.entries()) {
    await page.evaluate(`chat.send('from ${at}')`)
    for (const other of guests.filter((one) => one.page !== page))
      await other.page.waitForFunction(`heard.includes('from ${at}')`)
  }
  for (const { page, loaded } of guests) {
    await page.waitForFunction('chat.users().length === 2')
    // Of two both stay registered (SPEC FD2).
    const search = new Set(app.search)
    expect([...loaded].filter((file) => !search.has(file)).sort()).toEqual([...app.chat].sort())
  }
})

/** Of parts of the platform that are newer than TypeScript's list, and that we do not use: WebXR, presentations. */
const ELSEWHERE = ['connections', 'hand']

test('no name that was shortened means something to a browser', async () => {
  const names = Object.values(
    JSON.parse(readFileSync(join(root, 'packages/ghost-chat/dist/browser/names.json'), 'utf8')) as Record<
      string,
      string
    >,
  )
  expect(names.length).toBeGreaterThan(500)
  const page = await browser.newPage()
  await page.goto(site.url)
  const known = new Set(
    await page.evaluate(() => {
      const names = new Set<string>()
      for (const global of Object.getOwnPropertyNames(globalThis)) {
        names.add(global)
        const value: unknown = Reflect.get(globalThis, global)
        for (let one: unknown = value; Object(one) === one; one = Object.getPrototypeOf(one))
          for (const name of Object.getOwnPropertyNames(one)) names.add(name)
        if (typeof value === 'function' && Object(value.prototype) === value.prototype)
          for (const name of Object.getOwnPropertyNames(value.prototype)) names.add(name)
      }
      return [...names]
    }),
  )
  expect(known.size).toBeGreaterThan(3_000)
  expect(names.filter((name) => known.has(name) && !ELSEWHERE.includes(name))).toEqual([])
})
