/** Each way in which an address may be no relay: what an app is told, and how soon. */
import { once } from 'node:events'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { GhostChatError, openSpace, RelayFailures, type RelayFailure } from 'ghost-chat'
import { describe, expect, test } from 'vitest'
import { untrusted } from '../support/untrusted-certificate.ts'

interface Served {
  readonly port: number
  readonly close: () => void
}

async function listening(server: Server): Promise<Served> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, close: () => server.close() }
}

const web = (answer: RequestListener): Promise<Served> => listening(createHttp(answer))

const page: RequestListener = (_request, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>')
const missing: RequestListener = (_request, response) => response.writeHead(404).end()
const json: RequestListener = (_request, response) => response.end('{"version":1,"name":"something else"}')

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const { port, close } = await listening(createTcp())
  close()
  return port
}

/** What joining by these relays fails with. */
async function failure(relays: readonly string[], timeout?: number): Promise<GhostChatError> {
  const space = await openSpace('tests', { relays })
  try {
    await space.joinChat('lobby', timeout === undefined ? { timeout: 60_000 } : { timeout })
  } catch (error) {
    if (error instanceof GhostChatError) return error
    throw error
  } finally {
    await space.close()
  }
  throw new Error('It was joined.')
}

function failuresOf({ code, cause }: GhostChatError): readonly RelayFailure[] {
  expect(code).toBe('ERR_RELAY_UNREACHABLE')
  if (cause instanceof RelayFailures) return cause.failures
  throw new Error('The cause says why, for each relay.')
}

// Each would take the whole minute that joining may take, if it were not told at once.
describe.concurrent('told at once', { timeout: 30_000 }, () => {
  test('a refused connection', async () => {
    const address = `http://127.0.0.1:${await freePort()}`
    const error = await failure([address])
    expect(failuresOf(error)).toEqual([{ address, reason: 'refused' }])
    expect(error.message).toBe(`No relay could be reached. ${address}: the connection was refused.`)
  })

  test('a websocket that is refused, by its multiaddr', async () => {
    const address = `/ip4/127.0.0.1/tcp/${await freePort()}/ws`
    expect(failuresOf(await failure([address]))).toEqual([{ address, reason: 'refused' }])
  })

  test('a host that does not exist', async () => {
    const address = 'http://no-such-host.invalid'
    expect(failuresOf(await failure([address]))).toEqual([{ address, reason: 'no-such-host' }])
  })

  test.each([
    ['a website', page, 200, 'it answered with status 200, and is no relay'],
    ['a server that has nothing there', missing, 404, 'it answered with status 404, and is no relay'],
    ['JSON of something else', json, 200, 'it answered with status 200, and is no relay'],
  ] as const)('%s', async (_name, answer, status, clause) => {
    const { port, close } = await web(answer)
    const address = `http://127.0.0.1:${port}`
    const error = await failure([address])
    close()
    expect(failuresOf(error)).toEqual([{ address, reason: 'not-a-relay', status }])
    expect(error.message).toBe(`No relay could be reached. ${address}: ${clause}.`)
  })

  test('a path where a relay has none', async () => {
    const { port, close } = await web(missing)
    const error = await failure([`http://127.0.0.1:${port}/chat/`])
    close()
    expect(error.message).toContain(
      '/chat: it answered with status 404, and is no relay; a relay has an address without',
    )
  })

  test('a certificate that nobody vouches for', async () => {
    const { port, close } = await listening(createHttps(untrusted, page))
    const address = `https://127.0.0.1:${port}`
    const error = await failure([address])
    close()
    expect(failuresOf(error)).toEqual([{ address, reason: 'certificate' }])
  })

  test('no TLS where the address says so', async () => {
    const { port, close } = await web(page)
    const address = `https://127.0.0.1:${port}`
    const error = await failure([address])
    close()
    expect(failuresOf(error)).toEqual([{ address, reason: 'tls' }])
  })

  test('two relays, each with its own reason', async () => {
    const { port, close } = await web(page)
    const [website, nobody] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${await freePort()}`]
    const error = await failure([website, nobody])
    close()
    expect(failuresOf(error).map(({ address, reason }) => [address, reason])).toEqual([
      [website, 'not-a-relay'],
      [nobody, 'refused'],
    ])
  })
})

test('one that says nothing is waited for, and named', { timeout: 30_000 }, async () => {
  const sockets = new Set<{ destroy: () => void }>()
  const { port, close } = await listening(createTcp((socket) => void sockets.add(socket)))
  const address = `http://127.0.0.1:${port}`
  const error = await failure([address], 500)
  for (const socket of sockets) socket.destroy()
  close()
  expect(failuresOf(error)).toEqual([{ address, reason: 'timeout' }])
  expect(error.message).toBe(`No relay could be reached. ${address}: it gave no answer in time.`)
})

test('an address that is none is said once, and named', async () => {
  await expect(openSpace('tests', { relays: ['localhost:8090'] })).rejects.toThrow(
    /^This is not the address of a relay\. "localhost:8090" is neither an http\(s\) URL nor a multiaddr\.$/,
  )
})
