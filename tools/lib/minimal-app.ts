import { gzipSync } from 'node:zlib'
import { build, type Metafile } from 'esbuild'
import { slim } from '../slim/plugin.ts'
import { partsOf, reachedFrom } from './bundle.ts'
import { root } from './workspace.ts'

/** What a browser loads of the library, by the names of the files: esbuild's account of them is in `metafile`. */
export interface MinimalApp {
  readonly metafile: Metafile
  /** By an app that opens a space: before the network's code. */
  readonly library: string[]
  /** By a guest who joins a room over a relay and is linked to another member directly. */
  readonly chat: string[]
  /** Kilobytes (1,000 bytes) of some of the files, each compressed by itself. */
  readonly gzipped: (outputs: readonly string[]) => number
}

/**
 * What a guest is seen to load in Chromium, beside what the app loads at once: the network, the digest, WebRTC.
 * `tests/page/loaded.test.ts` looks whether that is all.
 */
const LOADED_LATER = [
  'packages/ghost-chat/src/chat/home.ts',
  'packages/ghost-chat/src/network/libp2p/index.ts',
  'packages/ghost-chat/src/network/libp2p/webrtc.ts',
  'packages/ghost-chat/src/identity/pure/sha256.ts',
]

/** The least that uses the library, from the sources, so that every module has its name. */
const MINIMAL_APP = `
  import { openSpace } from 'ghost-chat'
  globalThis.openSpace = openSpace`

export async function buildMinimalApp(): Promise<MinimalApp> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: MINIMAL_APP, resolveDir: root },
    absWorkingDir: root,
    outdir: '.cache/minimal-app',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['ghost-chat-source'],
    plugins: [slim()],
    metafile: true,
    logLevel: 'warning',
  })
  const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path
  const sizes = new Map(outputFiles.map(({ path, contents }) => [nameOf(path), gzipSync(contents).length]))
  return {
    metafile,
    library: partsOf(metafile, '<stdin>').first,
    chat: reachedFrom(metafile, ['<stdin>', ...LOADED_LATER]),
    gzipped: (outputs) => outputs.reduce((sum, path) => sum + (sizes.get(nameOf(path)) ?? NaN), 0) / 1000,
  }
}
