/** A relay and two members who do everything once write nothing to a disk. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Fault, Part, Script } from './member.ts'
import { findMarkers, marker } from './needles.ts'
import { hasStrace } from './strace.ts'
import { startWatched, type End, type Running, type Watch } from './watched.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const RELAY = fileURLToPath(new URL('../../packages/relay/src/bin.ts', import.meta.url))
const MEMBER = fileURLToPath(new URL('member.ts', import.meta.url))

// Without strace, and where nobody may trace, Node's permissions still show what matters.
const WATCHES: readonly Watch[] = (await hasStrace()) ? ['strace', 'permissions'] : ['permissions']
console.log(`Looking on by ${WATCHES.join(' and ')}.`)

/**
 * All that a program may open or make, by name: libuv's ring for waiting on sockets. It would carry files too, but
 * only where `UV_USE_IO_URING` is 1; here it is 0 (watched.ts), and the members that break the promise are caught.
 */
const EXPECTED = ['io_uring_setup']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ghost-chat-nothing-kept-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Scene {
  readonly relay: End
  readonly host: End
  readonly guest: End
  readonly script: Script
  readonly markers: readonly string[]
}

function newScript(): Script {
  return {
    space: marker(),
    room: marker(),
    names: { host: marker(), guest: marker() },
    texts: { first: marker(), json: marker(), reply: marker(), direct: marker(), answer: marker() },
  }
}

/** Plays the whole scene. `fault` makes the guest keep what it heard; `env` is the relay's. */
async function play(
  watch: Watch,
  { fault, env = {} }: { readonly fault?: Fault; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Scene> {
  const script = newScript()
  const markers = [script.space, script.room, ...Object.values(script.names), ...Object.values(script.texts)]
  const running: Running[] = []
  const start = (program: readonly string[], its: NodeJS.ProcessEnv = {}): Running => {
    const started = startWatched(watch, folder, program, markers, its)
    running.push(started)
    return started
  }
  try {
    const relay = start([RELAY, '--port', '0', '--host', '127.0.0.1'], env)
    const url = (await relay.says(/^ghost-relay listening on (http:\S+)$/m))[1] ?? ''
    const member = (role: Part['role']): Running => {
      const part: Part = { relay: url, role, script, ...(role === 'guest' && fault ? { fault } : {}) }
      return start([MEMBER, JSON.stringify(part)])
    }
    const host = member('host')
    await host.says(/^ready$/m)
    const guest = member('guest')
    const ends = await Promise.all([host.end, guest.end])
    relay.stop()
    return { relay: await relay.end, host: ends[0], guest: ends[1], script, markers }
  } finally {
    for (const { stop } of running) stop()
  }
}

describe.each(WATCHES)('under %s', (watch) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await play(watch)
  })

  test('everything was done, to the end', () => {
    const ends = [scene.relay, scene.host, scene.guest]
    expect(ends.map(({ code, log }) => ({ code, log: log.includes('Error') ? log : '' }))).toEqual(
      ends.map(() => ({ code: 0, log: '' })),
    )
    expect([scene.host.out, scene.guest.out]).toEqual(['ready\ndone\n', 'ready\ndone\n'])
    // Every one of them opened hundreds of modules: a log without that would be no log.
    if (watch === 'strace') for (const { calls } of ends) expect(calls).toBeGreaterThan(200)
  })

  test.each(['relay', 'host', 'guest'] as const)('%s: no marker is written to any file', (who) => {
    expect(scene[who].kept).toEqual([])
  })

  test.each(['relay', 'host', 'guest'] as const)('%s: nothing but this is opened to be written', (who) => {
    expect(scene[who].touched.filter((path) => !EXPECTED.includes(path))).toEqual([])
  })

  test('the relay’s log names nobody, no room and no word', () => {
    expect(scene.relay.log).toMatch(/"event":"relay-started"/)
    expect(findMarkers(Buffer.from(scene.relay.out + scene.relay.log), scene.markers)).toEqual([])
  })

  if (watch === 'strace') {
    test.each([
      ['utf8', 'plain'],
      ['base64url', 'base64'],
    ] as const)('a member that keeps one message as %s is caught', async (encoding, form) => {
      const path = join(folder, `kept-${encoding}`)
      const { guest } = await play(watch, { fault: { path, encoding } })
      expect(guest.kept.map((found) => found.replace(/^mark\w+ /, ''))).toEqual([`as ${form} in ${path}`])
      expect(guest.touched).toContain(`openat ${path}`)
    })
  } else {
    test('a member that keeps one message fails', async () => {
      const { guest } = await play(watch, { fault: { path: join(folder, 'kept'), encoding: 'base64url' } })
      expect([guest.code, guest.log]).toEqual([1, expect.stringContaining('ERR_ACCESS_DENIED')])
    })
  }
})

test('a relay that tells all that libp2p does, for debugging, tells rooms but no word and no name', async () => {
  const { relay, script } = await play('permissions', { env: { DEBUG: '*,*:trace' } })
  const told = Buffer.from(relay.out + relay.log)
  expect(told.length).toBeGreaterThan(100_000)
  expect(findMarkers(told, [...Object.values(script.texts), ...Object.values(script.names)])).toEqual([])
  expect(findMarkers(told, [script.room])).toEqual([`${script.room} as plain`])
})
