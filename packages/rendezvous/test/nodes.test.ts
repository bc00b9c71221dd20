// Real libp2p nodes over loopback.
import type { Multiaddr } from '@multiformats/multiaddr'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import type { Peer } from '@ghost-chat/rendezvous'
import { clientNode, plainNode, serverNode } from './support/nodes.ts'

const idsOf = (peers: readonly Peer[]) => peers.map(({ id }) => id.toString()).sort()

async function all(peers: AsyncIterable<Peer>): Promise<Peer[]> {
  const found: Peer[] = []
  for await (const peer of peers) found.push(peer)
  return found
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { code?: string }).code,
  )

describe('a server and its clients', () => {
  it('two peers register, a third finds both, with addresses that can be dialled', async () => {
    const [server, alice, bob, carol] = await Promise.all([
      serverNode(),
      clientNode(),
      clientNode(),
      clientNode(),
    ])
    const point = server.getMultiaddrs()
    expect(await alice.services.rendezvous.register(point, 'my-app')).toEqual({ ttl: 7_200 })
    expect(await bob.services.rendezvous.register(point, 'my-app', { ttl: 10_000 })).toEqual({ ttl: 10_000 })
    await bob.services.rendezvous.register(point, 'another-app')

    const page = await carol.services.rendezvous.discover(point, 'my-app')
    expect(idsOf(page.peers)).toEqual([alice, bob].map((node) => node.peerId.toString()).sort())
    expect(page.dropped).toBe(0)
    const [found] = page.peers
    await carol.dial([...found!.multiaddrs])
    expect(carol.getPeers().some((peer) => peer.equals(found!.id))).toBe(true)
    expect(await carol.peerStore.consumePeerRecord(found!.signedPeerRecord)).toBe(true)
  })

  it('discoveries are counted by the address that the point is told, whatever peer asks', async () => {
    const addresses: string[] = []
    const server = await serverNode({
      limits: { discoverBurstPerAddress: 1, discoversPerSecondAndAddress: 0.001 },
      addressOf: ({ remoteAddr }) => {
        addresses.push(remoteAddr.toString())
        return 'one for all'
      },
    })
    const [alice, bob] = await Promise.all([clientNode(), clientNode()])
    const ask = async (node: typeof alice) => node.services.rendezvous.discover(server.getMultiaddrs(), 'ns')
    expect((await ask(alice)).peers).toEqual([])
    expect(await codeOf(ask(bob))).toBe('ERR_UNAVAILABLE')
    expect(addresses.every((one) => one.startsWith('/ip4/127.0.0.1/'))).toBe(true)
  })

  it('what is found is frozen', async () => {
    const [server, alice] = await Promise.all([serverNode(), clientNode()])
    const registered = await alice.services.rendezvous.register(server.getMultiaddrs(), 'ns')
    const page = await alice.services.rendezvous.discover(server.getMultiaddrs(), 'ns')
    const [peer] = page.peers
    expect([registered, page, page.peers, peer, peer!.multiaddrs].every(Object.isFrozen)).toBe(true)
  })

  it('a cookie brings who came since; unregistering takes effect before it resolves', async () => {
    const [server, alice, bob] = await Promise.all([serverNode(), clientNode(), clientNode()])
    const point = server.getMultiaddrs()
    await alice.services.rendezvous.register(point, 'ns')
    const { cookie } = await bob.services.rendezvous.discover(point, 'ns')
    await bob.services.rendezvous.register(point, 'ns')
    const since = await bob.services.rendezvous.discover(point, 'ns', { cookie: cookie! })
    expect(idsOf(since.peers)).toEqual([bob.peerId.toString()])
    await alice.services.rendezvous.unregister(point, 'ns')
    expect(server.services.rendezvous.stats().registrations).toBe(1)
    expect(idsOf(await all(alice.services.rendezvous.discoverAll(point, 'ns')))).toEqual([
      bob.peerId.toString(),
    ])
  })

  it('discoverAll goes through every page', async () => {
    const server = await serverNode({ limits: { pageRegistrations: 2 } })
    const clients = await Promise.all(Array.from({ length: 5 }, () => clientNode()))
    const point = server.getMultiaddrs()
    await Promise.all(clients.map((node) => node.services.rendezvous.register(point, 'ns')))
    const [asker] = clients
    const found = await all(asker!.services.rendezvous.discoverAll(point, 'ns'))
    expect(idsOf(found)).toEqual(clients.map((node) => node.peerId.toString()).sort())
    expect(await all(asker!.services.rendezvous.discoverAll(point, 'ns', { most: 3 }))).toHaveLength(3)
    expect(server.services.rendezvous.stats().discover.OK).toBe(4 + 2)
  })

  it('what is registered may be other addresses than the node’s own', async () => {
    const [server, alice] = await Promise.all([serverNode(), clientNode()])
    const addresses = [
      multiaddr(`/dns4/relay.example/tcp/443/tls/ws/p2p/${server.peerId.toString()}/p2p-circuit`),
    ]
    await alice.services.rendezvous.register(server.getMultiaddrs(), 'ns', { addresses })
    const { peers } = await alice.services.rendezvous.discover(server.getMultiaddrs(), 'ns')
    expect(peers[0]!.multiaddrs.map(String)).toEqual(addresses.map(String))
  })

  it('keepRegistered registers, and comes back after the point has forgotten', async () => {
    const [server, alice] = await Promise.all([serverNode({ limits: { minTtl: 1 } }), clientNode()])
    const point = server.getMultiaddrs()
    let times = 0
    const twice = Promise.withResolvers<undefined>()
    const kept = alice.services.rendezvous.keepRegistered(point, 'ns', {
      ttl: 1,
      onRegistered: () => {
        if (++times === 2) twice.resolve(undefined)
      },
    })
    await twice.promise
    kept.stop()
    expect(server.services.rendezvous.stats()).toMatchObject({ registrations: 1, register: { OK: 2 } })
  })
})

