/**
 * Builds the page. `node build.ts` writes to `dist/` beside this file.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Metafile } from 'esbuild'
import { slim } from '../../tools/slim/plugin.ts'
import { gathered, type Gathered, type Group } from './gather.ts'
import { manifest } from './manifest.ts'
import { PAGE_POLICY } from './policy.ts'
import { strings } from './src/strings/strings.ts'

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

/** What is loaded at one time is one file: what the door needs, what a room is shown with, what joins it. */
const groups = [
  { name: 'main', entries: [/^src\/main\.ts$/] },
  {
    name: 'room',
    entries: [
      /packages\/element\/src\/index\.ts$/,
      /packages\/ghost-chat\/src\/(?:index|chat\/home|identity\/key-identity)\.ts$/,
    ],
  },
  { name: 'network', entries: [/network\/libp2p\/(?:index|webrtc)\.ts$/, /identity\/pure\/sha256\.ts$/] },
] as const satisfies readonly Group[]

/** Asked for by its name, which browsers look at again and again: it carries no hash. */
const MANIFEST = 'manifest.webmanifest'
/** Where static hosts look for what to show when there is no page. */
const NOT_FOUND = '404.html'

export interface PageOptions {
  /** Emptied first. */
  outDir: string
  /** Where people of this page meet, unless they or their link name another relay. @default the page's own origin */
  relay?: string
  /** The folder of the host that the page lies in: what is shown for a wrong path leads there. @default '/' */
  base?: string
  /** Also write what went into each file to `<outDir>/meta.json`, for size reports. The result has it anyway. */
  metafile?: boolean
  /** Module names and the files that stand in for them, as in esbuild. */
  alias?: Record<string, string>
}

/** Every file but `index.html`, the manifest and the worker carries a hash of its content in its name. */
export async function buildPage(options: PageOptions): Promise<{ readonly metafile: Metafile }> {
  const outDir = resolve(options.outDir)
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outDir, { recursive: true })
  const common = {
    absWorkingDir: here,
    outdir: outDir,
    entryNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    bundle: true,
    target: 'es2022',
    metafile: true,
    logLevel: 'warning',
  } as const satisfies BuildOptions
  const { script, ...plain } = entries
  const beside = await build({
    ...common,
    entryPoints: Object.values(plain),
    loader: { '.svg': 'copy', '.png': 'copy' },
    minify: true,
    sourcemap: 'linked',
  })
  const scripts = await gathered(
    await build({
      ...common,
      entryPoints: [script],
      format: 'esm',
      // What the page imports later becomes a file of its own: it shows before the element and the network are here.
      splitting: true,
      sourcemap: 'inline',
      platform: 'browser',
      conditions: ['ghost-chat-source'],
      alias: options.alias ?? {},
      define: { PAGE_VERSION: JSON.stringify(await versionOf()) },
      // As in what an app gets of the published library.
      plugins: [slim()],
      legalComments: 'inline',
      write: false,
    }),
    groups,
  )
  for (const [name, text] of scripts.files) await writeFile(join(outDir, 'assets', name), text)
  const metafile: Metafile = {
    inputs: { ...scripts.metafile.inputs, ...beside.metafile.inputs },
    outputs: { ...scripts.metafile.outputs, ...beside.metafile.outputs },
  }
  const page = await pageOf(metafile, scripts.outputs, outDir, options.relay)
  await writeFile(join(outDir, 'index.html'), page)
  await writeFile(join(outDir, NOT_FOUND), await notFoundOf(metafile, outDir, options.base))
  await writeFile(join(outDir, MANIFEST), manifestOf(metafile, outDir))
  await buildWorker(metafile, outDir, page)
  if (options.metafile === true) await writeFile(join(outDir, 'meta.json'), JSON.stringify(metafile))
  return { metafile }
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

async function pageOf(
  metafile: Metafile,
  scripts: Gathered['outputs'],
  outDir: string,
  relay = '',
): Promise<string> {
  const values: Record<string, string> = {
    policy: PAGE_POLICY,
    manifest: MANIFEST,
    relay: inAttribute(relay),
    script: written(metafile, outDir, 'script'),
    style: written(metafile, outDir, 'style'),
    preloads: preloadsOf(scripts, outDir),
    icon: written(metafile, outDir, 'icon'),
    touch: written(metafile, outDir, 'touch'),
    name: inAttribute(strings.page.name),
    description: inAttribute(strings.page.description),
    noScript: inAttribute(strings.page.noScript),
  }
  return filled('index.html', values)
}

/** It is shown at any path, so all that it names is named from the host's root. */
async function notFoundOf(metafile: Metafile, outDir: string, base = '/'): Promise<string> {
  const { title, words, example, door } = strings.notFound
  const folder = base.endsWith('/') ? base : `${base}/`
  return filled('404.html', {
    policy: PAGE_POLICY,
    name: inAttribute(strings.page.name),
    style: inAttribute(folder + written(metafile, outDir, 'style')),
    icon: inAttribute(folder + written(metafile, outDir, 'icon')),
    title: inAttribute(title),
    words: inAttribute(words),
    example: inAttribute(folder + example),
    door: inAttribute(door),
    base: inAttribute(folder),
  })
}

async function filled(file: string, values: Readonly<Record<string, string>>): Promise<string> {
  const page = await readFile(join(here, 'src', file), 'utf8')
  return page.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${file} asks for ${name}, which the build does not have.`)
    return value
  })
}

/**
 * What every room needs is fetched beside the page's own script, not after it. The network's code is larger than the
 * rest together: it is named here, and fetched once the page knows that it leads to a room.
 */
function preloadsOf(scripts: Gathered['outputs'], outDir: string): string {
  const link = (group: (typeof groups)[number]['name'], attributes: string): string[] => {
    const output = scripts.get(group)
    return output === undefined ? [] : [`<link ${attributes} href="${pathIn(outDir, output)}" />`]
  }
  return [...link('room', 'rel="modulepreload"'), ...link('network', 'id="network"')].join('\n    ')
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
  const base = process.env['GHOST_BASE'] ?? '/'
  const { metafile } = await buildPage({ outDir, relay, base })
  for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
    if (!path.endsWith('.map'))
      console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KiB  ${pathIn(outDir, path)}`)
  }
}
