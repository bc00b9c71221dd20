/** What a relay says of a TURN server, tried on a real one: coturn, where it is installed. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseRelayInfo } from '../../packages/ghost-chat/src/network/libp2p/well-known.ts'
import { PeerConnection } from '../../packages/ghost-chat/src/network/libp2p/rtc.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

const HAS_COTURN = spawnSync('turnserver', ['-h']).error === undefined
if (!HAS_COTURN) console.warn('coturn is not installed (apt-get install coturn): TURN is not tried.')

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

/** A TURN server on this machine; gives what ends it. */
async function startTurn(port: number, secret: string): Promise<() => Promise<unknown>> {
  const child = spawn(
    'turnserver',
    [
      ...['-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file=stdout', '--simple-log'],
      ...['--pidfile=/dev/null', '--userdb=:memory:', '--realm=tests.example', '--allow-loopback-peers'],
      ...['--use-auth-secret', `--static-auth-secret=${secret}`],
      ...['--listening-ip=127.0.0.1', '--relay-ip=127.0.0.1', `--listening-port=${port}`],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = once(child, 'close')
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await until('the TURN server to run', () => said.includes('Total General servers'))
  return () => {
    child.kill('SIGKILL')
    return ended
  }
}

describe.runIf(HAS_COTURN)('a TURN server that a relay names', () => {
  let relay: RelayProcess
  let endTurn: () => Promise<unknown>
  beforeAll(async () => {
    const secret = randomBytes(16).toString('hex')
    const port = await freePort()
    endTurn = await startTurn(port, secret)
    relay = await startRelay({
      args: ['--turn', `turn:127.0.0.1:${port}?transport=udp`],
      env: { GHOST_TURN_SECRET: secret },
    })
  })
  afterAll(async () => {
    await relay.kill()
    await endTurn()
  })

  /** A peer that takes no path but over the server, by the name and password that the relay gives it. */
  async function peer(change: (credential: string) => string = (credential) => credential) {
    const document = await (await fetch(`${relay.url}/.well-known/ghost-chat.json`)).text()
    const [server] = parseRelayInfo(document)?.iceServers ?? []
    if (server === undefined || PeerConnection === null) throw new Error('no server, or no WebRTC')
    const { urls, username = '', credential = '' } = server
    const connection = new PeerConnection({
      iceServers: [{ urls: [...urls], username, credential: change(credential) }],
      iceTransportPolicy: 'relay',
    })
    onTestFinished(() => connection.close())
    const candidates: RTCIceCandidate[] = []
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') candidates.push(candidate)
    })
    return { connection, candidates }
  }

  const untilGathered = ({ connection }: Awaited<ReturnType<typeof peer>>) =>
    until('its addresses', () => connection.iceGatheringState === 'complete')

  test('[NW15] gives an address to those who have a name and a password from it, and they link over that', async () => {
    const [one, other] = [await peer(), await peer()]
    const channel = one.connection.createDataChannel('x', { negotiated: true, id: 0 })
    const offer = await one.connection.createOffer()
    await one.connection.setLocalDescription(offer)
    await untilGathered(one)
    await other.connection.setRemoteDescription(offer)
    const echo = other.connection.createDataChannel('x', { negotiated: true, id: 0 })
    echo.addEventListener('message', ({ data }: MessageEvent<string>) => echo.send(`${data} yourself`))
    const answer = await other.connection.createAnswer()
    await other.connection.setLocalDescription(answer)
    await untilGathered(other)
    for (const { candidates } of [one, other]) {
      // node-datachannel says that it has gathered everything before it tells what.
      await until('an address', () => candidates.length > 0)
      for (const { candidate } of candidates) expect(candidate).toMatch(/ 127\.0\.0\.1 \d+ typ relay/)
    }

    let heard = ''
    channel.addEventListener('message', ({ data }: MessageEvent<string>) => (heard = data))
    await one.connection.setRemoteDescription(answer)
    for (const candidate of one.candidates) await other.connection.addIceCandidate(candidate)
    for (const candidate of other.candidates) await one.connection.addIceCandidate(candidate)
    await until('the channel', () => channel.readyState === 'open')
    channel.send('hello')
    await until('the answer', () => heard === 'hello yourself')
  })

  test('[NW15] gives none to who made the password up', async () => {
    const liar = await peer((credential) => credential.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')))
    liar.connection.createDataChannel('x', { negotiated: true, id: 0 })
    await liar.connection.setLocalDescription(await liar.connection.createOffer())
    await untilGathered(liar)
    expect(liar.candidates).toEqual([])
  })
})
