import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { root } from '../tools/lib/workspace.ts'

let children: ChildProcess[] = []
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
})

// What `npm start` runs.
const tool = [process.execPath, '-C', 'ghost-chat-source', 'tools/run.js', 'start'] as const

/** Starts it on this port. */
function start(port: number | string, [program, ...args]: readonly [string, ...string[]] = tool) {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const said = { out: '', err: '' }
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said.out += chunk.toString()
      const found = /Ghost Chat is at (http:\S+)/.exec(said.out)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('close', () => {
      reject(new Error(`it ended before it named its address: ${said.out}${said.err}`))
    })
  })
  // A test that expects no address looks at `ended` alone.
  address.catch(() => undefined)
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }))
  return { child, address, ended }
}

describe('npm start', () => {
  test('serves the page and says how to reach the relay, until Ctrl-C', async () => {
    const { child, address, ended } = start(0)
    const at = await address
    expect(at).not.toMatch(/:0\b/)

    const page = await fetch(new URL('/', at))
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    const html = await page.text()
    const script = /<script[^>]* src="([^"]+)"/.exec(html)?.[1]
    expect((await fetch(new URL(script!, at))).headers.get('content-type')).toMatch(/javascript/)

    const told = await fetch(new URL('/.well-known/ghost-chat.json', at))
    expect(told.status).toBe(200)
    expect(await told.json()).toBeTypeOf('object')

    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, err: '' })
  })

  // Windows has no signals to send.
  test.skipIf(process.platform === 'win32')('does not outlive an npm that is told to end', async () => {
    const { child, address, ended } = start(0, ['npm', 'start'])
    const at = await address
    child.kill('SIGTERM')
    // Its output is closed only when every process that could write there is gone.
    await ended
    await expect(fetch(at)).rejects.toThrow()
  })

  test('a taken port is one clear sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, err } = await start(port).ended
    other.close()
    expect(err.trim().split('\n')).toEqual([
      expect.stringContaining(`Port ${port} is taken by another program.`),
    ])
    expect(code).toBe(1)
  })

  test.each(['http', '65536', '-1', '80.5'])('PORT=%s is no port', async (port) => {
    const { code, err } = await start(port).ended
    expect(err).toBe(`PORT is ${port}, which is no port: give a number from 0 to 65535.\n`)
    expect(code).toBe(1)
  })
})
