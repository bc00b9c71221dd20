/** Serves a built page with the headers that belong to it. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { PAGE_POLICY } from '../../apps/web/policy.ts'

const HEADERS = {
  // As a relay serves it: asked again each time.
  'cache-control': 'no-cache',
  'content-security-policy': `${PAGE_POLICY}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
}

/** A page of the same origin with nothing on it. */
export const EMPTY_PAGE = '/empty'

/** How a server may behave otherwise. */
export type Mood = 'well' | 'broken' | 'silent'

export interface ServedPage {
  readonly origin: string
  readonly port: number
  /** What is served from now on, and how. */
  show(directory: string, mood?: Mood): void
  close(): Promise<void>
}

/** On any free port unless one is given. */
export async function servePage(directory: string, on = 0): Promise<ServedPage> {
  let [served, mood]: [string, Mood] = [directory, 'well']
  const server = createServer((request, response) => {
    if (mood === 'silent') return
    if (mood === 'broken') {
      response.writeHead(503, HEADERS).end()
      return
    }
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    // The browser asks for an icon of its own accord where a page names none.
    if (pathname === EMPTY_PAGE || pathname === '/favicon.ico') {
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/html' }).end()
      return
    }
    const path = pathname === '/' ? '/index.html' : pathname
    readFile(join(served, path)).then(
      (bytes) => {
        response.writeHead(200, {
          ...HEADERS,
          'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        })
        response.end(bytes)
      },
      // As static hosts do.
      () =>
        readFile(join(served, '404.html')).then(
          (bytes) => response.writeHead(404, { ...HEADERS, 'content-type': TYPES['.html'] }).end(bytes),
          () => response.writeHead(404, HEADERS).end(),
        ),
    )
  })
  await new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    show(directory, how = 'well') {
      ;[served, mood] = [directory, how]
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
