/**
 * Rendezvous: registering and discovering, one after the other, over loopback (websockets, noise, yamux); what a
 * full registry takes in memory and how long one operation of it lasts; and what the client adds to a bundle.
 *
 * `npm run bench:rendezvous`.
 */
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { build } from 'esbuild'
import { createLibp2p } from 'libp2p'
import { gzipSync } from 'node:zlib'
import { rendezvous } from '@ghost-chat/rendezvous'
import { rendezvousServer, SERVER_LIMITS } from '@ghost-chat/rendezvous/server'
import { Registry } from '../src/server/registry.ts'

const ROUNDS = 1_000
const PLENTY = { registersPerSecond: 1e6, registerBurst: 1e6, discoversPerSecond: 1e6, discoverBurst: 1e6 }

const settings = () => ({
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
  transports: [webSockets()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionGater: { denyDialMultiaddr: () => false },
})

/** Milliseconds, three ways: p50, p99 and the longest. */
function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(2)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`
}

async function timed(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = -50; round < rounds; round++) {
    const start = performance.now()
    await work(round)
    if (round >= 0) times.push(performance.now() - start)
  }
  return times
}

async function overLoopback(): Promise<void> {
  const server = await createLibp2p({
    ...settings(),
    services: { rendezvous: rendezvousServer({ limits: PLENTY }) },
  })
  const client = await createLibp2p({ ...settings(), services: { rendezvous: rendezvous() } })
  const { peerId } = server
  await client.dial(server.getMultiaddrs())
  const both = await timed(ROUNDS, async (round) => {
    await client.services.rendezvous.register(peerId, `room ${round % 100}`)
    const { peers } = await client.services.rendezvous.discover(peerId, `room ${round % 100}`)
    if (peers.length !== 1) throw new Error('the peer that registered was not found')
  })
  console.log(`register and discover together: ${spread(both)} (${ROUNDS} rounds)`)
  const register = await timed(ROUNDS, () => client.services.rendezvous.register(peerId, 'room'))
  console.log(`register alone: ${spread(register)}`)
  await Promise.all([client.stop(), server.stop()])
}

function fullRegistry(): void {
  const random = (): number => {
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
    return (high & 0xffff) * 2 ** 32 + low
  }
  const record = (): { bytes: Uint8Array; seq: bigint } => ({ bytes: new Uint8Array(300), seq: 1n })
  const memory = (): number => {
    globalThis.gc?.()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return (heapUsed + arrayBuffers) / 1e6
  }
  for (const [what, peers, rooms] of [
    ['50,000 peers, one registration each', 50_000, 1],
    ['100 peers that want 1,000 each', 100, 1_000],
  ] as const) {
    const before = memory()
    const registry = new Registry(SERVER_LIMITS, random)
    const start = performance.now()
    for (let room = 0; room < rooms; room++) {
      for (let peer = 0; peer < peers; peer++) {
        registry.register(`peer ${peer}`, `room ${room} of ${peer % 10}`, record(), 7_200, 0)
      }
    }
    const each = (1_000 * (performance.now() - start)) / (peers * rooms)
    const { registrations, bytes } = registry.counts(0)
    const took = (memory() - before).toFixed(1)
    console.log(
      `${what}: ${registrations} kept, ${took} MB (counted as ${(bytes / 1e6).toFixed(1)} MB), ` +
        `${each.toFixed(1)} µs a registration`,
    )
    const times = Array.from({ length: 200 }, () => {
      const begin = performance.now()
      registry.discover('room 0 of 0', null, 1_000, 0)
      return performance.now() - begin
    })
    console.log(`  a page of at most 1,000: ${spread(times)}`)
  }
}

async function inABundle(): Promise<void> {
  const sizeOf = async (external: string[]): Promise<number> => {
    const { outputFiles } = await build({
      stdin: {
        contents: `export { rendezvous } from '@ghost-chat/rendezvous'`,
        resolveDir: import.meta.dirname,
      },
      conditions: ['ghost-chat-source'],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      write: false,
      external,
    })
    return gzipSync(outputFiles[0]?.contents ?? '').length
  }
  const own = await sizeOf(['@libp2p/*', '@multiformats/*'])
  console.log(`the client in a bundle: ${(own / 1_000).toFixed(2)} kB min+gzip beside libp2p's own packages`)
}

await overLoopback()
fullRegistry()
await inABundle()
