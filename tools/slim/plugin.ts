/**
 * An esbuild plugin for builds that run in browsers: leaves out of libp2p and its dependencies what a member in a
 * page never uses. What is changed, and why that is safe, stands in `changes.ts`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Loader, PartialMessage, Plugin } from 'esbuild'
import { root } from '../lib/workspace.ts'
import { leftOut, redirects, rewordings, standIns } from './changes.ts'
import { trim } from './trim.ts'

const modules = join(root, 'node_modules')
const standInsDir = join(import.meta.dirname, 'stand-ins')

/**
 * Modules of @noble that the network and the digest share. A copy of them is kept apart from the one that is
 * loaded late: what is in one file goes to one chunk, so that all of noble's curves would come with the first.
 */
const APART = 'apart'

/** Those who get the copy: libp2p, our network, the digest. */
const NEEDS_NOBLE_AT_ONCE =
  /\/(?:node_modules\/@libp2p\/noise|packages\/ghost-chat\/src\/network|tools\/slim\/stand-ins)\/|\/identity\/pure\/sha256\.ts$/

export function slim(): Plugin {
  return {
    name: 'slim',
    setup(build) {
      const missing = missingFiles()
      build.onStart(() => ({ errors: missing }))

      const replaced = new Map(
        standIns.flatMap(({ by, for: files }) => files.map((file) => [file, join(standInsDir, `${by}.ts`)])),
      )
      build.onResolve({ filter: /^[^.#/]/ }, ({ path, importer }) => {
        const by = redirects.find(
          ({ importer: from, imported }) => imported === path && nameOf(importer) === from,
        )?.by
        return by === undefined ? undefined : { path: join(standInsDir, `${by}.ts`), sideEffects: false }
      })

      build.onResolve(
        { filter: /^@noble\/|^\./ },
        async ({ path, importer, namespace, resolveDir, kind, pluginData }) => {
          if (pluginData === APART) return undefined
          const isApart = namespace === APART
          if (
            !isApart &&
            !(
              path.startsWith('@noble/') &&
              kind === 'import-statement' &&
              NEEDS_NOBLE_AT_ONCE.test(posix(importer))
            )
          )
            return undefined
          const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: APART })
          return { path: resolved.path, namespace: APART, sideEffects: false }
        },
      )
      build.onLoad({ filter: /\.js$/, namespace: APART }, ({ path }) => ({
        contents: readFileSync(path, 'utf8'),
        resolveDir: dirname(path),
      }))

      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => {
        const name = nameOf(path)
        if (name === null) return undefined
        const file = replaced.get(name) ?? path
        const text = readFileSync(file, 'utf8')
        if (file !== path) return { contents: text, loader: 'ts' satisfies Loader, resolveDir: standInsDir }
        return { contents: changed(name, text), resolveDir: dirname(path) }
      })
    },
  }
}

/** @throws Error when the module is no longer what it was */
function changed(name: string, text: string): string {
  let out = text
  for (const { file, from, to } of rewordings) {
    if (file !== name) continue
    if (out.split(from).length !== 2)
      throw new Error(`${name} does not say "${from}" once: look at it again.`)
    out = out.replace(from, to)
  }
  return trim(name, out, leftOut.find(({ file }) => file === name)?.functions)
}

function missingFiles(): PartialMessage[] {
  return [
    ...standIns.flatMap((standIn) => standIn.for),
    ...[...rewordings, ...leftOut].map(({ file }) => file),
    ...redirects.map(({ importer }) => importer),
  ]
    .filter((file) => !existsSync(join(modules, file)))
    .map((file) => ({
      text: `${file} is not installed: what tools/slim/changes.ts says of it is out of date.`,
    }))
}

const posix = (path: string): string => path.split(sep).join('/')

/** `libp2p/dist/src/index.js`, or `null` for what is not installed at the top of the workspace. */
function nameOf(path: string): string | null {
  const name = posix(relative(modules, path))
  return name.startsWith('../') || name.includes('/node_modules/') ? null : name
}
