/**
 * Puts modules that esbuild wrote to several files back into one. Whatever a part that loads later shares with the
 * first, esbuild keeps in a file of its own, for each set of parts another one; and small files compress badly.
 * What is loaded together can as well be one file, from which the other parts import.
 */
import { basename } from 'node:path'
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild'
import { reachedFrom } from '../lib/bundle.ts'

export interface Group {
  /** Modules that are asked for by themselves, as esbuild names them, and are loaded at one time. */
  readonly entries: readonly RegExp[]
  /** Takes only what these need, too. */
  readonly alsoOf?: readonly RegExp[]
  /** The file that gets them and all that they need, but for what an earlier group has. */
  readonly into: string
}

/** The texts of all files by their names. What an entry exports stays in a file of its own name. */
export async function joined(
  { metafile, outputFiles }: { readonly metafile: Metafile; readonly outputFiles: readonly OutputFile[] },
  groups: readonly Group[],
): Promise<Map<string, string>> {
  let texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
  const taken = new Set<string>()
  for (const { entries, alsoOf = entries, into } of groups) {
    const also = reachedFrom(metafile, alsoOf)
    const parts = reachedFrom(metafile, entries)
      .filter((path) => also.includes(path) && !taken.has(path))
      .map((path) => partOf(metafile, path))
    for (const { path } of parts) taken.add(path)
    texts = await joinedInto(into, parts, texts)
  }
  return texts
}

interface Part {
  readonly path: string
  readonly name: string
  readonly exports: readonly string[]
  readonly isEntry: boolean
}

function partOf(metafile: Metafile, path: string): Part {
  const { exports = [], entryPoint } = metafile.outputs[path] ?? {}
  return { path, name: basename(path), exports, isEntry: entryPoint !== undefined }
}

async function joinedInto(
  into: string,
  parts: readonly Part[],
  texts: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const names = parts.map(({ name }) => name)
  const { outputFiles: written } = await build({
    stdin: {
      contents: parts
        .map(({ name, exports }, at) => exporting(exports, (one) => `${one} as ${outside(one, at)}`, name))
        .join(''),
      sourcefile: into,
    },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    minifySyntax: true,
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
    plugins: [fromMemory(texts, names)],
  })
  const whole = written[0]?.text ?? ''
  const out = new Map([[into, whole]])
  for (const [name, text] of texts) {
    const at = names.indexOf(name)
    const part = parts[at]
    if (part === undefined)
      out.set(
        name,
        names.reduce((all, _, at) => importing(all, names, at, into), text),
      )
    else if (part.isEntry) out.set(name, entry(part.exports, at, into, whole))
  }
  return out
}

/** Two files may well export one name each. */
const outside = (name: string, at: number): string => `${name}_${at}`

const exporting = (names: readonly string[], said: (name: string) => string, from: string): string =>
  `export { ${names.map(said).join(', ')} } from './${from}'\n`

/**
 * The file of an entry: only says where its exports are, and of those that the whole has from elsewhere, there. A
 * bundler that loads files for some of them would otherwise take the whole along.
 */
function entry(exports: readonly string[], at: number, into: string, whole: string): string {
  const imported = new Map(
    [...whole.matchAll(/^import \{([^}]*)\} from "\.\/([^"]+)"/gm)].flatMap(([, list = '', from = '']) =>
      pairsOf(list).map(([name, local]) => [local, { from, name }] as const),
    ),
  )
  const [, list = ''] = /^export \{([^}]*)\};?\n*$/m.exec(whole) ?? []
  const locals = new Map(pairsOf(list).map(([local, name]) => [name, local]))
  return exports
    .map((one) => {
      const { from, name } = imported.get(locals.get(outside(one, at)) ?? '') ?? {
        from: into,
        name: outside(one, at),
      }
      return exporting([one], () => `${name} as ${one}`, from)
    })
    .join('')
}

/** `a as b, c`: pairs of a name and what it becomes. */
const pairsOf = (list: string): [name: string, becomes: string][] =>
  list
    .split(',')
    .map((part) => part.trim().split(' as '))
    .filter(([name]) => name !== '')
    .map(([name = '', becomes = name]) => [name, becomes])

/** Imports of one of these files, by the names that its exports have now. */
function importing(text: string, names: readonly string[], at: number, into: string): string {
  const statement = new RegExp(
    `import \\{([^}]*)\\} from "\\./${(names[at] ?? '').replaceAll('.', '\\.')}"`,
    'g',
  )
  return text.replace(statement, (_, list: string) => {
    const said = pairsOf(list).map(([name, local]) => `${outside(name, at)} as ${local}`)
    return `import { ${said.join(', ')} } from "./${into}"`
  })
}

/** These files from memory; every other one stays outside. */
function fromMemory(texts: ReadonlyMap<string, string>, names: readonly string[]): Plugin {
  return {
    name: 'from-memory',
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path, kind }) => {
        const isOne = kind === 'import-statement' && path.startsWith('./') && names.includes(basename(path))
        return isOne ? { path: basename(path), namespace: 'memory' } : { path, external: true }
      })
      build.onLoad({ filter: /./, namespace: 'memory' }, ({ path }) => ({ contents: texts.get(path) ?? '' }))
    },
  }
}
