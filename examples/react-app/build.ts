/**
 * Builds the app: `node build.ts` writes to `dist/` beside this file. `ghost-relay --serve dist` serves it.
 */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = import.meta.dirname

export async function buildApp(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outDir, { recursive: true })
  await build({
    entryPoints: [join(here, 'src/main.tsx'), join(here, 'src/style.css')],
    outdir: outDir,
    bundle: true,
    format: 'esm',
    // The network and the element come in files of their own: the app shows itself before they are here.
    splitting: true,
    minify: true,
    target: 'es2022',
    jsx: 'automatic',
    // Only in this repository: the packages' sources instead of what was built of them.
    conditions: ['ghost-chat-source'],
    logLevel: 'warning',
  })
  await copyFile(join(here, 'src/index.html'), join(outDir, 'index.html'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildApp(join(here, 'dist'))
