/** Violations of RFC 6455, sent to a relay and to a member that listens, each a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import {
  answersHandshake,
  BROKEN_FRAMES,
  masked,
  MULTISTREAM,
  rawWebsocket,
} from '../support/websocket-frames.ts'

interface Listening {
  readonly port: () => number
  /** Fails if the process has ended. */
  readonly lives: () => Promise<void>
}

/** The node's process runs, and honest clients are answered. A member takes 64 connections a second of an address. */
async function expectSound(node: Listening): Promise<void> {
  await node.lives()
  await until('a handshake to be answered', () => answersHandshake(node.port()))
}

let relay: RelayProcess
let member: ChildProcess
let memberPort = 0
beforeAll(async () => {
  relay = await startRelay()
  const path = fileURLToPath(new URL('../support/listening-member.ts', import.meta.url))
  member = spawn(process.execPath, ['-C', 'ghost-chat-source', path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(member.stdout!), 'line')) as [string]
  memberPort = (JSON.parse(line) as { ws: number }).ws
})
afterAll(async () => {
  expect(await relay.stop()).toBe(0)
  const ended = once(member, 'exit')
  member.stdin!.end()
  await ended
  expect(member.exitCode).toBe(0)
})

const listening: readonly (readonly [who: string, node: Listening])[] = [
  [
    'a relay',
    {
      port: () => relay.port,
      lives: async () => {
        const answer = await fetch(`${relay.url}/health`)
        expect(await answer.json()).toMatchObject({ status: 'ok' })
      },
    },
  ],
  [
    'a member that listens',
    {
      port: () => memberPort,
      lives: async () => {
        expect(member.exitCode).toBeNull()
      },
    },
  ],
]

describe.each(listening)('%s', (_who, node) => {
  it.each(BROKEN_FRAMES)(
    '[NW20] ends the one socket that sends %s, along with its request',
    async (_what, bytes) => {
      const { ended } = await rawWebsocket(node.port(), bytes)
      await ended
      await expectSound(node)
    },
  )

  it.each(BROKEN_FRAMES)('[NW20] ends the one socket that sends %s, later', async (_what, bytes) => {
    const { socket, received, ended } = await rawWebsocket(node.port())
    await until('the upgrade', () => Buffer.from(received()).includes('101 Switching'))
    socket.write(bytes)
    await ended
    await expectSound(node)
  })

  it('[NW20] takes a message of 1 MiB', async () => {
    const { socket, received } = await rawWebsocket(node.port())
    const message = new Uint8Array(1_048_576)
    message.set(MULTISTREAM)
    socket.write(masked(0x82, message))
    // A message is handed over whole, so its beginning is answered once all of it was taken.
    await until('an answer to its beginning', () => Buffer.from(received()).includes(MULTISTREAM))
    socket.destroy()
  })

  it(
    '[NW20] ends a handshake that says nothing within 10 s, though its peer answers no goodbye',
    { timeout: 30_000 },
    async () => {
      const { ended } = await rawWebsocket(node.port())
      const began = performance.now()
      await ended
      // 10 s for the handshake and 2 s for a goodbye; `ws` alone waits for 30 s more.
      expect(performance.now() - began).toBeLessThan(20_000)
      await node.lives()
    },
  )

  it(
    '[NW20] outlives a peer that asks for protocols, reads no answer and hangs up',
    { timeout: 40_000 },
    async () => {
      const { socket, received, ended } = await rawWebsocket(node.port())
      await until('the upgrade', () => Buffer.from(received()).includes('101 Switching'))
      socket.pause()
      const unknown = Buffer.from(masked(0x82, Buffer.from('\x02x\n'.repeat(20_000), 'latin1')))
      socket.write(masked(0x82, MULTISTREAM))
      for (let i = 0; i < 100 && !socket.destroyed; i++) socket.write(unknown)
      const timer = setTimeout(() => socket.destroy(), 12_000)
      await ended
      clearTimeout(timer)
      await expectSound(node)
    },
  )
})
