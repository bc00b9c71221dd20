/**
 * What an app gets in a browser from `ghost-chat`'s network: `dist/browser/`, built with `slim`. Whatever bundler
 * the app has takes it as it is, by the condition `browser` of the package's `imports` and `exports`.
 *
 * The rest of the library stays outside, so that its classes are the same ones on both sides.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'
import { root } from '../lib/workspace.ts'
import { joined } from './join.ts'
import { licencesOf } from './licences.ts'
import { slim } from './plugin.ts'
import { shortened } from './shorten.ts'

const library = join(root, 'packages/ghost-chat')
const source = join(library, 'src')

/** What is built here, by the names that package.json gives it. Everything else of ours is imported from `dist`. */
const entries = {
  libp2p: join(source, 'network/libp2p/index.ts'),
  sha256: join(source, 'identity/pure/sha256.ts'),
}
const within = [join(source, 'network/libp2p') + sep, entries.sha256]

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

/** Returns what the network was made of: the names and sizes before the modules are made small. */
export async function buildNetworkBundle(): Promise<Metafile> {
  const main = await build({
    ...common,
    entryPoints: entries,
    splitting: true,
    plugins: [elsewhere(), slim()],
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
  const files = await joined(main, { first: /libp2p\/index\.ts$/, apart: /sha256\.ts$/, into: 'network.js' })
  const apart = rare.flatMap(({ outputFiles }) => outputFiles)
  const short = await shortened({ files, outside: [...apart.map(({ text }) => text), ...aroundTheNetwork()] })
  for (const { path, text } of apart) short.files.set(basename(path), text)
  for (const [name, text] of short.files) {
    await writeFile(join(common.outdir, name), text.replaceAll(FOR_ORDER_ONLY, ''))
  }
  await writeFile(join(common.outdir, 'names.json'), `${JSON.stringify(longNames(short.names), null, 1)}\n`)
  const licences = licencesOf([main, ...rare].map(({ metafile }) => metafile))
  await writeFile(join(common.outdir, 'LICENSES.txt'), licences)
  return main.metafile
}

/** What shares objects with the network: the rest of the library, and what an app gives to it and gets. */
function aroundTheNetwork(): string[] {
  const faces = ['index.ts', 'network.ts', 'options.ts'].map((name) => join(source, 'network/libp2p', name))
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => join(source, file))
    .filter(
      (file) =>
        file.endsWith('.ts') && (faces.includes(file) || !within.some((part) => file.startsWith(part))),
    )
    .map((file) => readFileSync(file, 'utf8'))
}

/** For who reads a trace of these files: the long names by the short ones. */
const longNames = (names: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...names].map(([long, short]) => [short, long]))

/** esbuild keeps the order of modules by such imports. Ours and those we use have no effects to keep in order. */
const FOR_ORDER_ONLY = /^import "\.\.?\/[\w./-]+\.js";\n/gm

/** Leaves out of the main part what is imported from `dist`, where it lies beside, and what is rarely loaded. */
function elsewhere(): Plugin {
  return {
    name: 'elsewhere',
    setup(build) {
      build.onResolve({ filter: /^[@\w]/ }, ({ path, kind }) => {
        const file = rarelyLoaded[path]
        return file === undefined || kind !== 'dynamic-import'
          ? undefined
          : { path: `./${file}.js`, external: true }
      })
      build.onResolve({ filter: /^\./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData !== undefined) return undefined
        const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: 'asked' })
        const isOurs = resolved.path.startsWith(source + sep)
        if (!isOurs || within.some((part) => resolved.path.startsWith(part))) return undefined
        const target = relative(source, resolved.path).split(sep).join('/')
        return { path: `../${target.replace(/\.ts$/, '.js')}`, external: true }
      })
    },
  }
}
