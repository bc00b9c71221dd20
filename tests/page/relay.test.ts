/** Which relay a page uses, and what its links say of it. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { chooseRelay, linkTo, relayFault, relayInAddress } from '../../apps/web/src/relay.ts'

/** A page of this address, with this relay written into it. */
function pageAt(href: string, written = ''): void {
  vi.stubGlobal('location', new URL(href))
  vi.stubGlobal('document', { querySelector: () => ({ content: written }) })
}
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the relay', () => {
  it('is the one of the address, or of the settings, or of the page, or else the host', () => {
    pageAt('https://host.example/chat/?relay=https://a.example', 'https://c.example')
    expect(chooseRelay('https://b.example')).toEqual({ address: 'https://a.example', from: 'address' })
    pageAt('https://host.example/chat/', 'https://c.example')
    expect(chooseRelay('https://b.example')).toEqual({ address: 'https://b.example', from: 'settings' })
    expect(chooseRelay('')).toEqual({ address: 'https://c.example', from: 'page' })
    pageAt('https://host.example/chat/')
    expect(chooseRelay('')).toEqual({ address: 'https://host.example', from: 'host' })
    pageAt('file:///tmp/index.html')
    expect(chooseRelay('')).toEqual({ address: '', from: 'host' })
  })

  it('of the address is passed over where it is none', () => {
    pageAt('https://host.example/?relay=javascript:alert(1)')
    expect(relayInAddress()).toBe('javascript:alert(1)')
    expect(chooseRelay('')).toEqual({ address: 'https://host.example', from: 'host' })
  })

  it.each([
    ['https://relay.example'],
    ['https://relay.example:8443/'],
    ['http://localhost:8080'],
    ['http://127.0.0.1:8080'],
    ['/dns4/relay.example/tcp/443/tls/ws/p2p/12D3KooW'],
    ['https://a.example  https://b.example'],
  ])('%s is an address of one', (address) => {
    pageAt('https://host.example/')
    expect(relayFault(address)).toBeUndefined()
  })

  it.each([
    ['', 'Enter a relay address'],
    ['relay.example', 'Start with https:// or http://'],
    ['javascript:alert(1)', 'Start with https:// or http://'],
    ['data:text/html,x', 'Start with https:// or http://'],
    ['https://me:secret@relay.example', 'Remove the user name and password'],
    ['http://relay.example', 'its relay must too'],
    ['https://a.example javascript:alert(1)', 'Start with https:// or http://'],
    ['/etc/passwd', 'multiaddr'],
    ['https://' + 'a'.repeat(2_000), 'too long'],
  ])('%s is none, and the reason is said', (address, words) => {
    pageAt('https://host.example/')
    expect(relayFault(address)).toContain(words)
  })

  it('may be reached by http from a page that came by http', () => {
    pageAt('http://host.example/')
    expect(relayFault('http://relay.example')).toBeUndefined()
  })
})

describe('a link to a room', () => {
  it('names the relay only where the page would not find it by itself', () => {
    pageAt('https://host.example/chat/?relay=https://a.example#/old')
    expect(linkTo('#/lobby', chooseRelay(''))).toBe(
      'https://host.example/chat/?relay=https%3A%2F%2Fa.example#/lobby',
    )
    pageAt('https://host.example/chat/#/old')
    expect(linkTo('#/lobby', chooseRelay('https://b.example'))).toBe(
      'https://host.example/chat/?relay=https%3A%2F%2Fb.example#/lobby',
    )
    expect(linkTo('#/lobby', chooseRelay(''))).toBe('https://host.example/chat/#/lobby')
  })
})
