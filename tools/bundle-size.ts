// `npm run bundle`: what a browser loads of the library and of the page, by package, against what we allow
// ourselves.
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from '../apps/web/build.ts'
import { bytesByPackage, partsOf } from './lib/bundle.ts'
import type { Finding } from './lib/claims.ts'
import { buildMinimalApp } from './lib/minimal-app.ts'
import { root } from './lib/workspace.ts'

/** Kilobytes (1,000 bytes) of minified script after gzip. Raise one only with the reason in the commit. */
const budgets = {
  /** What the page loads until it shows itself. */
  first: 15,
  /** What an app loads with `openSpace`, before the network. */
  library: 36,
  /** What a guest's browser loads for a chat with a direct link; the library is part of it. */
  chat: 162,
  /** The page with everything that only some load, and late: other curves, wallets, resolvers, routing. */
  page: 265,
}

type Part = keyof typeof budgets

/** The network, which comes later: in none of what is loaded before. */
const NETWORK = /^(?:libp2p|@libp2p\/.*|@chainsafe\/.*|@multiformats\/multiaddr.*|packages\/rendezvous)$/

/** Packages that are for relays, for Node, or somebody else's way: in nothing that a browser loads, and why. */
const never: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^react-native/, 'comes along with @libp2p/webrtc and serves no browser'],
  [/^@libp2p\/(?:kad-dht|mdns|tcp)$/, 'is for relays and for Node'],
  [/^node-datachannel$/, 'is WebRTC for Node'],
  [/^(?:did-jwt|did-resolver|jose|ethers|viem|web3)$/, 'does what the library does itself'],
  [/^@chainsafe\/libp2p-/, 'was superseded by its @libp2p successor'],
  [/^packages\/relay$/, 'is the server'],
]

/** Packages that a guest's chat does without, though it could come to load them. */
const notInChat: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^(?:weald|ms)$/, 'is a log that nobody reads'],
  [/^(?:@multiformats\/dns|p-queue|eventemitter3|hashlru)$/, 'looks up what no relay has to have'],
  [/^@helia\//, 'is for who asks routing servers'],
  [/^(?:it-queue|@sindresorhus\/fnv1a)$/, 'belongs to what a stand-in does'],
]

/** What a chat consists of: where one is missing, something else is measured than a chat. */
const inChat = ['libp2p', '@libp2p/gossipsub', '@libp2p/noise', '@libp2p/yamux', '@libp2p/circuit-relay-v2']

export async function checkBundle(): Promise<Finding> {
  const outDir = join(root, '.cache', 'bundle')
  const { metafile } = await buildPage({ outDir })
  const { first, later } = partsOf(metafile, 'src/main.ts')
  const ofPage = (outputs: readonly string[]) =>
    outputs.reduce((sum, path) => sum + gzipSync(readFileSync(resolve(root, 'apps/web', path))).length, 0) /
    1000
  const app = await buildMinimalApp()

  const size: Record<Part, number> = {
    first: ofPage(first),
    library: app.gzipped(app.library),
    chat: app.gzipped(app.chat),
    page: ofPage([...first, ...later]),
  }
  const ofChat = bytesByPackage(app.metafile, app.chat)
  const names = {
    first: namesOf(bytesByPackage(metafile, first)),
    library: namesOf(bytesByPackage(app.metafile, app.library)),
    chat: namesOf(ofChat),
    page: namesOf(bytesByPackage(metafile, [...first, ...later])),
  }
  const found = (part: Part, patterns: typeof never) =>
    patterns.flatMap(([pattern, why]) =>
      names[part].filter((name) => pattern.test(name)).map((name) => `${name} is in the ${part}: it ${why}`),
    )
  const complaints = [
    ...(['first', 'library', 'chat', 'page'] as const)
      .filter((part) => size[part] > budgets[part])
      .map((part) => `${part}: ${size[part].toFixed(1)} kB gzipped, and ${budgets[part]} kB are allowed`),
    ...found('first', [[NETWORK, 'comes later']]),
    ...found('library', [[NETWORK, 'comes later']]),
    ...found('chat', notInChat),
    ...found('page', never),
    ...inChat.filter((name) => !names.chat.includes(name)).map((name) => `${name} is missing in the chat`),
  ]
  return {
    ok: complaints.length === 0,
    output: [
      'A chat: kB minified, by package',
      ...ofChat.map(([name, bytes]) => line(bytes / 1000, name)),
      '',
      'A chat: kB gzipped, by file',
      ...app.chat.map((path) =>
        line(app.gzipped([path]), basename(path) + (app.library.includes(path) ? ' (library)' : '')),
      ),
      '',
      'The page: kB gzipped, by file',
      ...[...first, ...later].map((path) =>
        line(ofPage([path]), basename(path) + (first.includes(path) ? ' (first)' : '')),
      ),
      '',
      ...complaints,
    ].join('\n'),
    note: `${(['first', 'library', 'chat', 'page'] as const).map((part) => `${part} ${size[part].toFixed(1)}`).join(', ')} kB, gzipped`,
  }
}

const namesOf = (packages: readonly (readonly [name: string, bytes: number])[]): string[] =>
  packages.map(([name]) => name)

const line = (kilobytes: number, name: string): string => `${kilobytes.toFixed(1).padStart(8)}  ${name}`

export async function main(): Promise<number> {
  const { ok, output, note } = await checkBundle()
  console.log(output)
  console.log(note)
  return ok ? 0 : 1
}
