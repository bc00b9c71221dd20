import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  clockOffset,
  fetchRelayInfo,
  parseRelayInfo,
  WELL_KNOWN_LIMITS,
} from '../../src/network/libp2p/well-known.ts'

const PEER = '12D3KooWPN7GziczR9ohZqWz3tn8rM7EfNSL5hny8Foa3LVD5tTD'
const OTHER = '12D3KooWGBjyJFFZk5QZ8T65di8NSB9usLkLHKh3dRUXcUsVfbnp'
const ADDRESS = `/ip4/127.0.0.1/tcp/8080/ws/p2p/${PEER}`
const GOOD = { version: 1, peerId: PEER, addresses: [ADDRESS], time: 1_800_000_000_000 }

function parse(changes: object): ReturnType<typeof parseRelayInfo> {
  return parseRelayInfo(JSON.stringify({ ...GOOD, ...changes }))
}

describe('[NW4] what a relay says of itself', () => {
  test('is taken when it is in form', () => {
    const info = parse({ more: 'of a later version' })
    expect(info?.addresses.map(String)).toEqual([ADDRESS])
    expect(info).toMatchObject({ peerId: PEER, time: GOOD.time })
    expect(Object.isFrozen(info)).toBe(true)
  })

  test.each([
    [{ messages: 1, window: 1 }],
    [{ messages: 20, window: 30_000 }],
    [{ messages: 1_000_000, window: 3_600_000 }],
  ])('[NW8] may have the flood rule %j', (flood) => {
    expect(parse({ flood: { ...flood, more: 'of a later version' } })?.flood).toEqual(flood)
  })

  test('[NW8] need not have a flood rule', () => {
    expect(parse({})?.flood).toBeNull()
  })

  test.each([
    null,
    false,
    20,
    '20/30',
    [],
    {},
    { messages: 20 },
    { window: 30_000 },
    { messages: 0, window: 1 },
    { messages: 1_000_001, window: 1 },
    { messages: 1, window: 0 },
    { messages: 1, window: 3_600_001 },
    { messages: 1.5, window: 1 },
    { messages: '20', window: 30_000 },
  ])('[NW8] is refused with the flood rule %j', (flood) => {
    expect(parse({ flood })).toBeNull()
  })

  test('[NW14] may name STUN and TURN servers', () => {
    const iceServers = [
      { urls: ['stun:a.example'] },
      { urls: ['turn:a.example'], username: '1800003600:x', credential: 'y' },
    ]
    expect(parse({ iceServers })?.iceServers).toEqual(iceServers)
    expect(parse({})?.iceServers).toEqual([])
  })

  test.each([
    null,
    'stun:a.example',
    {},
    [{}],
    [{ urls: ['http://a.example'] }],
    [{ urls: ['turn:a.example'] }],
    Array.from({ length: 9 }, () => ({ urls: ['stun:a.example'] })),
  ])('[NW14] is as good as without servers where they are %j', (iceServers) => {
    expect(parse({ iceServers })).toMatchObject({ peerId: PEER, iceServers: [] })
  })

  test('has 1 to 16 addresses', () => {
    expect(parse({ addresses: [] })).toBeNull()
    expect(parse({ addresses: Array.from({ length: 16 }, () => ADDRESS) })).not.toBeNull()
    expect(parse({ addresses: Array.from({ length: 17 }, () => ADDRESS) })).toBeNull()
  })

  test.each([
    { version: 2 },
    { version: '1' },
    { peerId: 'nobody' },
    { peerId: 7 },
    { peerId: OTHER },
    { time: '0' },
    { time: null },
    { time: -1 },
    { time: 1e16 },
    { addresses: ADDRESS },
    { addresses: [7] },
    { addresses: ['/ip4/127.0.0.1/tcp/8080/ws'] },
    { addresses: [`/ip4/127.0.0.1/tcp/8080/ws/p2p/${OTHER}`] },
    { addresses: [`/ip4/127.0.0.1/tcp/8080/p2p/${PEER}`] },
    { addresses: [`/ip4/127.0.0.1/tcp/1/ws/p2p/${OTHER}/p2p-circuit/p2p/${PEER}`] },
    { addresses: [ADDRESS, 'nonsense'] },
    { addresses: [`/dns4/${'a'.repeat(500)}/tcp/1/ws/p2p/${PEER}`] },
  ])('is refused with %j', (changes) => {
    expect(parse(changes)).toBeNull()
  })

  test.each(['', 'null', '[]', '7', '{', '"text"'])('is refused as %s', (text) => {
    expect(parseRelayInfo(text)).toBeNull()
  })
})

describe('asking a relay', () => {
  let server: Server
  let url: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/good') response.end(JSON.stringify({ ...GOOD, time: Date.now() + 5_000 }))
      else if (request.url === '/huge') {
        // No length is announced, and it never ends by itself.
        const more = (): void => {
          while (!response.destroyed && response.write(' '.repeat(1_024)));
          response.once('drain', more)
        }
        more()
      } else if (request.url === '/exact') response.end(JSON.stringify(GOOD).padEnd(WELL_KNOWN_LIMITS.bytes))
      else if (request.url === '/over') response.end(JSON.stringify(GOOD).padEnd(WELL_KNOWN_LIMITS.bytes + 1))
      else if (request.url !== '/silent') response.writeHead(404).end(JSON.stringify(GOOD))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const signal = new AbortController().signal

  test('tells how far the clocks are apart', async () => {
    const { offset } = await fetchRelayInfo(`${url}/good`, signal)
    expect(Math.abs(offset - 5_000)).toBeLessThan(500)
  })

  test('takes 64 KiB and not a byte more', async () => {
    await expect(fetchRelayInfo(`${url}/exact`, signal)).resolves.toMatchObject({ peerId: PEER })
    await expect(fetchRelayInfo(`${url}/over`, signal)).rejects.toThrow('too much')
    await expect(fetchRelayInfo(`${url}/huge`, signal)).rejects.toThrow('too much')
  })

  test('does not believe an error page, and stops when told to', async () => {
    await expect(fetchRelayInfo(`${url}/missing`, signal)).rejects.toThrow('404')
    await expect(fetchRelayInfo(`${url}/silent`, AbortSignal.timeout(50))).rejects.toThrow()
  })
})

describe('the clock’s offset', () => {
  test('[TM1] is nothing while the clocks may agree', () => {
    expect(clockOffset(1_000_000, 1_000_000, 0)).toBe(0)
    // The relay wrote its time at the beginning of the round trip, in the middle, or at its end.
    for (const since of [0, 50, 100]) expect(clockOffset(1_000_000 - since, 1_000_000, 100)).toBe(0)
  })

  test('[TM1] is right within half the round trip where they cannot', () => {
    for (const by of [-600_000, -200, 200, 600_000]) {
      for (const since of [0, 50, 100]) {
        const offset = clockOffset(1_000_000 + by - since, 1_000_000, 100)
        expect(Math.abs(offset - by)).toBeLessThanOrEqual(51)
      }
    }
  })
})
