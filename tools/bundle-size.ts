// `npm run bundle`: what a browser loads of the library and of our page, against what we allow ourselves.
import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildPage } from '../apps/web/build.ts'
import { buildPackages } from './build.ts'
import {
  budgets,
  inChat,
  never,
  notAtTheDoor,
  notInChat,
  notInElement,
  type Part,
  type Unwanted,
} from './lib/budgets.ts'
import { bytesByPackage, partsOf, reachedFrom } from './lib/bundle.ts'
import type { Finding } from './lib/claims.ts'
import { buildMinimalApp } from './lib/minimal-app.ts'
import { root } from './lib/workspace.ts'
import { buildForBrowsers } from './slim/browser-bundle.ts'
import { buildElementBundle } from './slim/element-bundle.ts'

type Packages = readonly (readonly [name: string, bytes: number])[]

export async function checkBundle(): Promise<Finding> {
  const log: string[] = []
  if (!(await buildPackages((text) => log.push(text)))) return { ok: false, output: log.join('\n') }
  const app = await buildMinimalApp(join(root, 'tests'))
  // What a bundler sees of the network are files of ours; what they were made of, it cannot tell.
  const network = await buildForBrowsers()
  const page = await buildPage({ outDir: join(root, '.cache', 'bundle') })
  const { first, later } = partsOf(page.metafile, /^src\/main\.ts$/)
  const tag = await buildElementBundle()
  const element = partsOf(tag, /^packages\/element\/src\/index\.ts$/)

  const size: Record<Part, number> = {
    first: gzipped(first),
    library: app.gzipped(app.library),
    chat: app.gzipped(app.chat),
    search: app.gzipped(app.search),
    page: gzipped([...first, ...later]),
    element: gzipped(element.first, root),
    elementWhole: gzipped([...element.first, ...element.later], root),
  }
  const parts = Object.keys(budgets) as Part[]
  const ofChat = bytesByPackage(
    network,
    reachedFrom(network, [/libp2p\/(?:index|webrtc)\.ts$/, /sha256\.ts$/]),
  )
  const complaints = [
    ...parts
      .filter((part) => size[part] > budgets[part])
      .map((part) => `${part}: ${size[part].toFixed(1)} kB gzipped, and ${budgets[part]} kB are allowed`),
    ...found(bytesByPackage(page.metafile, first), notAtTheDoor, 'what the page loads first'),
    ...found(bytesByPackage(page.metafile, [...first, ...later]), never, 'the page'),
    ...found(bytesByPackage(tag, element.first), notInElement, 'what the element shows itself with'),
    ...found(bytesByPackage(tag, [...element.first, ...element.later]), never, 'the element'),
    ...found(ofChat, [...notInChat, ...never], 'a chat'),
    ...inChat
      .filter((name) => !ofChat.some(([there]) => there === name))
      .map((name) => `${name} is missing in a chat`),
  ]
  return {
    ok: complaints.length === 0,
    output: [
      'The network of a chat: kB before it is minified, by package',
      ...ofChat.map(([name, bytes]) => line(bytes / 1000, name)),
      '',
      'A chat: kB gzipped, by file',
      ...app.chat.map((file) => line(app.gzipped([file]), file, app.library.includes(file) && 'library')),
      '',
      'The page: kB gzipped, by file',
      ...[...first, ...later].map((file) =>
        line(gzipped([file]), basename(file), first.includes(file) && 'first'),
      ),
      '',
      'The element by one script tag: kB gzipped, by file',
      ...[...element.first, ...element.later].map((file) =>
        line(gzipped([file], root), basename(file), element.first.includes(file) && 'first'),
      ),
      '',
      ...complaints,
    ].join('\n'),
    note: `${parts.map((part) => `${part} ${size[part].toFixed(1)}`).join(', ')} kB gzipped`,
  }
}

/** Kilobytes of scripts, each compressed by itself. */
function gzipped(outputs: readonly string[], dir = join(root, 'apps/web')): number {
  const sizes = outputs.map((path) => gzipSync(readFileSync(resolve(dir, path))).length)
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

function found(packages: Packages, unwanted: Unwanted, where: string): string[] {
  return unwanted.flatMap(([pattern, why]) =>
    packages.filter(([name]) => pattern.test(name)).map(([name]) => `${name} is in ${where}, and it ${why}`),
  )
}

const line = (kilobytes: number, name: string, part: string | false = false): string =>
  `${kilobytes.toFixed(1).padStart(8)}  ${name}${part === false ? '' : ` (${part})`}`

export async function main(): Promise<number> {
  const { ok, output, note } = await checkBundle()
  console.log(output)
  console.log(note)
  return ok ? 0 : 1
}
