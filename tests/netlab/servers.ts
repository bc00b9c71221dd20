/** The servers of the public segment: relays, and coturn for STUN and TURN. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Namespaces, Process } from './namespaces.ts'
import { ADDRESS } from './town.ts'

const RELAY = fileURLToPath(new URL('../../packages/relay/src/bin.ts', import.meta.url))
const PORT = 8080

export type RelayName = 'relay1' | 'relay2'

export interface Server {
  /** Ends it without warning. */
  readonly kill: () => Promise<void>
}

export function relayUrl(name: RelayName): string {
  return `http://${ADDRESS[name]}:${PORT}`
}

/** Starts a relay as its command does and waits until it is ready. */
export async function startRelay(
  spaces: Namespaces,
  name: RelayName,
  args: readonly string[] = [],
): Promise<Server> {
  const child = spaces.start(name, process.execPath, [
    ...['-C', 'ghost-chat-source', RELAY, '--host', ADDRESS[name], '--port', String(PORT)],
    ...['--flood', 'off', ...args],
  ])
  return ready(name, child, 'ghost-relay listening')
}

/** What a relay tells its members of STUN and TURN. */
export type Ice = 'none' | 'stun' | 'turn'

export interface Turn extends Server {
  /** The options that a relay is started with, so that it names these servers. */
  readonly relayArgs: (ice: Ice) => readonly string[]
}

/** coturn with its `use-auth-secret`: STUN at one address and TURN at another. */
export async function startTurn(spaces: Namespaces): Promise<Turn> {
  const secret = randomBytes(16).toString('hex')
  const child = spaces.start('turn', 'turnserver', [
    ...['-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file=stdout', '--simple-log'],
    ...['--pidfile=/dev/null', '--userdb=:memory:', '--realm=lab.example'],
    ...['--use-auth-secret', `--static-auth-secret=${secret}`],
    ...[`--listening-ip=${ADDRESS.stun}`, `--listening-ip=${ADDRESS.turn}`, `--relay-ip=${ADDRESS.turn}`],
  ])
  const server = await ready('turn', child, 'Total General servers')
  const stun = ['--stun', `stun:${ADDRESS.stun}:3478`]
  const turn = ['--turn', `turn:${ADDRESS.turn}:3478?transport=udp`, '--turn-secret', secret]
  return {
    ...server,
    relayArgs: (ice) => [...(ice === 'none' ? [] : stun), ...(ice === 'turn' ? turn : [])],
  }
}

async function ready(name: string, child: Process, sign: string): Promise<Server> {
  let said = ''
  const closed = once(child, 'close')
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-65_536)
      if (said.includes(sign)) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', reject)
    void closed.then(() => reject(new Error(`${name} ended before it was ready: ${said}`)))
  })
  return {
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
