import type { Metafile } from 'esbuild'

/** What a page's script is made of, from esbuild's own account of it. */
export interface Bundle {
  /** The scripts that a page loads before it can run, and those it asks for later; as esbuild names them. */
  first: string[]
  later: string[]
}

/** Parts the scripts at what is loaded later: what the entry reaches without passing an `import()` comes first. */
export function partsOf(metafile: Metafile, entryPoint: string): Bundle {
  const entry = Object.keys(metafile.outputs).find(
    (path) => metafile.outputs[path]?.entryPoint === entryPoint,
  )
  if (entry === undefined) throw new Error(`the build wrote nothing for ${entryPoint}`)
  const first = new Set([entry])
  for (const path of first) {
    for (const imported of metafile.outputs[path]?.imports ?? []) {
      if (imported.kind === 'import-statement' && imported.external !== true) first.add(imported.path)
    }
  }
  const scripts = Object.keys(metafile.outputs).filter((path) => path.endsWith('.js'))
  return { first: [...first], later: scripts.filter((path) => !first.has(path)) }
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
