/**
 * What an app gets of `ghost-chat` in a browser: `dist/browser/`, built with `slim`. Whatever bundler the app has takes
 * it as it is, by the condition `browser` of the package's `exports`.
 *
 * All subpaths come from one build, so that a class is the same one whichever way it was imported.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'
import { minify } from 'terser'
import { root } from '../lib/workspace.ts'
import { joined, type Group } from './join.ts'
import { licencesOf } from './licences.ts'
import { slim } from './plugin.ts'
import { shortened } from './shorten.ts'
import { numbered, type Texts } from './trim.ts'

const library = join(root, 'packages/ghost-chat')
const source = join(library, 'src')

/** What is built, by the names that package.json gives it. */
const entries = {
  index: join(source, 'index.ts'),
  wire: join(source, 'wire/index.ts'),
  identity: join(source, 'identity/index.ts'),
  network: join(source, 'network/index.ts'),
  memory: join(source, 'network/memory/index.ts'),
  libp2p: join(source, 'network/libp2p/index.ts'),
  sha256: join(source, 'identity/pure/sha256.ts'),
}

/** Asked for by nobody: what `openSpace` needs is told from the rest of the index by it. */
const spaceAlone = { space: join(source, 'space.ts') }

const opened = [/chat\/home[.]ts$/, /pure\/sha256\.ts$/]

/**
 * What is loaded at one time comes in one file: with `openSpace`; when a space is opened, apart from what an app may
 * have asked for before (keys and wallets need some of it); with the network.
 */
const groups: readonly Group[] = [
  { entries: [/src\/space\.ts$/], into: 'core.js' },
  { entries: opened, alsoOf: [/src\/index\.ts$/], into: 'keys.js' },
  { entries: opened, into: 'room.js' },
  { entries: [/libp2p\/index\.ts$/], into: 'node.js' },
  { entries: [/src\/index\.ts$/], into: 'own.js' },
]

/**
 * Packages that few ever load, and later: each a file of its own with all that it needs. If they shared modules
 * with the rest, everybody would load these in more and smaller pieces.
 */
const rarelyLoaded: Readonly<Record<string, string>> = {
  '@helia/delegated-routing-client': 'routing',
  '@multiformats/dns': 'dns',
}

const common = {
  absWorkingDir: root,
  outdir: join(library, 'dist/browser'),
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  conditions: ['ghost-chat-source'],
  // What nobody uses is gone and nothing is shortened: that the app's own bundler does.
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions

/** Returns what it was made of: the names and sizes before the modules are made small. */
export async function buildForBrowsers(): Promise<Metafile> {
  const texts: Texts = new Map()
  const main = await build({
    ...common,
    entryPoints: { ...entries, ...spaceAlone },
    splitting: true,
    plugins: [rarelyNeeded(), slim(texts)],
  })
  const rare = await Promise.all(
    Object.entries(rarelyLoaded).map(([name, file]) =>
      build({
        ...common,
        stdin: { contents: `export * from '${name}'`, resolveDir: library, sourcefile: file },
        entryNames: file,
        plugins: [slim()],
      }),
    ),
  )
  await rm(common.outdir, { recursive: true, force: true })
  await mkdir(common.outdir, { recursive: true })
  const files = await joined(main, groups)
  for (const [name, text] of files) files.set(name, await compact(text.replaceAll(FOR_ORDER_ONLY, '')))
  for (const name of Object.keys(spaceAlone)) files.delete(`${name}.js`)
  const apart = rare.flatMap(({ outputFiles }) => outputFiles)
  const short = await shortened({ files, outside: [...apart.map(({ text }) => text), ...besideTheNetwork()] })
  const errors = numbered(short.files, texts)
  for (const [name, text] of short.files) {
    await writeFile(join(common.outdir, name), text)
  }
  for (const { path, text } of apart) await writeFile(join(common.outdir, basename(path)), text)
  await writeFile(join(common.outdir, 'names.json'), json(longNames(short.names)))
  await writeFile(join(common.outdir, 'errors.json'), json(Object.fromEntries(errors)))
  const licences = licencesOf([main, ...rare].map(({ metafile }) => metafile))
  await writeFile(join(common.outdir, 'LICENSES.txt'), licences)
  return main.metafile
}

/**
 * Modules whose names stay: the library's own but for the network's, since some are on the wire, and some an app's;
 * and of the network, what an app gives to it and gets.
 */
function besideTheNetwork(): string[] {
  const network = join(source, 'network/libp2p') + sep
  const faces = ['index.ts', 'network.ts', 'options.ts'].map((name) => network + name)
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => join(source, file))
    .filter((file) => file.endsWith('.ts') && (faces.includes(file) || !file.startsWith(network)))
    .map((file) => readFileSync(file, 'utf8'))
}

const json = (value: object): string => `${JSON.stringify(value, null, 1)}\n`

/**
 * Says the same in less: what is used once where it is used, and nothing that is never read. Bundlers of apps do some
 * of it and not all. Names and lines stay, since those will shorten them anyway.
 */
async function compact(text: string): Promise<string> {
  const { code } = await minify(text, {
    ecma: 2022,
    module: true,
    mangle: false,
    // Functions stay where they are: pulled into each other, they compress worse.
    compress: { passes: 2, inline: false, reduce_funcs: false },
    format: { comments: false },
  })
  if (code === undefined) throw new Error('Nothing was left.')
  return code
}

/** For who reads a trace of these files: the long names by the short ones. */
const longNames = (names: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...names].map(([long, short]) => [short, long]))

/** esbuild keeps the order of modules by such imports. Ours and those we use have no effects to keep in order. */
const FOR_ORDER_ONLY = /^import "\.\.?\/[\w./-]+\.js";\n/gm

/** Leaves out of the main part what is rarely loaded. */
function rarelyNeeded(): Plugin {
  return {
    name: 'rarely-needed',
    setup(build) {
      build.onResolve({ filter: /^[@\w]/ }, ({ path, kind }) => {
        const file = rarelyLoaded[path]
        return file === undefined || kind !== 'dynamic-import'
          ? undefined
          : { path: `./${file}.js`, external: true }
      })
    },
  }
}
