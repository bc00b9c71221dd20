/** Host names that strangers give: where they lead, before anything is sent there. */
import { once } from 'node:events'
import type { LookupFunction } from 'node:net'
import { multiaddr } from '@multiformats/multiaddr'
import { expect, test, vi } from 'vitest'

/** What the platform's resolver says, by name: a private zone, or a name that a stranger made for this. */
const zone = vi.hoisted(() => new Map<string, readonly string[]>())
vi.mock('node:dns', async (original) => {
  const dns = await original<object>()
  const lookup = (name: string, _: unknown, done: (error: Error | null, found?: unknown) => void): void => {
    const found = zone.get(name)?.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (found === undefined) done(new Error('ENOTFOUND'))
    else done(null, found)
  }
  return { ...dns, lookup }
})
const { lookupWithin } = await import('../../src/network/libp2p/lookup.ts')
const { openWebSocket } = await import('../../src/network/libp2p/websocket.ts')
const { scopeOf } = await import('../../src/network/libp2p/discovery/addresses.ts')
const { DialPolicy } = await import('../../src/network/libp2p/dial-policy.ts')
const { startMemberNode } = await import('../../src/network/libp2p/node.ts')
const { startDecoy } = await import('../../../../tests/support/decoy.ts')

function look(lookup: LookupFunction, name: string, all = false): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lookup(name, { all }, (error, found) => (error === null ? resolve(found) : reject(error)))
  })
}

test('[FD4] a name leads no further inside than it may, whatever it resolves to', async () => {
  zone.set('inside.example', ['10.0.0.1'])
  zone.set('mixed.example', ['127.0.0.1', '169.254.169.254', '8.8.8.8', '::1', '::ffff:7f00:1'])
  await expect(look(lookupWithin('public'), 'inside.example')).rejects.toThrow('further inside')
  await expect(look(lookupWithin('public'), 'nowhere.example')).rejects.toThrow('ENOTFOUND')
  expect(await look(lookupWithin('public'), 'mixed.example')).toBe('8.8.8.8')
  expect(await look(lookupWithin('public'), 'mixed.example', true)).toEqual([
    { address: '8.8.8.8', family: 4 },
  ])
  expect(await look(lookupWithin('private'), 'inside.example')).toBe('10.0.0.1')
  expect(await look(lookupWithin(null), 'mixed.example')).toBe('127.0.0.1')
})

test('[FD4] a websocket to a stranger’s name is opened to no address that was not judged', async () => {
  const decoy = await startDecoy()
  zone.set('rebinding.example', ['127.0.0.1'])
  for (const inmost of ['public', 'private', 'loopback'] as const) {
    const websocket = openWebSocket(`ws://rebinding.example:${decoy.port}`, inmost)
    await once(websocket, 'error')
  }
  expect(decoy.connections).toBe(1)
  decoy.close()
})

test.each([
  ['a websocket of a node that only dials', [], '/ws'],
  ['a websocket of a node that listens', ['/ip4/127.0.0.1/tcp/0/ws'], '/ws'],
  ['TCP of a node that listens', ['/ip4/127.0.0.1/tcp/0/ws'], ''],
])(
  '[FD4] a node dials a stranger’s name no further inside than its app’s addresses: %s',
  async (_, listen, end) => {
    const decoy = await startDecoy()
    zone.set('rebinding.example', ['127.0.0.1'])
    const tried: number[] = []
    for (const anchors of [[], [multiaddr('/ip4/127.0.0.1/tcp/1/ws')]]) {
      const policy = new DialPolicy({ relayOnly: false, chosen: () => [], anchors: () => anchors })
      const never = (): boolean => false
      const node = await startMemberNode(never, never, never, policy, { listen, mdns: false, peers: [] })
      await expect(node.dial(multiaddr(`/dns4/rebinding.example/tcp/${decoy.port}${end}`))).rejects.toThrow()
      tried.push(decoy.connections)
      await node.stop()
    }
    decoy.close()
    expect(tried).toEqual([0, 1])
  },
)

test.each([
  ['127.0.0.1', 'loopback'],
  ['127.1', 'loopback'],
  ['2130706433', 'loopback'],
  ['0x7f.0.0.1', 'loopback'],
  ['0177.0.0.1', 'loopback'],
  ['169.254.169.254', 'private'],
  ['10.1', 'private'],
  ['8.8.8.8', 'public'],
  ['relay.example', 'public'],
  ['relay.lan', 'private'],
  ['LOCALHOST', 'loopback'],
  ['intranet', 'private'],
])('[FD4] the name %s, which may be an address, reaches as far as that: %s', (name, scope) => {
  for (const kind of ['dns', 'dns4', 'dns6'])
    expect(scopeOf(multiaddr(`/${kind}/${name}/tcp/1/ws`))).toBe(scope)
})
