import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pageClockOffset } from '../../src/network/libp2p/page-time.ts'

const HOUR = 3_600_000
const NOBODY: ReadonlySet<string> = new Set()
const { signal } = new AbortController()

let server: Server
let headers: Readonly<Record<string, string>>
let asked: string[]
let place: { readonly hostname: string; readonly origin: string; readonly protocol: string }
beforeEach(async () => {
  headers = {}
  asked = []
  server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`)
    response.sendDate = false
    response.writeHead(200, headers).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  place = { hostname: '127.0.0.1', origin: `http://127.0.0.1:${port}`, protocol: 'http:' }
})
afterEach(() => {
  server.close()
})

const dateAt = (offset: number): string => new Date(Date.now() + offset).toUTCString()

test('[TM8] the server of the page tells the time to the second', async () => {
  for (const offset of [0, 3 * HOUR, -24 * HOUR]) {
    headers = { date: dateAt(offset) }
    const told = await pageClockOffset(NOBODY, signal, place)
    expect(Math.abs((told ?? Infinity) - offset)).toBeLessThan(2_000)
  }
  expect(asked).toEqual(Array<string>(3).fill('HEAD /'))
})

test('[TM8] what a cache kept counts as old as it is', async () => {
  headers = { date: dateAt(-HOUR), age: '3600' }
  expect(Math.abs((await pageClockOffset(NOBODY, signal, place)) ?? Infinity)).toBeLessThan(2_000)
})

test('[TM8] a server that is a relay’s own host, or no page’s, is no second opinion', async () => {
  headers = { date: dateAt(0) }
  expect(await pageClockOffset(new Set(['127.0.0.1']), signal, place)).toBeNull()
  expect(await pageClockOffset(NOBODY, signal, { ...place, protocol: 'file:' })).toBeNull()
  expect(await pageClockOffset(NOBODY, signal)).toBeNull()
  expect(asked).toEqual([])
})

test('[TM8] a server that does not say, or is not there, tells no time', async () => {
  expect(await pageClockOffset(NOBODY, signal, place)).toBeNull()
  headers = { date: 'soon' }
  expect(await pageClockOffset(NOBODY, signal, place)).toBeNull()
  server.close()
  server.closeAllConnections()
  expect(await pageClockOffset(NOBODY, signal, place)).toBeNull()
})
