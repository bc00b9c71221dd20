/** Who keeps to relays: what the others come to hold of it, byte by byte. And that a process with links ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { AbstractMessageStream } from '@libp2p/utils'
import { openSpace, type Space } from 'ghost-chat'
import { roomCid } from 'ghost-chat/network/gossip'
import { libp2pNetwork, type Libp2pNetwork } from 'ghost-chat/network/libp2p'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { findMarkers } from '../nothing-kept/needles.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

const PROCESS = fileURLToPath(new URL('direct-process.ts', import.meta.url))
/** Where the relay sees the one that hides: like the relay's own only in its first letters (see `findMarkers`). */
const ADDRESS = '127.77.88.99'

let relay: RelayProcess
beforeEach(async () => {
  relay = await startRelay({ args: ['--routing'] })
})
afterEach(async () => {
  await relay.kill()
})

/** A way to the relay that comes out at an address of its own; `ports` are those that it came from. */
async function detour(): Promise<{ readonly url: string; readonly ports: readonly number[] }> {
  const ports: number[] = []
  const server = createServer((inner) => {
    const outer = connect({ port: relay.port, host: '127.0.0.1', localAddress: ADDRESS })
    outer.on('connect', () => ports.push(outer.localPort ?? 0))
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const)
      from.on('error', () => to.destroy()).pipe(to)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ports }
}

interface Seen {
  readonly did: string
  readonly state: string
  readonly paths: readonly string[]
}

/** Starts somebody in a process of its own. */
function start(url: string, room: string, how: 'relay-only' | 'direct') {
  const child = spawn(process.execPath, ['-C', 'ghost-chat-source', PROCESS, url, room, how], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const ended = once(child, 'exit')
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const seen = (): Seen[] =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Seen)
  return { child, ended, seen }
}

/** Writes down every byte that comes in on a stream of this process, deciphered, from now on. */
function capture(): () => Buffer {
  const kept: Buffer[] = []
  const { prototype } = AbstractMessageStream
  const original = prototype.onData
  prototype.onData = function (data) {
    kept.push(Buffer.from(data.subarray()))
    original.call(this, data)
  }
  onTestFinished(() => {
    prototype.onData = original
  })
  return () => Buffer.concat(kept)
}

async function enter(room: string): Promise<{ space: Space; network: Libp2pNetwork; heard: string[] }> {
  const network = await libp2pNetwork({ relays: [relay.url] })
  const space = await openSpace('tests', { network })
  onTestFinished(() => space.close())
  const chat = await space.joinChat(room)
  const heard: string[] = []
  chat.on('message', (_did, { text }) => heard.push(text))
  await until('the other to be here', () => chat.onlineUsers().length === 2)
  await chat.send('hello')
  await until('an answer', () => heard.includes('hello yourself'))
  await until('its history to be asked for', async () => (await chat.requestBacklog()).length >= 0)
  return { space, network, heard }
}

/** The addresses of this machine, but for those that everybody has. */
const ownAddresses = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .filter(({ internal }) => !internal)
  .map(({ address }) => address)

/** How multiaddrs have an IPv4 address and a TCP or UDP port. */
const ip4 = (address: string): Buffer => Buffer.from([4, ...address.split('.').map(Number)])
const portIn = (port: number): Buffer[] => [
  Buffer.from([6, port >> 8, port & 255]),
  Buffer.from([0x91, 0x02, port >> 8, port & 255]),
]

describe('a member that keeps to relays', () => {
  test('[NW12] gives its address to nobody: not by identify, records, signals, presence or its registration', async () => {
    const bytes = capture()
    const way = await detour()
    const shy = start(way.url, 'shy', 'relay-only')
    await until('it to be in the room', () => shy.seen().length > 0)
    // Alone in its room, it lets itself be found.
    const providers = `${relay.url}/routing/v1/providers/${roomCid('3box.chat.tests.shy').toString()}`
    const registered = await until('it to be registered', async () => {
      const text = await (await fetch(providers)).text()
      return text.includes('12D3') ? text : null
    })
    const { network } = await enter('shy')

    expect(way.ports.length).toBeGreaterThan(0)
    const known = JSON.stringify(await network.libp2p.peerStore.all(), (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    const received = Buffer.concat([bytes(), Buffer.from(registered), Buffer.from(known)])
    expect(received.includes('hello yourself') || findMarkers(received, ['hello yourself']).length > 0).toBe(
      true,
    )
    expect(
      findMarkers(received, [ADDRESS, ...ownAddresses, 'a=candidate', 'typ host', 'a=fingerprint']),
    ).toEqual([])
    const needles = [ADDRESS, ...ownAddresses.filter((one) => !one.includes(':'))].map(ip4)
    for (const needle of needles) expect(received.includes(needle)).toBe(false)
    for (const port of way.ports) {
      expect(received.includes(`/${port}`)).toBe(false)
      for (const after of portIn(port))
        expect(received.includes(Buffer.concat([ip4(ADDRESS), after]))).toBe(false)
    }
    for (const { paths } of shy.seen()) expect(paths).not.toContain('direct')
  }, 60_000)

  test('[NW12] is the exception: others do say where they are, and this is how it looks', async () => {
    const bytes = capture()
    const way = await detour()
    const open = start(way.url, 'open', 'direct')
    await until('it to be in the room', () => open.seen().length > 0)
    await enter('open')
    await until('a direct link', () => open.seen().some(({ paths }) => paths.includes('direct')))
    expect(findMarkers(bytes(), ['typ host', 'a=fingerprint'])).toEqual([
      'typ host as plain',
      'a=fingerprint as plain',
    ])
  }, 60_000)
})

test('a process whose space is closed ends by itself, direct links or not', async () => {
  const both = [start(relay.url, 'end', 'direct'), start(relay.url, 'end', 'direct')]
  await until('both to be direct', () => both.every(({ seen }) => seen().at(-1)?.paths[0] === 'direct'))
  // One after the other: the first leaves a link that stands, the second one that was lost.
  for (const { child, ended } of both) {
    child.stdin.end()
    expect(await ended).toEqual([0, null])
  }
}, 60_000)
