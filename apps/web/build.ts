/**
 * Builds the page. `node build.ts` writes to `dist/` beside this file.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildResult, type Metafile } from 'esbuild'
import { reachedFrom } from '../../tools/lib/bundle.ts'
import { slim } from '../../tools/slim/plugin.ts'
import { manifest } from './manifest.ts'
import { PAGE_POLICY } from './policy.ts'

const here = import.meta.dirname
const entries = {
  script: 'src/main.ts',
  style: 'src/style.css',
  icon: 'src/ghost.svg',
  small: 'src/icons/192.png',
  large: 'src/icons/512.png',
  maskable: 'src/icons/maskable-512.png',
  touch: 'src/icons/touch-180.png',
}
/** Asked for by its name, which browsers look at again and again: it carries no hash. */
const MANIFEST = 'manifest.webmanifest'

export interface PageOptions {
  /** Emptied first. */
  outDir: string
  /** Where people of this page meet, unless they or their link name another relay. @default the page's own origin */
  relay?: string
  /** Also write what went into each file to `<outDir>/meta.json`, for size reports. The result has it anyway. */
  metafile?: boolean
  /** Module names and the files that stand in for them, as in esbuild. */
  alias?: Record<string, string>
}

/** Every file but `index.html`, the manifest and the worker carries a hash of its content in its name. */
export async function buildPage(options: PageOptions): Promise<BuildResult<{ metafile: true }>> {
  const outDir = resolve(options.outDir)
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outDir, { recursive: true })
  const result = await build({
    absWorkingDir: here,
    entryPoints: Object.values(entries),
    outdir: outDir,
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    loader: { '.svg': 'copy', '.png': 'copy' },
    bundle: true,
    format: 'esm',
    // What the page imports later becomes a file of its own: it shows before the element and the network are here.
    splitting: true,
    minify: true,
    sourcemap: 'linked',
    target: 'es2022',
    platform: 'browser',
    conditions: ['ghost-chat-source'],
    alias: options.alias ?? {},
    define: { PAGE_VERSION: JSON.stringify(await versionOf()) },
    // As in what an app gets of the published library.
    plugins: [slim()],
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  })
  const page = await pageOf(result.metafile, outDir, options.relay)
  await writeFile(join(outDir, 'index.html'), page)
  await writeFile(join(outDir, MANIFEST), manifestOf(result.metafile, outDir))
  await buildWorker(result.metafile, outDir, page)
  if (options.metafile === true) await writeFile(join(outDir, 'meta.json'), JSON.stringify(result.metafile))
  return result
}

async function versionOf(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8')) as { version: string }
  return version
}

type Entry = keyof typeof entries

/** The path of what an entry became, relative to the page. */
function written(metafile: Metafile, outDir: string, entry: Entry): string {
  const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entries[entry])
  if (found === undefined) throw new Error(`The build wrote nothing for ${entries[entry]}.`)
  return pathIn(outDir, found[0])
}

const pathIn = (outDir: string, output: string): string =>
  relative(outDir, resolve(here, output)).split(sep).join('/')

async function pageOf(metafile: Metafile, outDir: string, relay = ''): Promise<string> {
  const values: Record<string, string> = {
    policy: PAGE_POLICY,
    manifest: MANIFEST,
    relay: inAttribute(relay),
    script: written(metafile, outDir, 'script'),
    style: written(metafile, outDir, 'style'),
    preloads: preloadsOf(metafile, outDir),
    icon: written(metafile, outDir, 'icon'),
    touch: written(metafile, outDir, 'touch'),
  }
  const page = await readFile(join(here, 'src/index.html'), 'utf8')
  return page.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`index.html asks for ${name}, which the build does not have.`)
    return value
  })
}

/** What the script cannot run without is fetched beside it, not after it. */
function preloadsOf(metafile: Metafile, outDir: string): string {
  const [script, ...others] = reachedFrom(metafile, [/^src\/main\.ts$/])
  if (script === undefined) throw new Error('The page has no script.')
  return others
    .map((output) => `<link rel="modulepreload" href="${pathIn(outDir, output)}" />`)
    .join('\n    ')
}

const inAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

function manifestOf(metafile: Metafile, outDir: string): string {
  const at = (entry: Entry): string => written(metafile, outDir, entry)
  const icons = { any: at('icon'), small: at('small'), large: at('large'), maskable: at('maskable') }
  return JSON.stringify(manifest(icons), null, 2)
}

/** What opens without a network: all scripts, the style, and the ghost. The icons are the system's, once installed. */
async function buildWorker(metafile: Metafile, outDir: string, page: string): Promise<void> {
  const files = Object.keys(metafile.outputs)
    .map((output) => pathIn(outDir, output))
    .filter((path) => /\.(?:js|css|svg)$/.test(path))
    .sort()
  const version = createHash('sha256').update(page).update(files.join()).digest('hex').slice(0, 16)
  await build({
    absWorkingDir: here,
    entryPoints: ['src/worker.ts'],
    outfile: join(outDir, 'worker.js'),
    bundle: true,
    format: 'iife',
    minify: true,
    target: 'es2022',
    define: { FILES: JSON.stringify(files), VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outDir = join(dirname(fileURLToPath(import.meta.url)), 'dist')
  const relay = process.env['GHOST_RELAY'] ?? ''
  const { metafile } = await buildPage({ outDir, relay })
  for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
    if (!path.endsWith('.map'))
      console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KiB  ${pathIn(outDir, path)}`)
  }
}
