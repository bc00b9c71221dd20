import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { describe, expect, test } from 'vitest'
import { startRelay } from '../../../tests/support/relay-process.ts'
import { createRelay, RelayError } from '../src/index.ts'

const BIN = fileURLToPath(new URL('../src/bin.ts', import.meta.url))

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['-C', 'ghost-chat-source', BIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...said }
}

async function takenPort<T>(use: (port: number) => Promise<T>): Promise<T> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  try {
    return await use((taken.address() as AddressInfo).port)
  } finally {
    taken.close()
  }
}

describe('createRelay', () => {
  test('says that a port is taken, with the system’s own error as the cause', async () => {
    await takenPort(async (port) => {
      const error = await createRelay({ port }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(RelayError)
      expect(error).toMatchObject({
        code: 'ERR_PORT_TAKEN',
        message: `Port ${port} is taken by another program.`,
        cause: { code: 'EADDRINUSE' },
      })
    })
  })

  test.each([
    [{ port: -1 }, 'ERR_OPTION_INVALID'],
    [{ port: 1.5 }, 'ERR_OPTION_INVALID'],
    [{ port: 65_536 }, 'ERR_OPTION_INVALID'],
    [{ port: 0, pages: '/no/such/directory' }, 'ERR_OPTION_INVALID'],
    [{ port: 0, publicUrl: 'nowhere' }, 'ERR_OPTION_INVALID'],
    [{ port: 0, host: '192.0.2.1' }, 'ERR_LISTEN'],
  ])('refuses %j', async (options, code) => {
    await expect(createRelay(options)).rejects.toMatchObject({ code })
  })

  test('keeps its peer id when it is given its key', async () => {
    const identityKey = await generateKeyPair('Ed25519')
    const relay = await createRelay({ port: 0, identityKey })
    await relay.close()
    expect(relay.peerId).toBe(peerIdFromPrivateKey(identityKey).toString())
  })

  test('may be closed twice, and gives its port back', async () => {
    const relay = await createRelay({ port: 0 })
    await Promise.all([relay.close(), relay.close()])
    await relay.close()
    const next = await createRelay({ port: relay.port })
    await next.close()
    expect(next.port).toBe(relay.port)
  })
})

describe('ghost-relay', () => {
  test('ends with 0 when told to, and logs nothing that says who was where', async () => {
    const relay = await startRelay()
    expect(await relay.stop()).toBe(0)
    const events = relay
      .log()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event)
    expect(events).toEqual(['relay-started', 'relay-stopped'])
  })

  test('a taken port is one sentence and the exit code 1', async () => {
    await takenPort(async (port) => {
      expect(await run(['--port', String(port)])).toEqual({
        code: 1,
        out: '',
        err: `Port ${port} is taken by another program.\n`,
      })
    })
  })

  test('a port that is none, from the environment too', async () => {
    const expected = { code: 1, out: '', err: 'A port is a whole number from 0 to 65535, not "x".\n' }
    expect(await run(['--port', 'x'])).toEqual(expected)
    expect(await run([], { PORT: 'x' })).toEqual(expected)
  })

  test('an unknown option is one sentence', async () => {
    const { code, err } = await run(['--prot', '8080'])
    expect(code).toBe(1)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toContain("Unknown option '--prot'")
  })

  test('--help and --version', async () => {
    expect((await run(['--help'])).out).toContain('--public-url')
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
  })
})
