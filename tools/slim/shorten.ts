/**
 * Gives short names to what the modules of a build call only among themselves: their fields, methods and options.
 * Bundlers leave such names alone, since they cannot know who else uses them. Here it is known, as the build is
 * closed: everything that may come in from outside, or go out, is on the list of names that stay.
 *
 * Not by types but by the names alone: one that also means something else anywhere stays everywhere.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import ts from 'typescript'
import { root } from '../lib/workspace.ts'

/** Types of other packages that reach apps: the node of libp2p (`Libp2pNetwork.libp2p`) and what it is made of. */
const PUBLIC_PACKAGES = [
  '@libp2p/interface',
  '@libp2p/peer-id',
  '@libp2p/peer-collections',
  '@multiformats/multiaddr',
  'multiformats',
  'main-event',
  'uint8arraylist',
]

export interface Closed {
  /** The files that only know each other, by name. */
  readonly files: ReadonlyMap<string, string>
  /** Modules and types that share objects with them, in TypeScript or what came of it: all that these name stays. */
  readonly outside: readonly string[]
}

export interface Shortened {
  readonly files: Map<string, string>
  /** Short names by the long ones. */
  readonly names: ReadonlyMap<string, string>
}

export async function shortened({ files, outside }: Closed): Promise<Shortened> {
  const said = [...files.values()].map(namesIn)
  const stay = new Set([
    ...platformTypes().flatMap(words),
    ...[...outside, ...publicTypes()]
      .map(namesIn)
      .flatMap(({ properties, strings }) => [...properties, ...strings]),
    ...said.flatMap(({ strings }) => [...strings]),
  ])
  const properties = new Set(said.flatMap(({ properties }) => [...properties]))
  const short = [...properties].filter((name) => !stay.has(name) && !isData(name, properties))

  const out = new Map<string, string>()
  let mangleCache: Record<string, string | false> = {}
  // The largest first: the shortest names go to what it says most often.
  for (const [name, text] of [...files].sort(([, a], [, b]) => b.length - a.length)) {
    const { code, mangleCache: known } = await transform(text, {
      mangleProps: new RegExp(`^(?:${short.map((one) => one.replaceAll('$', '\\$')).join('|')})$`),
      mangleCache,
      target: 'es2022',
      format: 'esm',
      legalComments: 'none',
    })
    mangleCache = known
    out.set(name, code)
  }
  const names = Object.entries(mangleCache).filter((pair): pair is [string, string] => pair[1] !== false)
  return { files: out, names: new Map(names) }
}

/**
 * Names that are data beside: those of values (`STATUS`, `AgentVersion`), which some code reads as keys, and those of
 * lists whose limits are found by the name and a `$` (stand-ins/protobuf.ts).
 */
const isData = (name: string, all: ReadonlySet<string>): boolean =>
  /^[A-Z]/.test(name) || name.endsWith('$') || all.has(`${name}$`)

/** What is written as the name of a property, or of one of a type, and which strings could be one, or exports. */
function namesIn(text: string): { properties: Set<string>; strings: Set<string> } {
  const properties = new Set<string>()
  const strings = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^[\w$]+$/.test(node.text)) strings.add(node.text)
    // What a file exports is asked of what an `import()` brings.
    if (ts.isExportSpecifier(node)) strings.add(node.name.text)
    const name = propertyName(node)
    if (name !== undefined && ts.isIdentifier(name)) properties.add(name.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('module.ts', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS))
  return { properties, strings }
}

function propertyName(node: ts.Node): ts.Node | undefined {
  if (ts.isBindingElement(node)) return node.propertyName ?? node.name
  if (ts.isPropertyAccessExpression(node) || ts.isClassElement(node) || ts.isTypeElement(node))
    return node.name
  return ts.isObjectLiteralElement(node) ? node.name : undefined
}

/** Everything that could be a name, comments aside. */
const words = (text: string): string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? []

const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '')

/** What engines and browsers name, as TypeScript knows it: any word there, to be sure. */
function platformTypes(): string[] {
  const dir = dirname(fileURLToPath(import.meta.resolve('typescript')))
  return readdirSync(dir)
    .filter((file) => /^lib\..*\.d\.ts$/.test(file))
    .map((file) => withoutComments(readFileSync(join(dir, file), 'utf8')))
}

const publicTypes = (): string[] =>
  PUBLIC_PACKAGES.flatMap((name) => typesUnder(join(root, 'node_modules', name, 'dist/src')))

function typesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => readFileSync(join(dir, file), 'utf8'))
}
