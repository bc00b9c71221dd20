/**
 * Puts modules that esbuild wrote to several files back into one. Whatever a part that loads later shares with the
 * first, esbuild keeps in a file of its own, for each set of parts another one; and small files compress badly.
 * A part that only the first one ever loads can as well import from it.
 */
import { basename } from 'node:path'
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild'
import { reachedFrom } from '../lib/bundle.ts'

interface Parts {
  /** The module that is loaded first, as esbuild names what was asked for. */
  readonly first: RegExp
  /** What is asked for without it, and keeps its own files. */
  readonly apart: RegExp
  /** The file that gets everything. What the first part exports stays in a file of its own name. */
  readonly into: string
}

/** The texts of all files by their names, those of the first part in one. */
export async function joined(
  { metafile, outputFiles }: { readonly metafile: Metafile; readonly outputFiles: readonly OutputFile[] },
  { first, apart, into }: Parts,
): Promise<Map<string, string>> {
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
  const own = reachedFrom(metafile, [apart])
  const paths = reachedFrom(metafile, [first]).filter((path) => !own.includes(path))
  const names = paths.map((path) => basename(path))
  const exportsOf = (at: number): readonly string[] => metafile.outputs[paths[at] ?? '']?.exports ?? []

  const { outputFiles: written } = await build({
    stdin: {
      contents: names.map((name, at) => exporting(exportsOf(at), (one) => outside(one, at), name)).join(''),
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
  const out = new Map([[into, written[0]?.text ?? '']])
  for (const [name, text] of texts) {
    if (!names.includes(name))
      out.set(
        name,
        names.reduce((all, _, at) => importing(all, names, at, into), text),
      )
  }
  const [entry = ''] = names
  return out.set(
    entry,
    exporting(exportsOf(0), (one) => `${outside(one, 0)} as ${one}`, into, ''),
  )
}

/** Two files may well export one name each. */
const outside = (name: string, at: number): string => `${name}_${at}`

function exporting(
  names: readonly string[],
  said: (name: string) => string,
  from: string,
  inner = 'as',
): string {
  const list = names.map((name) => (inner === '' ? said(name) : `${name} ${inner} ${said(name)}`))
  return `export { ${list.join(', ')} } from './${from}'\n`
}

/** Imports of one of these files, by the names that its exports have now. */
function importing(text: string, names: readonly string[], at: number, into: string): string {
  const statement = new RegExp(
    `import \\{([^}]*)\\} from "\\./${(names[at] ?? '').replaceAll('.', '\\.')}"`,
    'g',
  )
  return text.replace(statement, (_, list: string) => {
    const parts = list.split(',').map((part) => part.trim().split(' as '))
    const said = parts.map(([name = '', local = name]) => `${outside(name, at)} as ${local}`)
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
