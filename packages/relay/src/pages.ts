/**
 * Files below one directory, and nothing else.
 */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'

const TYPES: Readonly<Record<string, string>> = Object.freeze({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
})

interface Page {
  readonly path: string
  readonly type: string
  readonly size: number
  readonly tag: string
}

/**
 * Serves one request for a file.
 *
 * @param root the directory, as `realpath` gives it
 * @returns false if there is no such file
 */
export async function servePage(
  root: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const page = await findPage(root, pathname)
  if (page === null) return false
  // Asked again each time and answered by the tag: a page that was replaced shows at once.
  response.setHeader('Cache-Control', 'no-cache')
  response.setHeader('ETag', page.tag)
  if (isKnown(request.headers['if-none-match'], page.tag)) {
    response.writeHead(304).end()
    return true
  }
  response.writeHead(200, { 'Content-Type': page.type, 'Content-Length': page.size })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(page.path, { end: Math.max(0, page.size - 1) }), response)
  return true
}

/** What a person is shown where there is no page, as static hosts call it. */
const NOT_FOUND = '/404.html'

/**
 * Answers with the directory's own page for what is not there. Only to who asks for a page: a script that asks for a
 * file is told in a line.
 *
 * @param root the directory, as `realpath` gives it
 * @returns false if there is no such page, or none was asked for
 */
export async function serveNotFound(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (request.headers.accept?.includes('text/html') !== true) return false
  const page = await findPage(root, NOT_FOUND)
  if (page === null) return false
  response.setHeader('Cache-Control', 'no-cache')
  response.writeHead(404, { 'Content-Type': page.type, 'Content-Length': page.size })
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(page.path, { end: Math.max(0, page.size - 1) }), response)
  return true
}

async function findPage(root: string, pathname: string): Promise<Page | null> {
  const segments = decodedSegments(pathname)
  if (segments === null) return null
  for (const path of [join(root, ...segments), join(root, ...segments, 'index.html')]) {
    const real = await realpath(path).catch(() => null)
    // What a link inside the directory points to must lie inside, too.
    if (real === null || !(real === root || real.startsWith(root + sep))) continue
    const found = await stat(real).catch(() => null)
    if (found?.isFile() !== true) continue
    const type = TYPES[extname(real).toLowerCase()] ?? 'application/octet-stream'
    const tag = `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`
    return { path: real, type, size: found.size, tag }
  }
  return null
}

/** The names in a path, or `null` if one could lead out of the directory or to something hidden. */
function decodedSegments(pathname: string): string[] | null {
  const segments: string[] = []
  for (const part of pathname.split('/')) {
    if (part === '') continue
    const name = decode(part)
    if (name === null || name.startsWith('.') || /[/\\\0]/.test(name)) return null
    segments.push(name)
  }
  return segments
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}

function isKnown(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) === true
}
