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
const urls = new Set(FILES.map((file) => new URL(file, scope).href))

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll())
})

// The worker before this one goes on until its last page is closed, since those pages may still need its files.
self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  if (request.mode === 'navigate') {
    // Other pages may lie below this one.
    if (PAGES.has(withoutMore(request.url))) event.respondWith(pageOf(request))
  } else if (urls.has(withoutMore(request.url))) event.respondWith(fileOf(request))
})

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE)
  // The page has a name without a hash, so it is asked for anew.
  await cache.add(new Request(scope, { cache: 'reload' }))
  await cache.addAll([...urls])
}

async function forgetOthers(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(names.map((name) => caches.delete(name)))
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
  const cache = await caches.open(CACHE)
  return (await cache.match(withoutMore(request.url))) ?? fetch(request)
}

function withoutMore(address: string): string {
  const url = new URL(address)
  url.search = ''
  url.hash = ''
  return url.href
}
