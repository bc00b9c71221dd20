import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/wire/limits.ts'
import { isVia, parseVia } from '../../src/wire/via.ts'

const PEER = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const GOOD = `/ip4/1.2.3.4/tcp/443/tls/ws/p2p/${PEER}`

describe('[TY10] the relays in a presence', () => {
  it('are one to eight texts, or none at all', () => {
    expect(parseVia(undefined)).toBeUndefined()
    expect(parseVia([GOOD])).toEqual([GOOD])
    expect(parseVia(Array.from({ length: LIMITS.viaForms }, () => '/later'))).toBeUndefined()
    expect(parseVia(Array.from({ length: LIMITS.viaForms + 1 }, () => '/later'))).toBeNull()
    for (const bad of [[], GOOD, null, {}, [GOOD, 7], [[GOOD]]]) expect(parseVia(bad)).toBeNull()
  })

  it('are the first three in a form that is known; others are passed over', () => {
    const later = `/ip4/1.2.3.4/udp/443/webrtc-direct/certhash/uEiAk/p2p/${PEER}`
    expect(parseVia([later, GOOD, '/x', GOOD, GOOD, GOOD])).toEqual([GOOD, GOOD, GOOD])
    expect(parseVia([later])).toBeUndefined()
  })

  it('are printable ASCII of at most 256 characters, whatever the form', () => {
    for (const bad of ['', 'a b', 'ü', '\n', '/x'.repeat(129)]) expect(parseVia([GOOD, bad]), bad).toBeNull()
    expect(parseVia([GOOD, '/x'.repeat(128)])).toEqual([GOOD])
  })

  it('have a host, a port, a websocket and a peer id', () => {
    for (const good of [
      GOOD,
      `/ip6/2606:4700::1111/tcp/1/ws/p2p/${PEER}`,
      `/dns4/relay.example/tcp/65535/wss/p2p/${PEER}`,
      `/dns/a/tcp/1/ws/p2p/${PEER}`,
    ])
      expect(isVia(good), good).toBe(true)
    for (const bad of [
      GOOD.toUpperCase(),
      `${GOOD} `,
      `\n${GOOD}`,
      `${GOOD}/p2p-circuit`,
      `/ip4/1.2.3.4/tcp/0/ws/p2p/${PEER}`,
      `/ip4/1.2.3/tcp/1/ws/p2p/${PEER}`,
      `/ip4/1.2.3.4/tcp/1/p2p/${PEER}`,
      `/ip4/1.2.3.4/udp/1/quic-v1/webtransport/p2p/${PEER}`,
      `/dns4/-relay/tcp/1/ws/p2p/${PEER}`,
      `/dns4/re lay/tcp/1/ws/p2p/${PEER}`,
      `/dns4/relay/tcp/1/ws/http-path/x/p2p/${PEER}`,
      '/ip4/1.2.3.4/tcp/1/ws/p2p/0OIl',
      'http://relay.example',
      '',
    ])
      expect(isVia(bad), bad).toBe(false)
  })

  it('have at most 256 characters each', () => {
    const long = (length: number): string => {
      const rest = `/tcp/1/ws/p2p/${PEER}`
      return `/dns4/${'a'.repeat(length - rest.length - 6)}${rest}`
    }
    expect(isVia(long(LIMITS.viaLength))).toBe(true)
    expect(isVia(long(LIMITS.viaLength + 1))).toBe(false)
  })
})
