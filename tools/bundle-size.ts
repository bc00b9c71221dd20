// `npm run bundle`: what the page makes a person download, by package, against what we allow ourselves.
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from '../apps/web/build.ts'
import { bytesByPackage, partsOf } from './lib/bundle.ts'
import type { Finding } from './lib/claims.ts'
import { root } from './lib/workspace.ts'

/** Kilobytes (1,000 bytes) of minified script after gzip. Raise one only with the reason in the commit. */
const budgets = {
  first: 15,
  // With everything that only some load, and late: other curves, wallets, resolvers, the fallback's curve,
  // delegated routing.
  total: 265,
}

/** Packages that must not be loaded before the page shows: the network's code comes later. */
const notFirst = /^(?:libp2p|@libp2p\/.*|@chainsafe\/.*|@multiformats\/multiaddr.*)$/

/** Packages that must not be in the page at all, and why. */
const never: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^react-native/, 'comes along with @libp2p/webrtc and serves no browser'],
  [/^@libp2p\/(?:kad-dht|mdns|tcp)$/, 'is for relays and for Node'],
  [/^node-datachannel$/, 'is WebRTC for Node'],
  [/^(?:did-jwt|did-resolver|jose|ethers|viem|web3)$/, 'does what the library does itself'],
  [/^@chainsafe\/libp2p-/, 'was superseded by its @libp2p successor'],
  [/^packages\/relay$/, 'is the server'],
]

export async function checkBundle(): Promise<Finding> {
  const outDir = join(root, '.cache', 'bundle')
  const { metafile } = await buildPage({ outDir })
  const { first, later } = partsOf(metafile, 'src/main.ts')
  const gzipped = (outputs: readonly string[]) =>
    outputs.reduce((sum, path) => sum + gzipSync(readFileSync(resolve(root, 'apps/web', path))).length, 0) /
    1000

  const size = { first: gzipped(first), total: gzipped([...first, ...later]) }
  const everything = bytesByPackage(metafile, [...first, ...later])
  const names = everything.map(([name]) => name)
  const complaints = [
    ...(['first', 'total'] as const)
      .filter((part) => size[part] > budgets[part])
      .map((part) => `${part}: ${size[part].toFixed(1)} kB gzipped, and ${budgets[part]} kB are allowed`),
    ...bytesByPackage(metafile, first)
      .filter(([name]) => notFirst.test(name))
      .map(([name]) => `${name} is in what the page loads first`),
    ...never.flatMap(([pattern, why]) =>
      names.filter((name) => pattern.test(name)).map((name) => `${name} is in the page: it ${why}`),
    ),
  ]
  const table = everything.map(([name, bytes]) => `${(bytes / 1000).toFixed(1).padStart(8)}  ${name}`)
  const files = [...first, ...later].map(
    (path) =>
      `${gzipped([path]).toFixed(1).padStart(8)}  ${basename(path)}${first.includes(path) ? ' (first)' : ''}`,
  )
  return {
    ok: complaints.length === 0,
    output: [
      'kB minified, by package',
      ...table,
      '',
      'kB gzipped, by file',
      ...files,
      '',
      ...complaints,
    ].join('\n'),
    note: `${size.first.toFixed(1)} kB first, ${size.total.toFixed(1)} kB in all, gzipped`,
  }
}

export async function main(): Promise<number> {
  const { ok, output, note } = await checkBundle()
  console.log(output)
  console.log(note)
  return ok ? 0 : 1
}