describe('errors', () => {
  it('carry the status as a stable code', async () => {
    const [server, alice] = await Promise.all([
      serverNode({
        listAll: false,
        limits: { registersPerSecond: 1, registerBurst: 3, registrationsPerPeer: 1 },
      }),
      clientNode(),
    ])
    const point = server.getMultiaddrs()
    const { rendezvous } = alice.services
    expect(await codeOf(rendezvous.register(point, 'ns', { ttl: 60 }))).toBe('ERR_INVALID_TTL')
    expect(await codeOf(rendezvous.register(point, 'ns'))).toBe('no error')
    expect(await codeOf(rendezvous.register(point, 'ms'))).toBe('ERR_NOT_AUTHORIZED')
    expect(await codeOf(rendezvous.register(point, 'ns'))).toBe('ERR_UNAVAILABLE')
    expect(await codeOf(rendezvous.discover(point, undefined))).toBe('ERR_NOT_AUTHORIZED')
    expect(await codeOf(rendezvous.discover(point, 'ns', { cookie: new Uint8Array(9) }))).toBe(
      'ERR_INVALID_COOKIE',
    )
  })

  it('of the caller’s making are found before anything is sent', async () => {
    const alice = await clientNode()
    const { rendezvous } = alice.services
    const nowhere: Multiaddr[] = []
    expect(await codeOf(rendezvous.register(nowhere, ''))).toBe('ERR_INVALID_NAMESPACE')
    expect(await codeOf(rendezvous.register(nowhere, 'a'.repeat(256)))).toBe('ERR_INVALID_NAMESPACE')
    for (const ttl of [0, -1, 1.5, NaN]) {
      expect(await codeOf(rendezvous.register(nowhere, 'ns', { ttl }))).toBe('ERR_OPTION_INVALID')
    }
    for (const limit of [0, 1_001, 1.5]) {
      expect(await codeOf(rendezvous.discover(nowhere, 'ns', { limit }))).toBe('ERR_OPTION_INVALID')
    }
    expect(await codeOf(rendezvous.register(nowhere, 'ns', { addresses: [] }))).toBe('ERR_NO_ADDRESSES')
  })

  it('a node that does not speak the protocol, or is gone, is ERR_UNREACHABLE', async () => {
    const [alice, plain] = await Promise.all([clientNode(), plainNode()])
    const point = plain.getMultiaddrs()
    expect(await codeOf(alice.services.rendezvous.discover(point, 'ns'))).toBe('ERR_UNREACHABLE')
    await plain.stop()
    expect(await codeOf(alice.services.rendezvous.discover(point, 'ns'))).toBe('ERR_UNREACHABLE')
  })

  it('a call that is called off is ERR_ABORTED, with the reason', async () => {
    const [server, alice] = await Promise.all([serverNode(), clientNode()])
    const reason = new Error('the page was closed')
    const signal = AbortSignal.abort(reason)
    const point = server.getMultiaddrs()
    const { rendezvous } = alice.services
    const aborted = { code: 'ERR_ABORTED', cause: reason }
    await expect(rendezvous.register(point, 'ns', { signal })).rejects.toMatchObject(aborted)
    await expect(rendezvous.unregister(point, 'ns', { signal })).rejects.toMatchObject(aborted)
    await expect(rendezvous.discover(point, 'ns', { signal })).rejects.toMatchObject(aborted)
    await expect(rendezvous.discoverAll(point, 'ns', { signal }).next()).rejects.toMatchObject(aborted)
  })
})
