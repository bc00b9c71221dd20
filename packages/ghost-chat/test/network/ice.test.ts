import { describe, expect, it } from 'vitest'
import { ICE_LIMITS, mergeIceServers, parseIceServers } from '../../src/network/ice.ts'

const { servers, urls, urlLength, secretLength } = ICE_LIMITS
const stun = { urls: ['stun:relay.example:3478'] }
const turn = { urls: ['turn:relay.example'], username: '1900000000', credential: 'c2VjcmV0' }

describe('lists of STUN and TURN servers', () => {
  it.each([
    ['none', [], []],
    ['STUN', [stun], [stun]],
    ['the last port', [{ urls: ['stun:192.0.2.1:65535'] }], [{ urls: ['stun:192.0.2.1:65535'] }]],
    ['one URL that is no list', [{ urls: 'stuns:[2001:db8::1]' }], [{ urls: ['stuns:[2001:db8::1]'] }]],
    ['TURN', [{ ...turn, credentialType: 'password' }], [turn]],
    [
      'a transport',
      [{ ...turn, urls: ['turns:a.example:443?transport=tcp'] }],
      [{ ...turn, urls: ['turns:a.example:443?transport=tcp'] }],
    ],
  ])('[NW14] %s', (_what, given, parsed) => {
    expect(parseIceServers(given)).toEqual(parsed)
  })

  it.each([
    ['no list', stun],
    ['null', null],
    ['an entry that is none', ['stun:a.example']],
    ['no URLs', [{}]],
    ['an empty list of URLs', [{ urls: [] }]],
    ['a URL of another kind', [{ urls: ['https://a.example'] }]],
    ['a URL with a user', [{ urls: ['stun:me@a.example'] }]],
    ['a URL with a line break', [{ urls: ['stun:a.example\nturn:b'] }]],
    ['a URL without a host', [{ urls: ['stun:'] }]],
    ['a port that is none', [{ urls: ['stun:a.example:65536'] }]],
    ['port 0', [{ urls: ['stun:a.example:0'] }]],
    ['an address that is none', [{ urls: ['stun:[:::]'] }]],
    ['a transport for STUN', [{ urls: ['stun:a.example?transport=udp'] }]],
    ['another transport', [{ ...turn, urls: ['turn:a.example?transport=sctp'] }]],
    ['TURN without a password', [{ urls: turn.urls }]],
    ['TURN with an empty password', [{ ...turn, credential: '' }]],
    ['TURN with a name alone', [{ urls: turn.urls, username: 'x' }]],
    ['a password that is no text', [{ ...turn, credential: 1 }]],
  ])('[NW14] %s is refused as a whole', (_what, given) => {
    expect(parseIceServers(Array.isArray(given) ? [...given, stun] : given)).toBeNull()
  })

  it('[NW14] as many and as long as the limits say, and not one more', () => {
    const host = (length: number) => `stun:${'a'.repeat(length - 5)}`
    const counted = (count: number, of: number, length: number, secret: number): unknown =>
      Array.from({ length: count }, () => ({
        urls: Array.from({ length: of }, () => host(length)),
        username: 'u'.repeat(secret),
        credential: 'c'.repeat(secret),
      }))
    expect(parseIceServers(counted(servers, urls, urlLength, secretLength))).toHaveLength(servers)
    expect(parseIceServers(counted(servers + 1, 1, 20, 1))).toBeNull()
    expect(parseIceServers(counted(1, urls + 1, 20, 1))).toBeNull()
    expect(parseIceServers(counted(1, 1, urlLength + 1, 1))).toBeNull()
    expect(parseIceServers(counted(1, 1, 20, secretLength + 1))).toBeNull()
  })
})

describe('the servers of an app and of relays', () => {
  const named = (name: string, password = 'p') => ({
    urls: [`turn:${name}.example`],
    username: name,
    credential: password,
  })
  const many = (name: string, count: number) =>
    Array.from({ length: count }, (_, place) => named(`${name}${place}`))

  it('[NW14] are one list: the app’s first, then the first of each relay, then their second', () => {
    const merged = mergeIceServers(many('app', 2), [many('a', 1), [], many('b', 2)])
    expect(merged.map(({ username }) => username)).toEqual(['app0', 'app1', 'a0', 'b0', 'b1'])
    expect(mergeIceServers([], [])).toEqual([])
  })

  it('[NW14] are at most 8, and no relay takes all the places', () => {
    const merged = mergeIceServers(many('app', 2), [many('a', 8), many('b', 8)])
    expect(merged.map(({ username }) => username)).toEqual(
      ['app0', 'app1', 'a0', 'b0', 'a1', 'b1', 'a2', 'b2'].slice(0, servers),
    )
    expect(mergeIceServers(many('app', 8), [many('a', 8)])).toEqual(many('app', 8))
  })

  it('[NW14] name the same URLs once: the app’s password goes before a relay’s', () => {
    expect(
      mergeIceServers([named('x', 'app')], [[named('x', 'a')], [named('y', 'b')], [named('y', 'c')]]),
    ).toEqual([named('x', 'app'), named('y', 'b')])
  })
})
