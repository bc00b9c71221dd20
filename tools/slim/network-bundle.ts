/**
 * What an app gets in a browser from `ghost-chat`'s network: `dist/browser/`, built with `slim`. Whatever bundler
 * the app has takes it as it is, by the condition `browser` of the package's `imports` and `exports`.
 *
 * The rest of the library stays outside, so that its classes are the same ones on both sides.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { root } from '../lib/workspace.ts'
import { slim } from './plugin.ts'

const library = join(root, 'packages/ghost-chat')
const source = join(library, 'src')

/** What is built here, by the names that package.json gives it; and where else our sources may not be taken from. */
const entries = {
  libp2p: join(source, 'network/libp2p/index.ts'),
  sha256: join(source, 'identity/pure/sha256.ts'),
}

/** esbuild keeps the order of modules by such imports. Ours and those we use have no effects to keep in order. */
const FOR_ORDER_ONLY = /^import "\.\/chunk-\w+\.js";\n/gm

const within = [join(source, 'network/libp2p') + sep, entries.sha256]

export async function buildNetworkBundle(outDir = join(library, 'dist/browser')): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: outDir,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    // What nobody uses is gone and nothing is shortened: the app's own bundler does that, and stacks stay legible.
    treeShaking: true,
    minifySyntax: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['ghost-chat-source'],
    legalComments: 'none',
    plugins: [restOutside(), slim()],
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  await mkdir(outDir, { recursive: true })
  for (const { path, text } of outputFiles) await writeFile(path, text.replaceAll(FOR_ORDER_ONLY, ''))
  await writeFile(join(outDir, 'LICENSES.txt'), licencesOf(metafile))
  return metafile
}

/** Modules of the library that are no part of the network are imported from `dist`, where they lie beside. */
function restOutside(): Plugin {
  return {
    name: 'rest-outside',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === 'asked' || pluginData === 'apart') return undefined
        const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: 'asked' })
        const isOurs = resolved.path.startsWith(source + sep)
        if (!isOurs || within.some((part) => resolved.path.startsWith(part))) return undefined
        const target = relative(source, resolved.path).split(sep).join('/')
        return { path: `../${target.replace(/\.ts$/, '.js')}`, external: true }
      })
    },
  }
}

/** The licences of what was built in, as most of them ask for. */
function licencesOf({ outputs }: Metafile): string {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs))
  const names = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))
  return [...names]
    .sort()
    .map((name) => {
      const dir = join(root, 'node_modules', name)
      const { version, license } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
        version: string
        license?: string
      }
      const texts = readdirSync(dir)
        .filter((file) => /^licen[cs]e/i.test(file))
        .map((file) => readFileSync(join(dir, file), 'utf8').trim())
      return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n')
    })
    .join('\n\n----\n\n')
}
