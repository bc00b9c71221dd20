// What a client believes of a server that lies.
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it, vi } from 'vitest'
import { PROTOCOL, type RendezvousInit } from '@ghost-chat/rendezvous'
import { STATUS, type Registration } from '../src/message.ts'
import { encodeMessage, type Message } from './support/messages.ts'
import { concat, varintOf } from '../src/protobuf.ts'
import { clientNode, plainNode } from './support/nodes.ts'
import { signedRecord, somebody, type RecordInit, type Somebody } from './support/records.ts'

const alice = await somebody()
const mallory = await somebody()

const framed = (message: Message) => {
  const bytes = encodeMessage(message)
  return concat([varintOf(bytes.length), bytes])
}

/** A client, and a server that answers whatever it is asked with these bytes; or never, with none. */
async function liar(answer: Uint8Array | null, init: RendezvousInit = {}) {
  const [server, client] = await Promise.all([plainNode(), clientNode(init)])
  let requests = 0
  await server.handle(PROTOCOL, (stream) => {
    requests++
    if (answer === null) return
    stream.send(answer)
    void stream.close()
  })
  return { point: server.getMultiaddrs(), rendezvous: client.services.rendezvous, requests: () => requests }
}

const page = (registrations: readonly Registration[], cookie?: Uint8Array): Message => ({
  type: 'discoverResponse',
  registrations,
  cookie,
  status: STATUS.OK,
  statusText: undefined,
})

const registrationOf = async (who: Somebody, init: RecordInit = {}, ns: string | undefined = 'ns') =>
  ({ ns, signedPeerRecord: await signedRecord(who, init), ttl: 60 }) as const

describe('of a page are dropped', () => {
  const lies: readonly [what: string, Promise<Registration>][] = [
    ['another’s record', registrationOf(mallory, { about: alice.id })],
    ['a record of another domain', registrationOf(mallory, { domain: 'another' })],
    ['an envelope of another type', registrationOf(mallory, { codec: Uint8Array.of(3, 2) })],
    ['a record without addresses', registrationOf(mallory, { addresses: [] })],
    [
      'a record whose addresses cannot be read',
      registrationOf(mallory, { addresses: [Uint8Array.of(0xff, 1)] }),
    ],
    ['a registration of another namespace', registrationOf(mallory, {}, 'another')],
    ['one without a namespace', registrationOf(mallory).then((one) => ({ ...one, ns: undefined }))],
    ['one without a record', Promise.resolve({ ns: 'ns', signedPeerRecord: undefined, ttl: 1 })],
    ['one that comes twice', registrationOf(alice)],
  ]

  it.each(lies)('%s; the honest one beside it stays', async (_what, lie) => {
    const registrations = [await lie, await registrationOf(alice)]
    const { point, rendezvous } = await liar(framed(page(registrations)))
    const { peers, dropped } = await rendezvous.discover(point, 'ns')
    expect(peers.map(({ id }) => id.toString())).toEqual([alice.peer])
    expect(dropped).toBe(1)
  })

  it.each([
    [8_191, 1],
    [8_192, 1],
    [8_193, 0],
  ])('a record of more than 8,192 bytes: one of %i leaves %i peer', async (length, left) => {
    const padded = (bytes: number) =>
      signedRecord(alice, { addresses: ['/ip4/192.0.2.1/tcp/1', new Uint8Array(bytes)] })
    const around = (await padded(8_000)).length - 8_000
    const signedPeerRecord = await padded(length - around)
    expect(signedPeerRecord).toHaveLength(length)
    const { point, rendezvous } = await liar(framed(page([{ ns: 'ns', signedPeerRecord, ttl: 1 }])))
    expect((await rendezvous.discover(point, 'ns')).peers).toHaveLength(left)
  })

  it('addresses that the app does not want, such as private ones of a public peer', async () => {
    const addresses = ['/ip4/10.0.0.1/tcp/1', '/ip4/192.0.2.1/tcp/1', Uint8Array.of(0xff, 1)]
    const registrations = [
      await registrationOf(alice, { addresses }),
      await registrationOf(mallory, { addresses: ['/ip4/10.0.0.2/tcp/1'] }),
    ]
    const acceptAddress: RendezvousInit['acceptAddress'] = (address) =>
      !address.toString().startsWith('/ip4/10.')
    const { point, rendezvous } = await liar(framed(page(registrations)), { acceptAddress })
    const { peers, dropped } = await rendezvous.discover(point, 'ns')
    expect(peers.map(({ multiaddrs }) => multiaddrs.map(String))).toEqual([['/ip4/192.0.2.1/tcp/1']])
    expect(dropped).toBe(1)
  })
})

