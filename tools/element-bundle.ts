/**
 * What a page without a bundler gets: `<ghost-chat>` with all that it needs, in `dist/page/` of the element. The script
 * that the page names is small; the network's code, the emoji and the wallets' are files beside it that come when they
 * are needed.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from './lib/workspace.ts'
import { licencesOf } from './slim/licences.ts'
import { slim } from './slim/plugin.ts'

const element = join(root, 'packages/element')

/** Where they are, and the bytes of the script that the page names. */
export interface ElementBundle {
  readonly dir: string
  readonly files: ReadonlyMap<string, number>
}

/** @param outdir emptied first */
export async function buildElementBundle(outdir = join(element, 'dist/page')): Promise<ElementBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { 'ghost-chat-element': join(element, 'src/index.ts') },
    outdir,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['ghost-chat-source'],
    minify: true,
    plugins: [slim()],
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  for (const { path, contents } of outputFiles) await writeFile(path, contents)
  await writeFile(join(outdir, 'LICENSES.txt'), licencesOf([metafile]))
  const sizes = outputFiles.map(
    ({ path, contents }) => [path.slice(outdir.length + 1), contents.length] as const,
  )
  return { dir: outdir, files: new Map(sizes) }
}
