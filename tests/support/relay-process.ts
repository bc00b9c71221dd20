/** A relay in a process of its own, started as its command starts it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface RelayProcess {
  readonly url: string
  readonly port: number
  readonly peerId: string
  readonly pid: number
  /** What it wrote to stderr so far: one JSON object per line. */
  readonly log: () => string
  /** Ends it politely; gives its exit code. */
  readonly stop: () => Promise<number | null>
  /** Ends it without warning. */
  readonly kill: () => Promise<void>
}

/** For tests that send much in one name: the relay holds no flood rule. */
export const NO_FLOOD = Object.freeze({ args: Object.freeze(['--flood', 'off']) })

const BIN = fileURLToPath(new URL('../../packages/relay/src/bin.ts', import.meta.url))
const ready = /^ghost-relay listening on (http:\S+)$/m

/**
 * Starts a relay and waits until it is ready.
 *
 * @param options `port` 0, the default, takes any free one; `args` are further arguments of the command, `env` its environment's
 */
export async function startRelay(
  options: {
    readonly port?: number
    readonly args?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  } = {},
): Promise<RelayProcess> {
  const { port = 0, args = [], env = {} } = options
  const child = spawn(
    process.execPath,
    ['-C', 'ghost-chat-source', BIN, '--port', String(port), '--host', '127.0.0.1', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  )
  // A test run that dies must not leave relays behind.
  const end = (): boolean => child.kill('SIGKILL')
  process.on('exit', end)
  const ended = once(child, 'exit').then(([code]) => {
    process.off('exit', end)
    return code as number | null
  })
  let out = ''
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const found = ready.exec(out)?.[1]
      if (found !== undefined) resolve(found)
    })
    // Not at its exit: what it said last may still be on its way then.
    child.on('close', (code) => {
      reject(new Error(`The relay ended with ${String(code)} before it was ready: ${log}`))
    })
  })
  const info = (await (await fetch(`${url}/.well-known/ghost-chat.json`)).json()) as { peerId: string }
  return Object.freeze({
    pid: child.pid ?? 0,
    url,
    port: Number(new URL(url).port),
    peerId: info.peerId,
    log: () => log,
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  })
}
