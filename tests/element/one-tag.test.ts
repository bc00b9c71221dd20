/** One script tag: what a page without a bundler is given, on a server of nothing but files. */
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildElementBundle, type ElementBundle } from '../../tools/element-bundle.ts'
import { launchChromium } from '../support/chromium.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'

vi.setConfig({ testTimeout: 60_000 })

const SCRIPT = 'ghost-chat-element.js'
/** Of the script with what it needs to show itself, as a server sends it. */
const MOST_FIRST_BYTES = 48_000

let dir: string
let bundle: ElementBundle
let server: Server
let browser: Browser
let relay: RelayProcess
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ghost-chat-element-'))
  ;[bundle, browser, relay] = await Promise.all([buildElementBundle(dir), launchChromium(), startRelay()])
  server = createServer((request, response) => {
    const name = basename(request.url ?? '')
    if (name === '' || name === 'favicon.ico') {
      const page = `<!doctype html><title>A page</title><script type="module" src="/${SCRIPT}"></script>
        <ghost-chat space="tag" room="one" relay="${relay.url}" guest></ghost-chat>`
      response.writeHead(200, { 'content-type': 'text/html' }).end(page)
      return
    }
    readFile(join(dir, name)).then(
      (file) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(file),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
  await relay.kill()
  await rm(dir, { recursive: true, force: true })
})

it('joins a room and sends, with nothing from anywhere but the page and the relay', async () => {
  const page = await browser.newPage()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith(relay.url))
      elsewhere.push(request.url())
  })
  await page.goto(origin)
  await page.getByTestId('connection').getByText('Connected').waitFor()
  await page.getByTestId('composer').fill('hello')
  await page.getByTestId('composer').press('Enter')
  await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
  expect(elsewhere).toEqual([])
})

it('is shown by a small script, without the network’s code', async () => {
  const needed = new Set<string>()
  const take = async (name: string): Promise<number> => {
    if (needed.has(name)) return 0
    needed.add(name)
    const text = await readFile(join(dir, name), 'utf8')
    let bytes = gzipSync(text).length
    for (const [, next = ''] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) bytes += await take(next)
    return bytes
  }
  const first = await take(SCRIPT)
  expect(bundle.files.size).toBeGreaterThan(needed.size)
  expect(first).toBeLessThan(MOST_FIRST_BYTES)
  expect(first).toBeGreaterThan(10_000)
})
