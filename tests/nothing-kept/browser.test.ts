/** A real page in a real Chromium: what a chat leaves in the browser's storage, and on the disk once it is closed. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPage, type PageProcess } from '../e2e/page-process.ts'
import { CHROMIUM } from '../support/chromium.ts'
import { findMarkers, marker } from './needles.ts'

const room = marker()
const names = { ada: marker(), ben: marker() }
const texts = { first: marker(), reply: marker(), unsent: marker() }
/** Put into every kind of storage by the test itself, so that the search is known to find what is there. */
const control = marker()

let server: PageProcess
let folder: string
let context: BrowserContext
let ada: Page
let ben: Page
beforeAll(async () => {
  ;[server, folder] = await Promise.all([startPage(), mkdtemp(join(tmpdir(), 'ghost-chat-nothing-kept-'))])
  context = await chromium.launchPersistentContext(folder, { ...CHROMIUM, reducedMotion: 'reduce' })
  context.setDefaultTimeout(20_000)
  ada = await enter()
  ben = await enter()
  await say(ada, texts.first)
  await signIn(ada, names.ada)
  await message(ben, texts.first).hover()
  await message(ben, texts.first).getByTestId('reply-button').click()
  await say(ben, texts.reply)
  await signIn(ben, names.ben)
  await message(ada, texts.reply).waitFor()
  await ada.getByTestId('composer').fill(texts.unsent)
})
afterAll(async () => {
  await context.close()
  await server.kill()
  await rm(folder, { recursive: true, force: true })
})

const message = (page: Page, text: string): ReturnType<Page['getByTestId']> =>
  page.getByTestId('message').filter({ has: page.locator('.said').getByText(text, { exact: true }) })

async function enter(): Promise<Page> {
  const page = await context.newPage()
  await page.goto(server.url)
  await page.getByTestId('room-input').fill(room)
  await page.getByTestId('join-button').click()
  await page.getByTestId('connection').getByText('Connected').waitFor()
  return page
}

/** Asked with the first message. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.getByTestId('name-input').fill(name)
  await page.getByTestId('join-button').click()
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text)
  await page.getByTestId('send-button').click()
}

/** All that a page can keep, as text. Runs in the page. */
async function stored(): Promise<string> {
  const rows = async <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => {
        resolve(request.result)
      }
      request.onerror = () => {
        reject(request.error ?? new Error('no reason given'))
      }
    })
  const databases: unknown[] = []
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await rows(indexedDB.open(name))
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store)
      databases.push([name, store, await rows(objects.getAllKeys()), await rows(objects.getAll())])
    }
    database.close()
  }
  const cached: unknown[] = []
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys())
      cached.push([name, request.url, await (await cache.match(request))?.text()])
  }
  const files: string[] = []
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name)
  return JSON.stringify({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases,
    cached,
    files,
    cookies: document.cookie,
    window: window.name,
    history: [history.length, history.state, location.href],
    registrations: (await navigator.serviceWorker.getRegistrations()).length,
  })
}

/** What makes the guest of a tab: 43 characters. */
async function guestSecret(page: Page): Promise<string> {
  const values = await page.evaluate(() =>
    Object.keys(sessionStorage).flatMap((key) =>
      key.startsWith('ghost-chat-guest ') ? [sessionStorage.getItem(key) ?? ''] : [],
    ),
  )
  expect(values).toHaveLength(1)
  expect(values[0]).toMatch(/^[\w-]{43} /)
  return values[0]?.slice(0, 43) ?? ''
}

const holds = (value: unknown, text: string): boolean => JSON.stringify(value).includes(text)

/** Keeps a text in every way that `stored` looks at. Runs in the page. */
async function keepEverywhere(text: string): Promise<void> {
  localStorage.setItem('local', text)
  sessionStorage.setItem('session', text)
  document.cookie = `cookie=${text}; max-age=1000`
  window.name = text
  history.replaceState({ state: text }, '')
  await (await caches.open('cache')).put('/kept', new Response(text))
  await (await navigator.storage.getDirectory()).getFileHandle(text, { create: true })
  const opening = indexedDB.open('database')
  opening.onupgradeneeded = () => opening.result.createObjectStore('store')
  await new Promise((resolve) => (opening.onsuccess = resolve))
  const writing = opening.result.transaction('store', 'readwrite', { durability: 'strict' })
  writing.objectStore('store').put(text, 'key')
  await new Promise((resolve) => (writing.oncomplete = resolve))
  opening.result.close()
}

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** The markers on the disk, each with the files it is in. */
async function kept(markers: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of await filesUnder(folder))
    found.push(...findMarkers(await readFile(path), markers).map((what) => `${what} in ${path}`))
  return found
}

describe('a chat in a browser', () => {
  test('no word of it is in any storage of the page', async () => {
    for (const page of [ada, ben]) {
      // The worker, which keeps the page's own files, has had its chance.
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready
      })
      const text = await page.evaluate(stored)
      expect(findMarkers(Buffer.from(text), Object.values(texts))).toEqual([])
      const { cached, registrations } = JSON.parse(text) as { cached: unknown[]; registrations: number }
      expect(registrations).toBe(1)
      expect(cached.length).toBeGreaterThan(10)
      // The room is in the address, as it must be for a link to lead there, and a tab knows its person's name.
      expect(text).toContain(room)
    }
  })

  test('a guest’s key is in the storage of their own tab, and in no other', async () => {
    const secrets = await Promise.all([ada, ben].map(guestSecret))
    expect(new Set(secrets).size).toBe(2)
    for (const [index, page] of [ada, ben].entries()) {
      const all = JSON.parse(await page.evaluate(stored)) as Record<string, unknown>
      const holding = Object.keys(all).filter((key) => secrets.some((secret) => holds(all[key], secret)))
      expect(holding).toEqual(['session'])
      expect(holds(all['session'], secrets[1 - index] ?? '')).toBe(false)
    }
    const other = await context.newPage()
    await other.goto(server.url)
    expect(await other.evaluate(() => Object.keys(sessionStorage))).toEqual([])
    await other.close()
  })

  test('what the page does keep is found', async () => {
    const other = await context.newPage()
    await other.goto(server.url)
    await other.evaluate(keepEverywhere, control)
    const all = JSON.parse(await other.evaluate(stored)) as Record<string, unknown>
    const holding = Object.keys(all).filter((key) => JSON.stringify(all[key]).includes(control))
    expect(holding.sort()).toEqual(
      ['local', 'session', 'databases', 'cached', 'files', 'cookies', 'window', 'history'].sort(),
    )
  })

  test('no word of it is on the disk once the browser is closed, not even what was never sent; and what was kept is', async () => {
    const secrets = await Promise.all([ada, ben].map(guestSecret))
    await context.close()
    expect((await filesUnder(folder)).length).toBeGreaterThan(20)
    expect(await kept(Object.values(texts))).toEqual([])
    // The browser writes a tab's storage to the disk while the tab is open.
    const elsewhere = (await kept(secrets)).filter((place) => !place.includes('/Session Storage/'))
    expect(elsewhere).toEqual([])
    const places = (await kept([control])).join('\n')
    expect(places).toMatch(/Local Storage/)
    expect(places).toMatch(/IndexedDB/)
    // The history holds the address, and so the room, as for every other page.
    expect((await kept([room])).join('\n')).toMatch(/History/)
  })
})
