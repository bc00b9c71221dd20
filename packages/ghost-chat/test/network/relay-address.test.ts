import { describe, expect, test } from 'vitest'
import { parseRelayAddress } from '../../src/network/libp2p/relay-address.ts'
import { libp2pNetwork } from '../../src/network/libp2p/index.ts'

const PEER = '12D3KooWPN7GziczR9ohZqWz3tn8rM7EfNSL5hny8Foa3LVD5tTD'

describe('the address of a relay', () => {
  test.each([
    ['http://localhost:8080', 'http://localhost:8080/.well-known/ghost-chat.json'],
    ['https://relay.example/', 'https://relay.example/.well-known/ghost-chat.json'],
    ['https://relay.example/chat//', 'https://relay.example/chat/.well-known/ghost-chat.json'],
  ])('%s is asked at %s', (text, wellKnown) => {
    expect(parseRelayAddress(text)).toMatchObject({ kind: 'url', wellKnown })
  })

  test.each([
    `/ip4/127.0.0.1/tcp/8080/ws/p2p/${PEER}`,
    '/dns4/relay.example/tcp/443/tls/ws',
    '/dns/relay.example/tcp/443/wss',
    `/ip6/2001:db8::1/tcp/443/tls/sni/relay.example/ws/p2p/${PEER}`,
  ])('%s is dialled', (text) => {
    const address = parseRelayAddress(text)
    expect(address.kind === 'multiaddr' && address.address.toString()).toBe(text)
  })

  test.each([
    '',
    'localhost:8080',
    'ws://localhost:8080',
    'ftp://relay.example',
    'https://user:password@relay.example',
    'https://relay.example/?a=b',
    'https://relay.example/#a',
    '/ip4/127.0.0.1/tcp/8080',
    '/ip4/300.0.0.1/tcp/8080/ws',
    `/ip4/127.0.0.1/tcp/8080/ws/p2p/${PEER}/p2p-circuit`,
    '/ws',
    '/ip4/127.0.0.1/ws',
    '/ip4/127.0.0.1/tcp/0/ws',
    '/ip4/127.0.0.1/p2p/tcp/ws',
    '/ip4/127.0.0.1/udp/8080/ws',
    '/ip4/127.0.0.1/tcp/8080/ws/ws',
    '/ip4/127.0.0.1/tcp/8080/ws/tcp/1',
    `/p2p/${PEER}/ip4/127.0.0.1/tcp/8080/ws`,
    `https://${'a'.repeat(1_100)}.example`,
    7,
    null,
  ])('%s is refused', (text) => {
    expect(() => parseRelayAddress(text)).toThrow(expect.objectContaining({ code: 'ERR_RELAY_ADDRESS' }))
  })

  test.each([
    ['localhost:8080', '"localhost:8080" is neither an http(s) URL nor a multiaddr.'],
    ['/ip4/127.0.0.1/tcp/8080', '"/ip4/127.0.0.1/tcp/8080" is no multiaddr of a websocket.'],
    ['https://me:secret@relay.example/a', '"https://…@relay.example/a" has a user, a query or a fragment.'],
    ['me:secret@relay.example', '"…@relay.example" is neither an http(s) URL nor a multiaddr.'],
    ['https://relay.example/?token=secret', '"https://relay.example/?…" has a user, a query or a fragment.'],
  ])('the error of %s names it, without what may be secret', (text, message) => {
    expect(() => parseRelayAddress(text)).toThrow(expect.objectContaining({ message }))
  })

  test('a malformed one is refused at once, before anything is started', () => {
    expect(() => void libp2pNetwork({ relays: ['http://localhost:8080', 'nowhere'] })).toThrow(
      expect.objectContaining({ name: 'NetworkError', code: 'ERR_RELAY_ADDRESS' }),
    )
  })
})
