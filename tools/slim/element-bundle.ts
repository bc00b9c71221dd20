/**
 * The element for a page without a bundler, `packages/element/dist/browser/ghost-chat.js`: all that it needs, built
 * with `slim`. It shows itself before the library and the network are here, which are files of their own beside it.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { root } from '../lib/workspace.ts'
import { licencesOf } from './licences.ts'
import { slim } from './plugin.ts'

const element = join(root, 'packages/element')

/** @param outDir emptied first */
export async function buildElementBundle(outDir = join(element, 'dist/browser')): Promise<Metafile> {
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outDir, { recursive: true })
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { 'ghost-chat': join(element, 'src/index.ts') },
    outdir: outDir,
    entryNames: '[name]',
    // By their content: the pieces of two versions may lie in one cache, or in one directory.
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['ghost-chat-source'],
    plugins: [slim()],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  await writeFile(join(outDir, 'LICENSES.txt'), licencesOf([metafile]))
  return metafile
}
