// Keys that a browser keeps, in a real one.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forgetStoredKey, openSpace, storedKey } from 'ghost-chat'
import { MemoryHub } from 'ghost-chat/network/memory'
import { launchChromium } from '../support/chromium.ts'

// What the page runs: the library's own functions, and nothing of the network.
const SCRIPT = `
  import { forgetStoredKey, openSpace, storedKey } from 'ghost-chat'
  import { MemoryHub } from 'ghost-chat/network/memory'
  globalThis.didIn = async (space, name) => {
    const identity = storedKey(name === undefined ? {} : { name })
    const opened = await openSpace(space, { identity, network: new MemoryHub().network() })
    const did = opened.did
    await opened.close()
    return did
  }
  globalThis.talk = async (space) => {
    const hub = new MemoryHub()
    const opened = await openSpace(space, { identity: storedKey(), network: hub.network() })
    let done = false
    const joining = opened.joinChat('lobby').then(() => { done = true })
    await hub.settle(() => done)
    await joining
    return 'joined'
  }
  globalThis.forget = forgetStoredKey
  globalThis.code = (promise) => promise.then(() => 'none', (error) => error.code)
`

type InPage = typeof globalThis & {
  didIn: (space: string, name?: string) => Promise<string>
  talk: (space: string) => Promise<string>
  forget: (space: string) => Promise<void>
  code: (promise: Promise<unknown>) => Promise<string>
}

let browser: Browser
let server: Server
let origin: string

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['ghost-chat-source'],
    // Loaded only where no network is given.
    external: ['*/libp2p/index.ts'],
    write: false,
  })
  const script = outputFiles[0]?.text ?? ''
  server = createServer((request, response) => {
    const isScript = request.url === '/script.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
    response.end(isScript ? script : '<!doctype html><script type="module" src="/script.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

/** A page of a browser profile that nobody used before. */
async function freshPage(): Promise<Page> {
  const context = await browser.newContext()
  return visit(await context.newPage())
}

async function visit(page: Page): Promise<Page> {
  await page.goto(origin)
  await page.waitForFunction(() => 'code' in globalThis, null, { timeout: 10_000 })
  return page
}

const didIn = (page: Page, space: string, name?: string): Promise<string> =>
  page.evaluate(([space, name]) => (globalThis as InPage).didIn(space, name), [space, name] as const)

it('[ID8] the DID is the same after a reload, and another in every space and under every name', async () => {
  const page = await freshPage()
  const first = await didIn(page, 'my-dapp')
  expect(first).toMatch(/^did:key:z6Mk/)
  const others = [await didIn(page, 'other'), await didIn(page, 'my-dapp', 'second')]
  expect(new Set([first, ...others]).size).toBe(3)
  await page.reload()
  await visit(page)
  expect(await didIn(page, 'my-dapp')).toBe(first)
  expect([await didIn(page, 'other'), await didIn(page, 'my-dapp', 'second')]).toEqual(others)
  await page.context().close()
})

it('[ID8] the key that is kept signs, and cannot be taken out', async () => {
  const page = await freshPage()
  expect(await page.evaluate(() => (globalThis as InPage).talk('my-dapp'))).toBe('joined')
  const kept = await page.evaluate(async () => {
    const request = indexedDB.open('ghost-chat')
    await new Promise((resolve) => (request.onsuccess = resolve))
    const all = request.result.transaction('keys').objectStore('keys').getAll()
    await new Promise((resolve) => (all.onsuccess = resolve))
    const [keys] = all.result as { privateKey: CryptoKey }[]
    if (keys === undefined) return null
    const exports = await Promise.all(
      (['pkcs8', 'jwk'] as const).map((format) =>
        crypto.subtle.exportKey(format, keys.privateKey).then(
          () => 'exported',
          (error: unknown) => (error as DOMException).name,
        ),
      ),
    )
    return { count: all.result.length, extractable: keys.privateKey.extractable, exports }
  })
  const refused = 'InvalidAccessError'
  expect(kept).toEqual({ count: 1, extractable: false, exports: [refused, refused] })
  await page.context().close()
})

it('two tabs that come first at the same time get one DID', async () => {
  const one = await freshPage()
  const two = await visit(await one.context().newPage())
  const spaces = Array.from({ length: 10 }, (_, i) => `space ${i}`)
  const both = await Promise.all(
    [one, two].map((page) => Promise.all(spaces.map((space) => didIn(page, space)))),
  )
  expect(both[0]).toEqual(both[1])
  expect(new Set(both[0]).size).toBe(10)
  await one.context().close()
})

it('a key that was forgotten is gone; forgetting none is fine', async () => {
  const page = await freshPage()
  const first = await didIn(page, 'my-dapp')
  const other = await didIn(page, 'other')
  await page.evaluate(() => (globalThis as InPage).forget('my-dapp'))
  await page.evaluate(() => (globalThis as InPage).forget('never seen'))
  expect(await didIn(page, 'my-dapp')).not.toBe(first)
  expect(await didIn(page, 'other')).toBe(other)
  await page.context().close()
})

it('what another script put there is not taken for a key', async () => {
  const page = await freshPage()
  await didIn(page, 'other')
  const code = await page.evaluate(async () => {
    const request = indexedDB.open('ghost-chat')
    await new Promise((resolve) => (request.onsuccess = resolve))
    const transaction = request.result.transaction('keys', 'readwrite')
    const { privateKey, publicKey } = await new Promise<Record<string, unknown>>((resolve) => {
      const all = transaction.objectStore('keys').getAll()
      all.onsuccess = () => {
        resolve((all.result as Record<string, unknown>[])[0] ?? {})
      }
    })
    transaction
      .objectStore('keys')
      .put({ privateKey: publicKey, publicKey: privateKey }, ['default', 'my-dapp'])
    await new Promise((resolve) => (transaction.oncomplete = resolve))
    const { code, didIn } = globalThis as InPage
    return code(didIn('my-dapp'))
  })
  expect(code).toBe('ERR_IDENTITY_STORE')
  await page.context().close()
})

it.each(['indexedDB', 'Ed25519'])('a browser without %s says that it cannot keep a key', async (what) => {
  const page = await freshPage()
  const code = await page.evaluate((what) => {
    if (what === 'indexedDB') Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
    else {
      const refuse = (): Promise<never> =>
        Promise.reject(new DOMException('Unrecognized', 'NotSupportedError'))
      Object.defineProperty(crypto.subtle, 'generateKey', { value: refuse })
    }
    const { code, didIn } = globalThis as InPage
    return code(didIn('my-dapp'))
  }, what)
  expect(code).toBe('ERR_IDENTITY_STORE')
  await page.context().close()
})

it('Node has no place to keep a key, and says so', async () => {
  const network = new MemoryHub().network()
  const opening = openSpace('my-dapp', { identity: storedKey(), network })
  await expect(opening).rejects.toMatchObject({ code: 'ERR_IDENTITY_STORE' })
  await expect(forgetStoredKey('my-dapp')).rejects.toMatchObject({ code: 'ERR_IDENTITY_STORE' })
  await expect(forgetStoredKey('')).rejects.toMatchObject({ code: 'ERR_NAME_INVALID' })
})
