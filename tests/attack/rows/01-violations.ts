/** Row 1: violations of websocket, HTTP, yamux and of every protocol end nothing but the connection that errs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { BROKEN_FRAMES, rawWebsocket } from '../../support/websocket-frames.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import { SMALL_HEAP, health, residentMemory, type Stage } from '../stage.ts'

const MIB = 1_048_576

/** Requests that are none, or odd ones. A relay answers with an error or hangs up. */
const ODD_REQUESTS: readonly string[] = [
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
  'POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n',
  'POST /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /%2e%2e/%00 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /routing/v1/providers/not-a-cid HTTP/1.1\r\nHost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 7\r\nSec-WebSocket-Key: x\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  '\0'.repeat(4_096),
  '\r\n'.repeat(2_048),
]

/** What libp2p and ours speak on a connection. */
const PROTOCOLS = [
  '/ghost-chat/sync/1.0.0',
  '/ghost-chat/lane/1.0.0',
  '/ghost-chat/lost/1.0.0',
  '/ghost-chat/direct/1.0.0',
  '/ghost-chat/meet/1.0.0',
  '/ghost-chat/hub/1.0.0',
  '/ghost-chat/id/1.0.0',
  '/ghost-chat/ping/1.0.0',
  '/ghost-chat/relays/kad/1.0.0',
  '/rendezvous/1.0.0',
  '/meshsub/1.1.0',
  '/libp2p/circuit/relay/0.2.0/hop',
  '/libp2p/circuit/relay/0.2.0/stop',
  '/ipfs/id/1.0.0',
]

/** A process that is attacked. */
interface Victim {
  readonly name: string
  readonly port: number
  readonly peerId: string
  readonly pid?: number
  /** Milliseconds until it answered an honest client; `null` if it did not. */
  readonly answers: () => Promise<number | null>
}

/** Milliseconds of an answer, beyond what a relay needs meanwhile that nobody attacks on the same machine. */
const MOST_BEYOND = 100

async function relayVictim(stage: Stage): Promise<Victim> {
  const { url, process: own } = await stage.relay([], SMALL_HEAP)
  const about = (await (await fetch(`${url}/.well-known/ghost-chat.json`)).json()) as { peerId: string }
  return {
    name: 'relay',
    port: Number(new URL(url).port) || 80,
    peerId: about.peerId,
    ...(own === undefined ? {} : { pid: own.pid }),
    answers: () => health(url),
  }
}

async function memberVictim(stage: Stage): Promise<Victim> {
  const path = fileURLToPath(new URL('../../support/listening-member.ts', import.meta.url))
  const child = spawn(process.execPath, ['-C', 'ghost-chat-source', path], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...SMALL_HEAP },
  })
  stage.onEnd(async () => child.kill('SIGKILL'))
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { ws, peerId } = JSON.parse(line) as { ws: number; peerId: string }
  return {
    name: 'member',
    port: ws,
    peerId,
    ...(child.pid === undefined ? {} : { pid: child.pid }),
    async answers() {
      if (child.exitCode !== null || child.signalCode !== null) return null
      const start = performance.now()
      const { socket, ended } = await rawWebsocket(ws)
      const answered = new Promise<boolean>((resolve) => {
        socket.once('data', () => resolve(true))
        void ended.then(() => resolve(false))
      })
      const isAnswered = await answered
      socket.destroy()
      return isAnswered ? performance.now() - start : null
    },
  }
}

async function sendOdd(port: number, request: string): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.resume()
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  socket.write(Buffer.from(request, 'latin1'))
  await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, 100))])
  socket.destroy()
}

/** Looks again and again until something is over. */
async function lookingUntil<T>(over: Promise<T>, look: () => Promise<void>): Promise<T> {
  const pause = (): Promise<'pause'> => new Promise((resolve) => setTimeout(resolve, 250, 'pause'))
  for (;;) {
    await look()
    const first = await Promise.race([over.then((value) => ({ value })), pause()])
    if (first !== 'pause') return first.value
  }
}

/** Has an attacker write garbage to a victim, and looks meanwhile. */
async function garble(
  stage: Stage,
  { port, peerId }: Victim,
  sockets: number,
  streams: number,
  look: () => Promise<void>,
): Promise<void> {
  const attacker = await stage.attacker('garbage.ts', {
    port,
    peerId,
    sockets,
    streams,
    protocols: PROTOCOLS,
  })
  const code = await lookingUntil(attacker.ended, look)
  if (code !== 0) throw new Error(`The attacker ended with ${String(code)}.`)
  await look()
}