describe('of 10,000 registrations', () => {
  it.each([99, 100, 101])(
    'where 100 were asked for, %i given: no more than that are looked at',
    async (many) => {
      const junk = { ns: 'ns', signedPeerRecord: new Uint8Array(1), ttl: 1 }
      const { point, rendezvous } = await liar(framed(page(Array.from({ length: many }, () => junk))))
      expect((await rendezvous.discover(point, 'ns', { limit: 100 })).dropped).toBe(Math.min(many, 100))
    },
  )

  it('as many as were asked for are looked at, the rest is passed over', async () => {
    const good = await registrationOf(alice)
    const { point, rendezvous } = await liar(framed(page(Array.from({ length: 10_000 }, () => good))))
    const { peers, dropped } = await rendezvous.discover(point, 'ns', { limit: 7 })
    expect([peers.length, dropped]).toEqual([1, 6])
  })

  it('and the same page for ever, discoverAll yields each peer once and stops after 100 pages', async () => {
    const { point, rendezvous, requests } = await liar(
      framed(page([await registrationOf(alice)], Uint8Array.of(1))),
    )
    const found: string[] = []
    for await (const { id } of rendezvous.discoverAll(point, 'ns')) found.push(id.toString())
    expect(found).toEqual([alice.peer])
    expect(requests()).toBe(100)
  })
})

it('a cookie that is too long to send back is none', async () => {
  for (const [length, kept] of [
    [1_024, true],
    [1_025, false],
  ] as const) {
    const { point, rendezvous } = await liar(framed(page([], new Uint8Array(length))))
    expect((await rendezvous.discover(point, 'ns')).cookie !== undefined).toBe(kept)
  }
})

describe('no answer that can be understood', () => {
  const answers: readonly [what: string, answer: Uint8Array][] = [
    ['of another type', framed({ type: 'unregister', ns: 'ns' })],
    ['to another request', framed({ type: 'registerResponse', status: 0, statusText: undefined, ttl: 1 })],
    ['of an unknown status', framed({ ...page([]), status: 999 } as Message)],
    ['that is no message', Uint8Array.of(2, 0xff, 0xff)],
    ['that says it is longer than any may be', varintOf(4_194_305)],
    ['whose length never ends', new Uint8Array(64).fill(0xff)],
  ]
  it.each(answers)('%s: ERR_PROTOCOL', async (_what, answer) => {
    const { point, rendezvous } = await liar(answer)
    await expect(rendezvous.discover(point, 'ns')).rejects.toMatchObject({ code: 'ERR_PROTOCOL' })
  })

  it('a registration that was taken for no time is none', async () => {
    const answer = framed({ type: 'registerResponse', status: 0, statusText: undefined, ttl: 0 })
    const { point, rendezvous } = await liar(answer)
    const addresses = [multiaddr('/ip4/192.0.2.1/tcp/1')]
    await expect(rendezvous.register(point, 'ns', { addresses })).rejects.toMatchObject({
      code: 'ERR_PROTOCOL',
    })
  })
})

it('a server that never answers, or never ends the stream, is ERR_TIMEOUT', async () => {
  const { point, rendezvous } = await liar(null, { timeout: 200 })
  await expect(rendezvous.discover(point, 'ns')).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
  await expect(rendezvous.unregister(point, 'ns')).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
})

it('a server that never ends its side of a stream does not gather streams at the client', async () => {
  const [server, client] = await Promise.all([plainNode(), clientNode({ timeout: 500 })])
  await server.handle(PROTOCOL, (stream) => {
    stream.send(framed(page([])))
  })
  await client.services.rendezvous.discover(server.getMultiaddrs(), 'ns')
  const [connection] = client.getConnections()
  expect(connection!.streams).toHaveLength(1)
  await vi.waitFor(() => expect(connection!.streams).toHaveLength(0), { timeout: 10_000 })
})
