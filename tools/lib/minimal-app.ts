import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { reachedFrom } from './bundle.ts'

/** What a browser loads of the library, in an app that does nothing else. */
export interface MinimalApp {
  /** By an app that opens a space: before the network's code. Names of files. */
  readonly library: string[]
  /** By a guest who joins a room over a relay and is linked to another member directly. */
  readonly chat: string[]
  /** Beside it, by a member that looks for others, or stays registered for them. */
  readonly search: string[]
  /** All files, by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Kilobytes (1,000 bytes) of some of the files, each compressed by itself. */
  readonly gzipped: (files: readonly string[]) => number
}

/**
 * What a guest loads beside what the app loads at once, as the modules that are asked for by `import()`: the rest of
 * the library, the network, the digest, WebRTC. `tests/page/loaded.test.ts` sees that this is all.
 */
const LOADED_LATER = [
  /\/browser\/home-\w+\.js$/,
  /\/browser\/libp2p\.js$/,
  /\/browser\/sha256\.js$/,
  /\/browser\/webrtc-\w+\.js$/,
]

/** What a search loads, a second after a room was opened. */
const SEARCH = /\/browser\/seeker-\w+\.js$/

const APP = `
  import { openSpace } from 'ghost-chat'
  globalThis.openSpace = openSpace`

/**
 * Bundles it as somebody would who knows nothing of us: esbuild, minified, in parts; no plugin, no condition.
 * @param dir where `ghost-chat` is installed, with its `dist`
 */
export async function buildMinimalApp(dir: string): Promise<MinimalApp> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: APP, resolveDir: dir },
    absWorkingDir: dir,
    outdir: 'minimal-app',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    metafile: true,
    logLevel: 'warning',
  })
  const all = new Map(outputFiles.map(({ path, contents }) => [nameOf(path), contents]))
  const sizes = new Map([...all].map(([name, contents]) => [name, gzipSync(contents).length]))
  const chat = reachedFrom(metafile, [/^<stdin>$/, ...LOADED_LATER]).map(nameOf)
  return {
    library: reachedFrom(metafile, [/^<stdin>$/]).map(nameOf),
    chat,
    search: reachedFrom(metafile, [SEARCH])
      .map(nameOf)
      .filter((file) => !chat.includes(file)),
    files: all,
    gzipped: (files) => files.reduce((sum, file) => sum + (sizes.get(file) ?? NaN), 0) / 1000,
  }
}

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path
