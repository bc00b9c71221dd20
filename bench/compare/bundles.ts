/** What a page must load for the smallest chat with each system: minified by esbuild, and gzipped. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { partsOf } from '../../tools/lib/bundle.ts'

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
  /** With everything that only some load. */
  readonly all: number
}

/** What our page loads as soon as a space is opened. */
const NETWORK = /network\/libp2p\/index\.ts$/

export async function bundleSizes(app: AppId): Promise<Sizes> {
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
  const outputs = Object.keys(metafile.outputs)
  const gzipped = (paths: Iterable<string>): number =>
    [...paths].reduce((sum, path) => {
      const file = outputFiles.find((one) => one.path.replaceAll('\\', '/').endsWith(`/${path}`))
      return sum + (file === undefined ? NaN : gzipSync(file.contents).length / 1_000)
    }, 0)
  const { first } = partsOf(metafile, `${app}.ts`)
  const network = outputs
    .map((path) => metafile.outputs[path]?.entryPoint)
    .find((entry) => entry !== undefined && NETWORK.test(entry))
  const talking = new Set([...first, ...(network === undefined ? [] : partsOf(metafile, network).first)])
  return { first: gzipped(first), talking: gzipped(talking), all: gzipped(outputs) }
}