interface Besieged {
  /** Questions that were not answered. */
  readonly silent: number
  /** The slowest answer, and the slowest of the one who was left alone. */
  readonly slowest: number
  readonly alone: number
  /** What its memory grew by. */
  readonly grown: number | null
}

/** @param left a relay that nobody attacks, asked whenever the victim is */
async function besiege(stage: Stage, victim: Victim, left: Victim | null): Promise<Besieged> {
  let [silent, slowest, alone] = [0, 0, 0]
  const look = async (): Promise<void> => {
    const [time, other] = await Promise.all([victim.answers(), left?.answers() ?? null])
    if (time === null) silent++
    else slowest = Math.max(slowest, time)
    alone = Math.max(alone, other ?? 0)
  }
  // A process that has just started grows by its own code, and by what its heap keeps ready for work, whoever brings that.
  // So it is measured from after a first helping: what grows from there on is kept for strangers.
  for (let i = 0; i < 20; i++) await victim.answers()
  await garble(stage, victim, stage.amount(50, 3_000), stage.amount(14, 300), look)
  const before = victim.pid === undefined ? null : await residentMemory(victim.pid)
  for (const [, bytes] of BROKEN_FRAMES) {
    for (const isLater of [false, true]) {
      const client = await rawWebsocket(victim.port, isLater ? new Uint8Array(0) : bytes)
      if (isLater) {
        await Promise.race([once(client.socket, 'data'), client.ended])
        client.socket.write(bytes)
      }
      await Promise.race([client.ended, new Promise((resolve) => setTimeout(resolve, 200))])
      client.socket.destroy()
      await look()
    }
  }
  stage.progress(
    `${victim.name}: ${BROKEN_FRAMES.length * 2} broken frames sent, ${silent} unanswered questions`,
  )
  for (const request of ODD_REQUESTS) {
    await sendOdd(victim.port, request)
    await look()
  }
  stage.progress(`${victim.name}: ${ODD_REQUESTS.length} odd requests sent, ${silent} unanswered questions`)
  await garble(stage, victim, stage.amount(100, 9_000), stage.amount(28, 1_000), look)
  stage.progress(
    `${victim.name}: garbage on ${stage.amount(100, 9_000)} sockets and ${stage.amount(28, 1_000)} streams`,
  )
  const grown =
    before === null || victim.pid === undefined ? null : (await residentMemory(victim.pid)) - before
  return { silent, slowest, alone, grown }
}

export const violations: Attack = {
  number: 1,
  promise: 'a stranger ends nothing',
  attack: `${BROKEN_FRAMES.length} violations of RFC 6455 along with the upgrade and after it, ${ODD_REQUESTS.length} odd HTTP requests, seeded garbage on 9,000 websockets and 1,000 streams of ${PROTOCOLS.length} protocols; against a relay and a member that listens`,
  mustHold: `0 exits; an answer within ${MOST_BEYOND} ms after each, and what a relay needs that is left alone; memory within 50 MiB of before`,
  limits:
    'relay and member have a heap of 64 MiB, so that memory is what they hold and not what a large machine lets lie; it is measured from after a first third, since a process that has just started grows by work of any kind; the time is that of the slowest answer while the garbage is sent as fast as one process can',
  againstAnyRelay: true,
  async play(stage) {
    const victims = [await relayVictim(stage)]
    const left = victims[0]?.pid === undefined ? null : await relayVictim(stage)
    // A relay of somebody else's is attacked alone.
    if (victims[0]?.pid !== undefined) victims.push(await memberVictim(stage))
    const checks: (readonly [boolean, string])[] = []
    for (const victim of victims) {
      const { silent, slowest, alone, grown } = await besiege(stage, victim, left)
      checks.push([silent === 0, `${victim.name}: ${silent} questions unanswered`])
      checks.push([
        stage.isTimely(slowest, MOST_BEYOND + alone),
        `slowest answer ${slowest.toFixed(0)} ms (of the one left alone ${alone.toFixed(0)} ms)`,
      ])
      if (grown !== null)
        checks.push([!stage.whole || grown <= 50 * MIB, `memory +${(grown / MIB).toFixed(0)} MiB`])
    }
    return outcomeOf(checks)
  },
}
