/** What a page must load for the smallest chat with each system: minified by esbuild, and gzipped. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { buildPackages } from '../../tools/build.ts'
import { partsOf } from '../../tools/lib/bundle.ts'
import { buildMinimalApp } from '../../tools/lib/minimal-app.ts'
import { root } from '../../tools/lib/workspace.ts'

export const APPS = {
  'ghost-chat': 'ghost-chat',
  trystero: 'trystero',
  'y-webrtc': 'y-webrtc',
  'socket.io': 'socket.io-client',
  nostr: 'nostr-tools',
  gossip: 'libp2p with gossipsub over websockets',
} as const

export type AppId = keyof typeof APPS

/** Gzipped kB (1,000 bytes). */
export interface Sizes {
  /** Before anything runs. */
  readonly first: number
  /** Until the first message. */
  readonly talking: number
}

/** Ours as an app gets it: the built packages, bundled by somebody who knows nothing of them. */
async function ownSizes(): Promise<Sizes> {
  const log: string[] = []
  if (!(await buildPackages((text) => log.push(text)))) throw new Error(log.join('\n'))
  const { library, chat, gzipped } = await buildMinimalApp(join(root, 'tests'))
  return { first: gzipped(library), talking: gzipped(chat) }
}

export async function bundleSizes(app: AppId): Promise<Sizes> {
  if (app === 'ghost-chat') return ownSizes()
  const folder = fileURLToPath(new URL('apps', import.meta.url))
  const { metafile, outputFiles } = await build({
    entryPoints: [`${app}.ts`],
    absWorkingDir: folder,
    outdir: 'out',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['ghost-chat-source'],
    logLevel: 'error',
  })
  const gzipped = (paths: readonly string[]): number =>
    paths.reduce((sum, path) => {
      const file = outputFiles.find((one) => one.path.replaceAll('\\', '/').endsWith(`/${path}`))
      return sum + (file === undefined ? NaN : gzipSync(file.contents).length / 1_000)
    }, 0)
  const { first, later } = partsOf(metafile, new RegExp(`^${app.replace('.', '\\.')}\\.ts$`))
  return { first: gzipped(first), talking: gzipped([...first, ...later]) }
}
