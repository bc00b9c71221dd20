/** mDNS alone: two members in Node on one network that nobody else is on. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const NEIGHBOUR = fileURLToPath(new URL('neighbour.ts', import.meta.url))

/** A network of its own: a bridge that leads nowhere, with multicast. */
const NETWORK =
  'ip link set lo up && ip link add lan type bridge && ip addr add 10.77.0.1/24 dev lan && ip link set lan up && ip route add 224.0.0.0/4 dev lan'

/** Whether this machine lets us make one. */
const canIsolate = spawnSync('unshare', ['--net', 'sh', '-c', NETWORK], { stdio: 'ignore' }).status === 0

let child: ChildProcess | undefined
afterEach(async () => {
  if (child === undefined || child.exitCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test.skipIf(!canIsolate)(
  '[FD6] mDNS alone lets two members in Node meet (skipped where no network namespace can be made)',
  async () => {
    const command = `${NETWORK} && exec ${process.execPath} -C ghost-chat-source ${NEIGHBOUR}`
    child = spawn('unshare', ['--net', 'sh', '-c', command], { stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let errors = ''
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(errors).toBe('')
    expect(code).toBe(0)
    expect(out.trim().split('\n').sort()).toEqual(['alice heard from bob', 'bob heard from alice'])
  },
  60_000,
)
