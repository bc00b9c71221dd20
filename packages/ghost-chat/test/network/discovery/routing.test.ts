import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ComponentLogger, Logger } from '@libp2p/interface'
import { expect, it } from 'vitest'
import { RoutingSource } from '../../../src/network/libp2p/discovery/routing.ts'

const PEER = '12D3KooWQYV9dGMFoRzNStwpXztXaBUjtPqi6aU76ZgUriHhKust'

const asked: string[] = []

const nothing = (): void => undefined
const log: Logger = Object.assign(nothing, {
  ...{ enabled: false, error: nothing, trace: nothing },
  newScope: () => log,
})
const silent: ComponentLogger = { forComponent: () => log }

async function found(addrs: unknown): Promise<string[][]> {
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ Providers: [{ Schema: 'peer', ID: PEER, Addrs: addrs, Protocols: [] }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const source = new RoutingSource([new URL(`http://127.0.0.1:${port}`)], silent)
    const peers: string[][] = []
    for await (const { addresses } of source.find('3box.chat.a.b', AbortSignal.timeout(5_000)))
      peers.push(addresses.map(String))
    return peers
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

it.each([[[null]], [['']], [[[]]]])(
  '[FD5] an answer with the addresses %j names no address',
  async (addrs) => {
    expect((await found(addrs)).flat()).toEqual([])
  },
)

it('[FD5] what a record has beside an empty address stays', async () => {
  expect(await found(['/ip4/192.0.2.1/tcp/1/ws', ''])).toEqual([['/ip4/192.0.2.1/tcp/1/ws']])
})

it('[FD5] a member asks for peers of every kind: a filter for those that serve files would leave none', async () => {
  asked.length = 0
  await found([])
  expect(asked).toHaveLength(1)
  expect(asked[0]).not.toContain('filter-')
})
