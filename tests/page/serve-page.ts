/** Serves a built page with the headers that belong to it. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { PAGE_POLICY } from '../../apps/web/policy.ts'

const HEADERS = {
  'content-security-policy': `${PAGE_POLICY}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** A page of the same origin with nothing on it. */
export const EMPTY_PAGE = '/empty'

export interface ServedPage {
  readonly origin: string
  close(): Promise<void>
}

export async function servePage(directory: string): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    // The browser asks for an icon of its own accord where a page names none.
    if (pathname === EMPTY_PAGE || pathname === '/favicon.ico') {
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/html' }).end()
      return
    }
    const path = pathname === '/' ? '/index.html' : pathname
    readFile(join(directory, path)).then(
      (bytes) => {
        response.writeHead(200, {
          ...HEADERS,
          'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        })
        response.end(bytes)
      },
      () => response.writeHead(404, HEADERS).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
