import { describe, expect, test } from 'vitest'
import { addressOfHost, parsePublicUrl } from '../src/addresses.ts'

describe('the address in a Host header', () => {
  test.each([
    ['127.0.0.1:8080', false, '/ip4/127.0.0.1/tcp/8080/ws'],
    ['localhost:8080', false, '/dns4/localhost/tcp/8080/ws'],
    ['relay.example', false, '/dns4/relay.example/tcp/80/ws'],
    ['relay.example', true, '/dns4/relay.example/tcp/443/tls/ws'],
    ['relay.example.:8080', false, '/dns4/relay.example/tcp/8080/ws'],
    ['RELAY.Example', false, '/dns4/relay.example/tcp/80/ws'],
    ['[::1]:8080', false, '/ip6/::1/tcp/8080/ws'],
    ['xn--mnchen-3ya.example', true, '/dns4/xn--mnchen-3ya.example/tcp/443/tls/ws'],
  ])('%s (TLS: %s) is %s', (host, secure, address) => {
    expect(addressOfHost(host, secure)).toBe(address)
  })

  test.each([
    undefined,
    '',
    'a/b',
    'a b',
    'user@relay.example',
    'relay.example/p2p/evil',
    'relay.example?x',
    'relay.example#x',
    'relay.example:99999',
    '-relay.example',
    'a..b',
    'a'.repeat(300),
    `${'a'.repeat(64)}.example`,
  ])('%s is refused', (host) => {
    expect(addressOfHost(host, false)).toBeNull()
  })
})

describe('a public URL', () => {
  test('is taken with and without the slash at its end', () => {
    const expected = { url: 'https://relay.example', address: '/dns4/relay.example/tcp/443/tls/ws' }
    expect(parsePublicUrl('https://relay.example')).toEqual(expected)
    expect(parsePublicUrl('https://relay.example/')).toEqual(expected)
    expect(parsePublicUrl('http://192.0.2.1:8080').address).toBe('/ip4/192.0.2.1/tcp/8080/ws')
  })

  test.each([
    'relay.example',
    'ws://relay.example',
    'https://relay.example/path',
    'https://u:p@relay.example',
    'https://',
  ])('%s is refused', (text) => {
    expect(() => parsePublicUrl(text)).toThrow(expect.objectContaining({ code: 'ERR_OPTION_INVALID' }))
  })
})
