/** What is asked of the network until a newcomer sees what was said: each request is a round trip that a person waits for. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../../apps/web/build.ts'
import { startPerson, type Person } from '../e2e/person-process.ts'
import { launchChromium } from '../support/chromium.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { servePage, type ServedPage } from './serve-page.ts'

const MOST = 12

let folder: string
let browser: Browser
let relay: RelayProcess
let site: ServedPage
let ada: Person
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghost-page-requests-'))
  ;[browser, relay] = await Promise.all([launchChromium(), startRelay()])
  ;[ada] = await Promise.all([
    startPerson('ghost-chat', [relay.url]),
    buildPage({ outDir: folder, relay: relay.url }),
  ])
  site = await servePage(folder)
}, 120_000)
afterAll(async () => {
  await Promise.all([browser.close(), ada.kill(), relay.kill(), site.close()])
  await rm(folder, { recursive: true, force: true })
})

test(`a newcomer sees the first message after at most ${MOST} requests, the worker's among them`, async () => {
  const stay = await ada.join('salon')
  await stay.send('said before')
  const context = await browser.newContext()
  const asked: string[] = []
  // Of the context: the worker's requests are told here too.
  context.on('request', (request: Request) => asked.push(new URL(request.url()).pathname))
  const page = await context.newPage()
  await page.goto(`${site.origin}/#/salon`)
  await page.getByTestId('message').getByText('said before').waitFor({ timeout: 60_000 })
  // A request that was made before the message was shown is known by now.
  await page.evaluate(() => undefined)
  expect(
    asked.some((path) => /\/network-\w+\.js$/.test(path)),
    asked.join(' '),
  ).toBe(true)
  expect(asked.length, asked.join(' ')).toBeLessThanOrEqual(MOST)
}, 120_000)
