/**
 * Builds the page. `node build.ts` writes to `dist/` beside this file.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildResult, type Metafile } from 'esbuild'
import { slim } from '../../tools/slim/plugin.ts'
import { PAGE_POLICY } from './policy.ts'

const here = import.meta.dirname
const entries = { script: 'src/main.ts', style: 'src/style.css', icon: 'src/ghost.svg' }

export interface PageOptions {
  /** Emptied first. */
  outDir: string
  /** Also write what went into each file to `<outDir>/meta.json`, for size reports. The result has it anyway. */
  metafile?: boolean
  /** Module names and the files that stand in for them, as in esbuild. */
  alias?: Record<string, string>
}

/** Every file but `index.html` carries a hash of its content in its name, so it may be cached for ever. */
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
    loader: { '.svg': 'copy' },
    bundle: true,
    format: 'esm',
    // What the library imports later becomes a file of its own: the page shows before the network's code is here.
    splitting: true,
    minify: true,
    sourcemap: 'linked',
    target: 'es2022',
    platform: 'browser',
    conditions: ['ghost-chat-source'],
    alias: options.alias ?? {},
    // As in what an app gets of the published library.
    plugins: [slim()],
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  })
  await writeFile(join(outDir, 'index.html'), await pageOf(result.metafile, outDir))
  if (options.metafile === true) await writeFile(join(outDir, 'meta.json'), JSON.stringify(result.metafile))
  return result
}

async function pageOf(metafile: Metafile, outDir: string): Promise<string> {
  const written = (entry: string): string => {
    const found = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === entry)
    if (found === undefined) throw new Error(`The build wrote nothing for ${entry}.`)
    return relative(outDir, resolve(here, found[0]))
  }
  const values: Record<string, string> = {
    policy: PAGE_POLICY,
    script: written(entries.script),
    style: written(entries.style),
    icon: written(entries.icon),
  }
  const page = await readFile(join(here, 'src/index.html'), 'utf8')
  return page.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`index.html asks for ${name}, which the build does not have.`)
    return value
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outDir = join(dirname(fileURLToPath(import.meta.url)), 'dist')
  const { metafile } = await buildPage({ outDir })
  for (const [path, { bytes }] of Object.entries(metafile.outputs)) {
    if (!path.endsWith('.map'))
      console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KiB  ${relative(outDir, resolve(here, path))}`)
  }
}
