import type { Metafile } from 'esbuild'

/** What a page's script is made of, from esbuild's own account of it. */
export interface Bundle {
  /** The scripts that a page loads before it can run, and those it asks for later; as esbuild names them. */
  first: string[]
  later: string[]
}

/** Parts the scripts at what is loaded later: what the entry reaches without passing an `import()` comes first. */
export function partsOf(metafile: Metafile, entry: RegExp): Bundle {
  const first = reachedFrom(metafile, [entry])
  const scripts = Object.keys(metafile.outputs).filter((path) => path.endsWith('.js'))
  return { first, later: scripts.filter((path) => !first.includes(path)) }
}

/** The scripts of modules that were asked for by themselves, and all that they cannot run without. */
export function reachedFrom(metafile: Metafile, entries: readonly RegExp[]): string[] {
  const reached = new Set(
    entries.flatMap((entry) => {
      const written = Object.entries(metafile.outputs).filter(([, { entryPoint }]) =>
        entry.test(entryPoint ?? ''),
      )
      if (written.length === 0) throw new Error(`the build wrote nothing for ${String(entry)}`)
      return written.map(([path]) => path)
    }),
  )
  for (const path of reached) {
    for (const imported of metafile.outputs[path]?.imports ?? []) {
      if (imported.kind === 'import-statement' && imported.external !== true) reached.add(imported.path)
    }
  }
  return [...reached]
}

/** How many minified bytes of these outputs came from each package, the largest first. */
export function bytesByPackage(
  metafile: Metafile,
  outputs: readonly string[],
): [name: string, bytes: number][] {
  const sums = new Map<string, number>()
  for (const output of outputs) {
    for (const [input, { bytesInOutput }] of Object.entries(metafile.outputs[output]?.inputs ?? {})) {
      if (bytesInOutput === 0) continue // Resolved, then shaken off: not in the bundle.
      const name = packageOf(input)
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput)
    }
  }
  return [...sums].sort(([, a], [, b]) => b - a)
}

/** The package that a module belongs to: an npm package, one of this workspace by its folder, or the page. */
export function packageOf(input: string): string {
  const installed = input.split('node_modules/').at(-1)
  if (installed !== undefined && installed !== input) {
    const [scope = '', name = ''] = installed.split('/')
    return scope.startsWith('@') ? `${scope}/${name}` : scope
  }
  return /(?:^|\/)(packages\/[^/]+)\//.exec(input)?.[1] ?? 'the page'
}
