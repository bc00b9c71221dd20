import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, test } from 'vitest'
import {
  inmostOf,
  isWithinReach,
  parseAddress,
  parseVia,
  scopeOf,
} from '../../../src/network/libp2p/discovery/addresses.ts'
import { discoverySettings } from '../../../src/network/libp2p/discovery/options.ts'

const PEER = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const at = (text: string) => scopeOf(multiaddr(text))

describe('[FD4] how far inside an address is', () => {
  test.each([
    ['/ip4/8.8.8.8/tcp/1/ws', 'public'],
    ['/ip4/172.15.0.1/tcp/1/ws', 'public'],
    ['/ip4/172.32.0.1/tcp/1/ws', 'public'],
    ['/dns4/relay.example/tcp/443/tls/ws', 'public'],
    ['/ip6/2606:4700::1111/tcp/1/ws', 'public'],
    ['/ip4/10.1.2.3/tcp/1/ws', 'private'],
    ['/ip4/172.16.0.1/tcp/1/ws', 'private'],
    ['/ip4/172.31.255.1/tcp/1/ws', 'private'],
    ['/ip4/192.168.1.1/tcp/1/ws', 'private'],
    ['/ip4/169.254.169.254/tcp/1/ws', 'private'],
    ['/ip4/100.64.0.1/tcp/1/ws', 'private'],
    ['/ip6/fd00::1/tcp/1/ws', 'private'],
    ['/ip6/fe80::1/tcp/1/ws', 'private'],
    ['/dns4/printer.local/tcp/80/ws', 'private'],
    ['/dns4/router/tcp/80/ws', 'private'],
    ['/ip4/127.0.0.1/tcp/1/ws', 'loopback'],
    ['/ip4/127.9.9.9/tcp/1/ws', 'loopback'],
    ['/ip4/0.0.0.0/tcp/1/ws', 'loopback'],
    ['/ip4/224.0.0.1/tcp/1/ws', 'loopback'],
    ['/ip6/::1/tcp/1/ws', 'loopback'],
    ['/ip6/::/tcp/1/ws', 'loopback'],
    ['/ip6/2002:7f00:1::/tcp/1/ws', 'loopback'],
    ['/dns4/localhost/tcp/1/ws', 'loopback'],
    ['/dns4/a.localhost/tcp/1/ws', 'loopback'],
    ['/unix/tmp%2Fsocket', 'loopback'],
  ])('%s is %s', (address, scope) => {
    expect(at(address)).toBe(scope)
  })

  test('an IPv4 address that dresses up as an IPv6 one is no more public', () => {
    expect(at('/ip6/::ffff:127.0.0.1/tcp/1/ws')).toBe('loopback')
    expect(at('/ip6/::ffff:7f00:1/tcp/1/ws')).toBe('loopback')
    expect(at('/ip6/::ffff:10.0.0.1/tcp/1/ws')).not.toBe('public')
  })

  test('a stranger’s address goes no further inside than those that were chosen', () => {
    const [far, home, here] = ['/ip4/8.8.8.8', '/ip4/10.0.0.1', '/ip4/127.0.0.1'].map((text) =>
      multiaddr(text),
    )
    if (far === undefined || home === undefined || here === undefined) throw new Error('three addresses')
    expect(inmostOf([])).toBe('public')
    expect([far, home, here].map((one) => isWithinReach(one, inmostOf([far])))).toEqual([true, false, false])
    expect([far, home, here].map((one) => isWithinReach(one, inmostOf([far, home])))).toEqual([
      true,
      true,
      false,
    ])
    expect([far, home, here].map((one) => isWithinReach(one, inmostOf([here, far])))).toEqual([
      true,
      true,
      true,
    ])
  })
})

describe('addresses from outside', () => {
  test('[TY10] a relay is a host, a port, a websocket and a peer id, and nothing else', () => {
    for (const good of ['/ip4/1.2.3.4/tcp/1/ws', '/dns4/a.b/tcp/443/tls/ws', '/ip6/2606::1/tcp/9/wss'])
      expect(parseVia(`${good}/p2p/${PEER}`)?.toString()).toContain(PEER)
    for (const bad of [
      '/ip4/1.2.3.4/tcp/1/ws',
      `/ip4/1.2.3.4/tcp/1/p2p/${PEER}`,
      `/ip4/1.2.3.4/udp/1/quic-v1/p2p/${PEER}`,
      `/ip4/1.2.3.4/tcp/1/ws/p2p/${PEER}/p2p-circuit`,
      `/ip4/1.2.3.4/tcp/1/ws/p2p/${PEER}/p2p/${PEER}`,
      `/ip4/1.2.3.4/tcp/1/ws/http-path/a/p2p/${PEER}`,
      `/ip4/999.2.3.4/tcp/1/ws/p2p/${PEER}`,
      '/ip4/1.2.3.4/tcp/1/ws/p2p/12D3KooW',
      `/dns4/${'a'.repeat(250)}/tcp/1/ws/p2p/${PEER}`,
      '',
      '/',
      'http://relay.example',
      null,
      7,
    ])
      expect(parseVia(bad), String(bad)).toBeNull()
  })

  test('malformed multiaddrs are none, and throw nothing', () => {
    for (const bad of ['/ip4', '/ip4/x', '/tcp/70000', '/what/1', '\0', 'a'.repeat(600), undefined, {}])
      expect(parseAddress(bad)).toBeNull()
  })

  test('options that are malformed are refused with a code', () => {
    for (const bad of [
      { peers: ['/ip4/1.2.3.4/tcp/1/ws'] },
      { peers: ['nonsense'] },
      { peers: 'nonsense' },
      { routing: ['ftp://x'] },
      { routing: ['http://x/?a'] },
      { rendezvous: 'yes' },
      { peers: Array.from({ length: 17 }, () => `/ip4/1.2.3.4/tcp/1/ws/p2p/${PEER}`) },
    ])
      expect(() => discoverySettings(bad as never)).toThrow(
        expect.objectContaining({ code: 'ERR_OPTION_INVALID' }),
      )
    expect(() => discoverySettings({}, ['nonsense'])).toThrow()
    expect(discoverySettings()).toEqual({ rendezvous: true, routing: [], mdns: false, peers: [], listen: [] })
  })
})
