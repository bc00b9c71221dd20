/** The page without a network: it opens, says so, keeps nothing but itself, and takes a new version as soon as there is one. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildPage } from '../../apps/web/build.ts'
import { launchChromium } from '../support/chromium.ts'
import { servePage, type ServedPage } from './serve-page.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 20_000 }

vi.setConfig({ testTimeout: 120_000 })

let browser: Browser
let folder: string
/** What is written into each version of the page. */
const RELAYS = ['', 'https://one.example', 'https://two.example'] as const
let versions: readonly [string, string, string]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghost-page-offline-'))
  versions = [join(folder, '0'), join(folder, '1'), join(folder, '2')]
  browser = await launchChromium()
  for (const [index, relay] of RELAYS.entries()) await buildPage({ outDir: versions[index]!, relay })
})
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
})

let server: ServedPage
let context: BrowserContext
let page: Page
beforeEach(async () => {
  server = await servePage(versions[0])
  context = await browser.newContext({ reducedMotion: 'reduce' })
  context.setDefaultTimeout(30_000)
  page = await context.newPage()
})
afterEach(async () => {
  await context.close()
  await server.close()
})

/** Opens the page, and waits until its worker has kept everything. */
async function visit(): Promise<void> {
  await page.goto(server.origin)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}

/** Paths of what is kept, by the cache's name. */
const keptFiles = () =>
  page.evaluate(async () => {
    const names = await caches.keys()
    const files = names.map(async (name) => {
      const requests = await (await caches.open(name)).keys()
      return [name, requests.map(({ url }) => new URL(url).pathname).sort()] as const
    })
    return Object.fromEntries(await Promise.all(files))
  })

/** Whether the newest worker there is has taken over. */
const isSettled = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    const { active, installing, waiting } = registration ?? {}
    return active?.state === 'activated' && installing === null && waiting === null
  })

const relayOfPage = () => page.locator('meta[name=ghost-relay]').getAttribute('content')
const atTheDoor = () => page.getByTestId('join-button').waitFor()

describe('without a network', () => {
  it('the page opens once it was there, at the door and in a room, and goes on when the network is back', async () => {
    await visit()
    const { port } = server
    await server.close()
    await page.reload()
    await atTheDoor()
    await page.goto(`${server.origin}/?relay=https://relay.example#/lobby`)
    await page.locator('ghost-chat').waitFor()

    server = await servePage(versions[1], port)
    await page.goto(server.origin)
    await atTheDoor()
    expect(await relayOfPage()).toBe(RELAYS[1])
  })

  it('says so in words, as long as that is so', async () => {
    await visit()
    const strip = page.getByTestId('offline')
    expect(await strip.isVisible()).toBe(false)
    await context.setOffline(true)
    await strip.getByText('You’re offline').waitFor()
    await context.setOffline(false)
    await strip.waitFor({ state: 'hidden' })
  })
})

describe('with a server that has trouble', () => {
  it.each(['broken', 'silent'] as const)('that is %s, the page that was kept opens', async (mood) => {
    await visit()
    server.show(versions[1], mood)
    await page.goto(server.origin, { timeout: 20_000 })
    await atTheDoor()
    expect(await relayOfPage()).toBe('')
  })
})

describe('what is kept', () => {
  it('is the page and every script, style and picture of it, in one cache', async () => {
    await visit()
    await page.goto(`${server.origin}/#/lobby`)
    await page.locator('ghost-chat').waitFor()
    const assets = (await readdir(join(versions[0], 'assets'))).filter((name) =>
      /\.(?:js|css|svg)$/.test(name),
    )
    const files = await keptFiles()
    expect(Object.keys(files)).toEqual([expect.stringMatching(/^ghost-chat-page-[0-9a-f]{16}$/)])
    expect(Object.values(files)).toEqual([['/', ...assets.map((name) => `/assets/${name}`).sort()]])
  })

  it('is of the newest version, which shows at once, and of the one before it, whose pages may be open', async () => {
    await visit()
    const versionsKept = async (): Promise<string[]> => Object.keys(await keptFiles())
    const shown: string[] = await versionsKept()
    for (const directory of [versions[1], versions[2]]) {
      const other = await context.newPage()
      await other.goto(server.origin)
      server.show(directory)
      await page.reload()
      await atTheDoor()
      expect(await relayOfPage()).toBe(RELAYS[versions.indexOf(directory)])
      await expect
        .poll(async () => (await versionsKept()).some((name) => !shown.includes(name)), SOON)
        .toBe(true)
      shown.push(...(await versionsKept()).filter((name) => !shown.includes(name)))
      await expect.poll(isSettled, SOON).toBe(true)
      // A page of the version before still gets what it has not loaded yet, though nobody serves that any more.
      await other.getByTestId('settings-button').click()
      await other.getByTestId('settings').waitFor()
      await other.close()
    }
    await expect.poll(isSettled, SOON).toBe(true)
    expect(await versionsKept()).toEqual(shown.slice(1))
    await server.close()
    await page.reload()
    await atTheDoor()
    expect(await relayOfPage()).toBe(RELAYS[2])
    server = await servePage(versions[2])
  })

  it('is nothing of other pages on the same host', async () => {
    await visit()
    const answer = await page.evaluate(async () => (await fetch('/not/ours')).status)
    expect(answer).toBe(404)
    expect(Object.values(await keptFiles()).flat()).not.toContain('/not/ours')
    await page.goto(`${server.origin}/empty`)
    expect(await page.locator('#app').count()).toBe(0)
  })
})
