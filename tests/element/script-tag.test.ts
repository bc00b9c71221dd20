/**
 * One script tag on a page that has nothing else: the built element, served by whoever serves the page, under the
 * strictest policy with which it works, over a real relay.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildElementBundle } from '../../tools/slim/element-bundle.ts'
import { launchChromium } from '../support/chromium.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 60_000 }
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

interface Site {
  readonly origin: string
  readonly close: () => void
}

let directory: string
let relay: RelayProcess
let site: Site
let browser: Browser
const problems: string[] = []
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ghost-chat-tag-'))
  const [started, launched] = await Promise.all([
    startRelay(),
    launchChromium(),
    buildElementBundle(directory),
  ])
  ;[relay, browser] = [started, launched]
  site = await servePage(directory, relay.url)
})
afterAll(async () => {
  site.close()
  await Promise.all([browser.close(), relay.kill()])
  await rm(directory, { recursive: true, force: true })
})

/** A page as somebody would write it, with a header that forbids all that the element does not need. */
async function servePage(files: string, relay: string): Promise<Site> {
  const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Somebody's page</title>
  <script type="module" src="/ghost-chat.js"></script>
  <h1>Somebody's page</h1>
  <ghost-chat space="my-app" room="lobby" relay="${relay}"></ghost-chat>
</html>`
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src ${relay} ${relay.replace('http', 'ws')}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ')
  const server = createServer(({ url = '/' }, response) => {
    response.setHeader('content-security-policy', policy)
    if (url === '/') {
      response.setHeader('content-type', 'text/html')
      response.end(page)
      return
    }
    readFile(join(files, basename(url))).then(
      (script) => response.setHeader('content-type', 'text/javascript').end(script),
      () => response.writeHead(url === '/favicon.ico' ? 204 : 404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A window of its own, which reports what goes wrong, and every request to anywhere else. */
async function visit(): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  context.setDefaultTimeout(SOON.timeout)
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(site.origin) && !url.startsWith(relay.url)) problems.push(`request to ${url}`)
  })
  context.on('weberror', (error) => problems.push(error.error().message))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
  const page = await context.newPage()
  await page.goto(site.origin)
  // Whoever signs in before the reader is there ends its connecting, which a browser calls a failed connection.
  await page.getByText('You’re reading.').first().waitFor()
  return page
}

/** Writes and sends; who has not said who they are does so as a guest, with one click. */
async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text)
  await page.getByTestId('composer').press('Enter')
}

test('two people on a page with nothing but the tag talk to each other, and the policy is kept', async () => {
  const [ada, ben] = await Promise.all([visit(), visit()])
  for (const [page, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ] as const) {
    await say(page, `hello from ${name}`)
    await page.getByTestId('name-input').fill(name)
    await page.getByTestId('join-button').click()
    await page.getByTestId('text').getByText(`hello from ${name}`).waitFor()
  }
  for (const page of [ada, ben]) {
    await expect
      .poll(() => page.getByTestId('text').allInnerTexts(), SOON)
      .toEqual(['hello from Ada', 'hello from Ben'])
    await expect.poll(() => page.getByTestId('online-count').innerText(), SOON).toContain('2')
  }
  await say(ben, 'and once more')
  await ada.getByTestId('text').getByText('and once more').waitFor()
  expect(problems).toEqual([])
})

test('it shows itself before the library and the network are here', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const held: (() => void)[] = []
  // Whatever is asked for by a script, and not by the page or by what it begins with.
  await page.route('**/{home,libp2p}-*.js', async (route) => {
    await new Promise<void>((resolve) => held.push(resolve))
    await route.continue()
  })
  await page.goto(site.origin)
  await page.getByTestId('composer').waitFor()
  await expect.poll(() => held.length, SOON).toBeGreaterThan(0)
  expect(await page.getByTestId('composer').isVisible()).toBe(true)
  for (const release of held) release()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await context.close()
})
