import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRelay, type Relay } from '../src/index.ts'

let relay: Relay
const root = mkdtempSync(join(tmpdir(), 'ghost-relay-'))
const pages = join(root, 'pages')
beforeAll(async () => {
  mkdirSync(join(pages, 'deep'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'secret')
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(pages, 'app.js'), 'export {}')
  writeFileSync(join(pages, 'worker.js'), 'export {}')
  writeFileSync(join(pages, 'page.webmanifest'), '{}')
  writeFileSync(join(pages, 'icon.svg'), '<svg/>')
  writeFileSync(join(pages, 'icon.png'), 'png')
  writeFileSync(join(pages, 'empty.txt'), '')
  writeFileSync(join(pages, '.hidden'), 'secret')
  writeFileSync(join(pages, 'deep', 'a b.css'), 'a{}')
  symlinkSync(join(root, 'secret.txt'), join(pages, 'link.txt'))
  relay = await createRelay({ port: 0, pages })
})
afterAll(async () => {
  await relay.close()
  rmSync(root, { recursive: true })
})

/** Sends bytes as they are: `fetch` would tidy a path before it sends it. */
async function raw(request: string): Promise<string> {
  const socket = connect(relay.port, '127.0.0.1')
  socket.write(request)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer
}

describe('[NW4] the well-known document', () => {
  test('says how the relay is reached, by the name it was asked under', async () => {
    const before = Date.now()
    const response = await fetch(`${relay.url}/.well-known/ghost-chat.json`)
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const info = (await response.json()) as Record<string, unknown>
    expect(info).toEqual({
      version: 1,
      peerId: relay.peerId,
      addresses: [`/ip4/127.0.0.1/tcp/${relay.port}/ws/p2p/${relay.peerId}`],
      time: expect.any(Number),
      flood: { messages: 20, window: 30_000 },
    })
    expect(info['time']).toBeGreaterThanOrEqual(before)
    expect(info['time']).toBeLessThanOrEqual(Date.now())
  })

  test('names the TLS address to whoever came through a proxy', async () => {
    const headers = { 'x-forwarded-proto': 'https', connection: 'close' }
    const answer = await raw(
      `GET /.well-known/ghost-chat.json HTTP/1.1\r\nHost: relay.example\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    )
    expect(answer).toContain(`/dns4/relay.example/tcp/443/tls/ws/p2p/${relay.peerId}`)
  })

  test('falls back to where it listens when the Host header is nonsense', async () => {
    const answer = await raw(
      'GET /.well-known/ghost-chat.json HTTP/1.1\r\nHost: a/b"c\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toContain(`"/ip4/127.0.0.1/tcp/${relay.port}/ws/p2p/${relay.peerId}"`)
    expect(answer).not.toContain('a/b')
  })
})

test('the public URL goes before the Host header', async () => {
  const behind = await createRelay({ port: 0, publicUrl: 'https://relay.example' })
  const info = await (await fetch(`http://127.0.0.1:${behind.port}/.well-known/ghost-chat.json`)).json()
  await behind.close()
  expect(behind.url).toBe('https://relay.example')
  expect(info).toMatchObject({ addresses: [`/dns4/relay.example/tcp/443/tls/ws/p2p/${behind.peerId}`] })
})

test('/health counts and tells nothing else', async () => {
  const response = await fetch(`${relay.url}/health`)
  expect(await response.json()).toEqual({
    status: 'ok',
    uptime: expect.any(Number),
    connections: 0,
    topics: 0,
  })
})

describe('pages', () => {
  test('come with their type, a policy and a tag', async () => {
    const response = await fetch(`${relay.url}/`)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('page')
    const headers = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    const policy = headers['content-security-policy']
    for (const part of [
      "default-src 'self'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy).toContain(part)
    }
    const again = await fetch(`${relay.url}/`, { headers: { 'if-none-match': headers['etag'] ?? '' } })
    expect(again.status).toBe(304)
  })

  test.each([
    ['/app.js', 'text/javascript; charset=utf-8', 'export {}'],
    ['/deep/a%20b.css', 'text/css; charset=utf-8', 'a{}'],
    ['/empty.txt', 'text/plain; charset=utf-8', ''],
    ['/app.js?version=1', 'text/javascript; charset=utf-8', 'export {}'],
    ['/page.webmanifest', 'application/manifest+json; charset=utf-8', '{}'],
    ['/icon.svg', 'image/svg+xml', '<svg/>'],
    ['/icon.png', 'image/png', 'png'],
  ])('%s is %s', async (path, type, body) => {
    const response = await fetch(`${relay.url}${path}`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toBe(body)
  })

  test('a service worker may be one for everything beside it, and is asked for anew each time', async () => {
    const { headers } = await fetch(`${relay.url}/worker.js`)
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-cache')
    // What forbids a page everything else would forbid a worker, too: it fetches its own origin.
    expect(headers.get('content-security-policy')).toMatch(/default-src 'self'; connect-src 'self' /)
  })

  test('HEAD gives the head only', async () => {
    const response = await fetch(`${relay.url}/app.js`, { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('9')
    expect(await response.text()).toBe('')
  })

  test.each([
    '/../secret.txt',
    '/deep/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/deep\\..\\..\\secret.txt',
    '/..%5csecret.txt',
    '/link.txt',
    '/.hidden',
    '/index.html%00.png',
    '/%',
    '/deep',
    '/none.html',
    '//etc/passwd',
  ])('%s is not found', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).not.toContain('secret\n')
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not allowed', async (method) => {
    const response = await fetch(`${relay.url}/`, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })
})

test('a request whose target is no path is answered, not served', async () => {
  expect(await raw('GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 /,
  )
})

test('a wrong path shows the pages’ own 404.html to people, and is a line to scripts', async () => {
  const path = `${relay.url}/no/such/page`
  const html = { headers: { accept: 'text/html,*/*' } }
  const without = await fetch(path, html)
  expect([without.status, await without.text()]).toEqual([404, 'There is no such page.\n'])
  writeFileSync(join(pages, '404.html'), '<!doctype html><title>nowhere</title>')
  const shown = await fetch(path, html)
  expect([shown.status, shown.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(await shown.text()).toContain('nowhere')
  const head = await fetch(path, { ...html, method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([404, ''])
  const script = await fetch(path)
  expect([script.status, await script.text()]).toEqual([404, 'There is no such page.\n'])
})

test('a relay without pages has none', async () => {
  const bare = await createRelay({ port: 0 })
  const { status } = await fetch(`${bare.url}/`)
  await bare.close()
  expect(status).toBe(404)
})
