/** Serves a built page as a static host does, compressed, and counts what it is asked for. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
}
const COMPRESSED = new Set(['.html', '.js', '.css', '.svg', '.webmanifest'])

export interface Asked {
  /** Of the epoch, as `Date.now()`. */
  readonly at: number
  readonly path: string
  /** Of the answer's body; none where the browser had it. */
  readonly bytes: number
}

export interface Host {
  readonly origin: string
  /** What it was asked for since this was last called. */
  readonly asked: () => Asked[]
  readonly close: () => void
}

export async function serve(directory: string): Promise<Host> {
  const files = new Map<string, { body: Buffer; tag: string; type: string; isCompressed: boolean }>()
  for (const name of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue
    const full = join(name.parentPath, name.name)
    const bytes = await readFile(full)
    const extension = extname(name.name)
    const isCompressed = COMPRESSED.has(extension)
    files.set(full.slice(directory.length), {
      body: isCompressed ? gzipSync(bytes, { level: 9 }) : bytes,
      tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
      type: TYPES[extension] ?? 'application/octet-stream',
      isCompressed,
    })
  }
  let log: Asked[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page')
    const path = pathname === '/' ? '/index.html' : pathname
    const file = files.get(path)
    const isKnown = file !== undefined && request.headers['if-none-match'] === file.tag
    log.push({ at: Date.now(), path, bytes: file === undefined || isKnown ? 0 : file.body.length })
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    const { body, tag, type, isCompressed } = file
    // As a relay serves it: asked again each time, answered by the tag.
    response.setHeader('cache-control', 'no-cache').setHeader('etag', tag)
    if (isKnown) {
      response.writeHead(304).end()
      return
    }
    response.setHeader('content-type', type).setHeader('content-length', body.length)
    if (isCompressed) response.setHeader('content-encoding', 'gzip')
    response.writeHead(200).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked() {
      const before = log
      log = []
      return before
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
