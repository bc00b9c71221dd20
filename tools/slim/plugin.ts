/**
 * An esbuild plugin for builds that run in browsers: leaves out of libp2p and its dependencies what a member in a
 * page never uses. What is changed, and why that is safe, stands in `changes.ts`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Plugin, PluginBuild } from 'esbuild'
import { root } from '../lib/workspace.ts'
import { leftOut, redirects, rewordings, standIns } from './changes.ts'
import { trim, type Texts } from './trim.ts'

const modules = join(root, 'node_modules')
const standIn = (name: string): string => join(import.meta.dirname, 'stand-ins', `${name}.ts`)

const replaced = new Map(standIns.flatMap(({ by, for: files }) => files.map((file) => [file, standIn(by)])))

/** @param texts gets what errors of other people's modules say; without it they say it themselves */
export function slim(texts?: Texts): Plugin {
  return {
    name: 'slim',
    setup(build) {
      build.onStart(() => ({ errors: outOfDate().map((text) => ({ text })) }))

      build.onResolve({ filter: /^[@\w]/ }, ({ path, importer }) => {
        const redirect = redirects.find((one) => one.imported === path && one.importer === nameOf(importer))
        return redirect === undefined ? undefined : { path: standIn(redirect.by), sideEffects: false }
      })

      // Of every namespace: those that are kept apart too.
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => {
        const name = nameOf(path)
        if (name === null) return undefined
        const file = replaced.get(name)
        if (file !== undefined)
          return { contents: readFileSync(file, 'utf8'), loader: 'ts', resolveDir: dirname(file) }
        return { contents: changed(name, readFileSync(path, 'utf8'), texts), resolveDir: dirname(path) }
      })

      keepNobleApart(build)
    },
  }
}

/** @throws Error when the module is no longer what it was */
function changed(name: string, text: string, texts: Texts | undefined): string {
  let out = text
  for (const { file, from, to } of rewordings) {
    if (file !== name) continue
    if (out.split(from).length !== 2)
      throw new Error(`${name} does not say "${from}" once: look at it again.`)
    out = out.replace(from, to)
  }
  return trim(name, out, leftOut.find(({ file }) => file === name)?.functions, texts)
}

/** What `changes.ts` speaks of and is not there. The words and functions are looked for where they are changed. */
function outOfDate(): string[] {
  const files = [...replaced.keys(), ...[...rewordings, ...leftOut].map(({ file }) => file)]
  return [
    ...files
      .filter((file) => !existsSync(join(modules, file)))
      .map((file) => `${file} is not installed: what changes.ts says of it is out of date.`),
    ...redirects
      .filter(({ importer, imported }) => {
        const path = join(modules, importer)
        return !existsSync(path) || !readFileSync(path, 'utf8').includes(`'${imported}'`)
      })
      .map(({ importer, imported }) => `${importer} does not import ${imported}: changes.ts is out of date.`),
  ]
}

const APART = 'apart'

/** Those who need some of noble at once: libp2p's encryption, our network, the digest. */
const AT_ONCE =
  /\/(?:node_modules\/@libp2p\/noise|packages\/ghost-chat\/src\/network|tools\/slim\/stand-ins)\/|\/identity\/pure\/sha256\.ts$/

/**
 * Gives them a copy of noble's modules, apart from those that are loaded late: what is in one file goes to one
 * chunk, so that all of noble's curves would come with the little that everybody needs.
 */
function keepNobleApart(build: PluginBuild): void {
  build.onResolve(
    { filter: /^@noble\/|^\./ },
    async ({ path, importer, namespace, resolveDir, kind, pluginData }) => {
      if (pluginData === APART) return undefined
      const isFirst =
        path.startsWith('@noble/') && kind === 'import-statement' && AT_ONCE.test(posix(importer))
      if (!isFirst && namespace !== APART) return undefined
      const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: APART })
      return { path: resolved.path, namespace: APART, sideEffects: false }
    },
  )
}

const posix = (path: string): string => path.split(sep).join('/')

/** `libp2p/dist/src/index.js`, or `null` for what is not installed at the top of the workspace. */
function nameOf(path: string): string | null {
  const name = posix(relative(modules, path))
  return name.startsWith('../') || name.includes('/node_modules/') ? null : name
}
