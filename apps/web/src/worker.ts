/**
 * The service worker: keeps the page's own files, so that the page opens without a network, and nothing else. What
 * people write never comes by here: it goes over websockets and direct links, which no worker sees.
 *
 * The page itself is asked from the network first, so a new version shows as soon as it is served. Everything else
 * carries a hash of its content in its name: what is kept is right for ever, and goes with the version that had it.
 */

/** Written in by the build: what a version consists of, and its name. */
declare const FILES: readonly string[]
declare const VERSION: string

/** The part of the standard that is used here; the compiler's own would not go together with that of pages. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface WorkerScope {
  readonly registration: { readonly scope: string }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void
}
declare const self: WorkerScope

/** Others may keep things on this origin, too. */
const PREFIX = 'ghost-chat-page-'
const CACHE = PREFIX + VERSION
/** How long a network that says nothing is waited for. */
const PATIENCE_MS = 4_000

const { scope } = self.registration
const PAGES = new Set([scope, new URL('index.html', scope).href])
const ASSETS = new URL('assets/', scope).href

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldest())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const url = withoutMore(request.url)
  if (request.mode === 'navigate') {
    // Other pages may lie below this one.
    if (PAGES.has(url)) event.respondWith(pageOf(request))
  } else if (url.startsWith(ASSETS)) event.respondWith(fileOf(request))
})

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE)
  // The page has a name without a hash, so it is asked for anew.
  await cache.add(new Request(scope, { cache: 'reload' }))
  // These carry hashes: what the browser has of them, because the page uses it, is not fetched a second time.
  await cache.addAll(FILES.map((file) => new Request(new URL(file, scope), { cache: 'force-cache' })))
}

/** The version before this one stays: pages of it may be open, and load what they have not yet. */
async function forgetOldest(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
}

/** As it is served now, or else as it was. */
async function pageOf(request: Request): Promise<Response> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    const answer = await fetch(request, { signal: patience.signal })
    return answer.status < 500 ? answer : ((await keptPage()) ?? answer)
  } catch (error) {
    const page = await keptPage()
    if (page === undefined) throw error
    return page
  } finally {
    clearTimeout(timer)
  }
}

async function keptPage(): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(scope)
}

async function fileOf(request: Request): Promise<Response> {
  return (await caches.match(withoutMore(request.url))) ?? fetch(request)
}

function withoutMore(address: string): string {
  const url = new URL(address)
  url.search = ''
  url.hash = ''
  return url.href
}
