/**
 * Builds the dapp. `node -C ghost-chat-source build.ts` writes to `dist/` beside this file.
 */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { slim } from '../../tools/slim/plugin.ts'

const here = import.meta.dirname

/** @param directory emptied first */
export async function buildDapp(directory: string): Promise<void> {
  const outdir = resolve(directory)
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  await build({
    absWorkingDir: here,
    entryPoints: ['src/main.ts', 'src/style.css'],
    outdir,
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    target: 'es2022',
    platform: 'browser',
    // Within this repository: the library's sources, and what its published network is made with.
    conditions: ['ghost-chat-source'],
    plugins: [slim()],
    logLevel: 'warning',
  })
  await copyFile(join(here, 'src/index.html'), join(outdir, 'index.html'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDapp(join(here, 'dist'))
