/**
 * Gathers the files of a build into few. What several parts of a page share, esbuild keeps in a file of its own for each
 * set of parts that share it: sixty files of some hundred bytes, each of which costs a request, and half of them a round
 * trip more, since a browser learns of a file's imports once it has the file. What is loaded at one time is one file.
 */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild'

export interface Group {
  /** What the file is called, before the hash of its content. */
  readonly name: string
  /** Modules that are asked for by themselves, as esbuild names them, and are loaded at one time. */
  readonly entries: readonly RegExp[]
}

export interface Built {
  readonly metafile: Metafile
  readonly outputFiles: readonly OutputFile[]
}

export interface Gathered {
  /** What to write, by the names of files: scripts, maps, licences. */
  readonly files: ReadonlyMap<string, string>
  /** As esbuild would have written it, had it built these files from the modules. */
  readonly metafile: Metafile
  /** The scripts of the groups, by the names of these, as the metafile has them. */
  readonly outputs: ReadonlyMap<string, string>
}

/** Stands where a hash will be, and is as long, so that the maps stay right. */
const HASH = '________'

/** One file of the first build. */
interface Part {
  readonly path: string
  readonly file: string
  readonly text: string
  readonly entryPoint: string | undefined
  /** Files that it cannot run without. */
  readonly needs: readonly string[]
}

/**
 * @param built not minified, with its maps inline
 * @param groups in the order in which they are loaded: a file that two need goes to the first. One that none needs at
 * once stays a file of its own
 */
export async function gathered(built: Built, groups: readonly Group[]): Promise<Gathered> {
  const parts = partsOf(built)
  const home = homesOf(parts, groups)
  const seen = new Map<string, Set<string>>()
  for (const { text, file } of parts.values()) {
    for (const { names, from } of importsOf(text)) {
      if (home.get(from) === home.get(file)) continue
      const of = seen.get(from) ?? new Set()
      for (const name of names) of.add(name)
      seen.set(from, of)
    }
  }
  const places = [...new Set(home.values())]
  const written = new Map<string, Written>()
  for (const place of places) written.set(place, await write(place, { parts, home, seen }))
  return named(built.metafile, parts, home, written)
}

function partsOf({ metafile, outputFiles }: Built): ReadonlyMap<string, Part> {
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
  const scripts = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.js'))
  return new Map(
    scripts.map(([path, { imports, entryPoint }]) => {
      const needs = imports
        .filter(({ kind, external }) => kind === 'import-statement' && external !== true)
        .map((one) => basename(one.path))
      const file = basename(path)
      return [file, { path, file, text: texts.get(file) ?? '', entryPoint, needs }]
    }),
  )
}

/** The group of each file, by its name. */
function homesOf(parts: ReadonlyMap<string, Part>, groups: readonly Group[]): ReadonlyMap<string, string> {
  const home = new Map<string, string>()
  const settle = (file: string, name: string): void => {
    if (home.has(file)) return
    home.set(file, name)
    for (const need of parts.get(file)?.needs ?? []) settle(need, name)
  }
  for (const { name, entries } of groups) {
    for (const { file, entryPoint } of parts.values())
      if (entryPoint !== undefined && entries.some((entry) => entry.test(entryPoint))) settle(file, name)
  }
  const taken = new Set(groups.map(({ name }) => name))
  for (const file of parts.keys()) {
    if (home.has(file)) continue
    const [plain = file] = file.split(/-\w+\.js$/)
    let name = plain
    for (let n = 2; taken.has(name); n += 1) name = `${plain}-${n}`
    taken.add(name)
    home.set(file, name)
  }
  return home
}

interface Scene {
  readonly parts: ReadonlyMap<string, Part>
  readonly home: ReadonlyMap<string, string>
  /** The names that other groups import, by the file that has them. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>
}

interface Written {
  readonly texts: ReadonlyMap<string, string>
  readonly metafile: Metafile
}

/** Two files may well export one name each. */
const outside = (name: string, file: string, { parts }: Scene): string =>
  `${name}_${[...parts.keys()].indexOf(file)}`
const whole = (file: string, scene: Scene): string => outside('all', file, scene)
const scriptOf = (place: string): string => `${place}-${HASH}.js`

async function write(place: string, scene: Scene): Promise<Written> {
  const files = [...scene.home].filter(([, name]) => name === place).map(([file]) => file)
  const contents = files.map((file) => {
    const names = [...(scene.seen.get(file) ?? [])].map((name) => `${name} as ${outside(name, file, scene)}`)
    const isAskedFor = scene.parts.get(file)?.entryPoint !== undefined
    return [
      `import './${file}'`,
      ...(names.length === 0 ? [] : [`export { ${names.join(', ')} } from './${file}'`]),
      ...(isAskedFor ? [`export * as ${whole(file, scene)} from './${file}'`] : []),
    ].join('\n')
  })
  const { outputFiles, metafile } = await build({
    stdin: { contents: contents.join('\n'), sourcefile: place },
    outfile: scriptOf(place),
    bundle: true,
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: true,
    target: 'es2022',
    platform: 'browser',
    legalComments: 'linked',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins: [fromMemory(place, scene)],
  })
  return { texts: new Map(outputFiles.map(({ path, text }) => [basename(path), text])), metafile }
}

/** The files of one group from memory; what they need of others, from the file of its group. */
function fromMemory(place: string, scene: Scene): Plugin {
  return {
    name: 'from-memory',
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path }) => {
        const file = basename(path)
        const home = scene.home.get(file)
        if (!path.startsWith('./') || home === undefined) return { path, external: true }
        return { path: file, namespace: home === place ? 'here' : 'elsewhere' }
      })
      build.onLoad({ filter: /./, namespace: 'here' }, ({ path }) => ({
        contents: askingGroups(scene.parts.get(path)?.text ?? '', scene),
      }))
      build.onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path }) => {
        const from = scriptOf(scene.home.get(path) ?? '')
        const names = [...(scene.seen.get(path) ?? [])].map(
          (name) => `${outside(name, path, scene)} as ${name}`,
        )
        return { contents: `import './${from}'\nexport { ${names.join(', ')} } from './${from}'` }
      })
    },
  }
}

/** What is asked for later is a part of its group's file. */
function askingGroups(text: string, scene: Scene): string {
  return text.replaceAll(/\bimport\("\.\/([\w.-]+\.js)"\)/g, (asking, file: string) => {
    const home = scene.home.get(file)
    return home === undefined
      ? asking
      : `import("./${scriptOf(home)}").then((group) => group.${whole(file, scene)})`
  })
}

/** As esbuild writes imports where it does not minify. */
function importsOf(text: string): { readonly names: readonly string[]; readonly from: string }[] {
  return [...text.matchAll(/^import (?:\{([^}]*)\} from )?"\.\/([\w.-]+\.js)";$/gm)].map(
    ([, list = '', from = '']) => ({
      names: list
        .split(',')
        .map((one) => one.trim().split(' as ')[0] ?? '')
        .filter((name) => name !== ''),
      from,
    }),
  )
}

/** Gives each file the hash of its content and of all that it leads to. */
function named(
  { inputs, outputs: before }: Metafile,
  parts: ReadonlyMap<string, Part>,
  home: ReadonlyMap<string, string>,
  written: ReadonlyMap<string, Written>,
): Gathered {
  const script = (place: string): string => written.get(place)?.texts.get(scriptOf(place)) ?? ''
  const leadsTo = (place: string): string[] =>
    [...written.keys()].filter((other) => script(place).includes(`"./${scriptOf(other)}"`))
  const hashes = new Map(
    [...written.keys()].map((place) => {
      const reached = new Set([place])
      for (const one of reached) for (const next of leadsTo(one)) reached.add(next)
      const hash = createHash('sha256')
      for (const one of [place, ...[...reached].sort()]) hash.update(script(one))
      return [place, hash.digest('hex').slice(0, HASH.length).toUpperCase()]
    }),
  )
  const rename = (text: string): string =>
    [...hashes].reduce((all, [place, hash]) => all.replaceAll(`${place}-${HASH}`, `${place}-${hash}`), text)

  const folder = [...parts.values()][0]?.path.split('/').slice(0, -1).join('/') ?? ''
  const pathOf = (place: string): string => `${folder}/${rename(scriptOf(place))}`
  const files = new Map<string, string>()
  const outputs: Metafile['outputs'] = Object.fromEntries(
    Object.entries(before).filter(([path]) => !/\.js(?:\.map|\.LEGAL\.txt)?$/.test(path)),
  )
  for (const [place, { texts, metafile }] of written) {
    for (const [name, text] of texts) files.set(rename(name), rename(text))
    const made = Object.entries(metafile.outputs).find(([path]) => path.endsWith('.js'))?.[1]
    const members = [...parts.values()].filter(({ file }) => home.get(file) === place)
    const entryPoint = members.find((part) => part.entryPoint !== undefined)?.entryPoint
    outputs[pathOf(place)] = {
      bytes: made?.bytes ?? 0,
      inputs: shares(members, before, made?.inputs ?? {}),
      imports: leadsTo(place)
        .filter((other) => other !== place)
        .map((other) => ({
          path: pathOf(other),
          kind: script(place).includes(`from"./${scriptOf(other)}"`) ? 'import-statement' : 'dynamic-import',
        })),
      exports: [],
      ...(entryPoint === undefined ? {} : { entryPoint }),
    }
  }
  return {
    files,
    metafile: { inputs, outputs },
    outputs: new Map([...written.keys()].map((place) => [place, pathOf(place)])),
  }
}

/** What of each module is in a file, by what is left of the file that it was in before. */
function shares(
  members: readonly Part[],
  before: Metafile['outputs'],
  left: Metafile['outputs'][string]['inputs'],
): Metafile['outputs'][string]['inputs'] {
  return Object.fromEntries(
    members.flatMap(({ path, file }) => {
      const { inputs = {} } = before[path] ?? {}
      const sum = Object.values(inputs).reduce((all, { bytesInOutput }) => all + bytesInOutput, 0)
      const rest = left[`here:${file}`]?.bytesInOutput ?? 0
      return Object.entries(inputs).map(([name, { bytesInOutput }]) => [
        name,
        { bytesInOutput: bytesInOutput === 0 ? 0 : Math.max(1, Math.round((bytesInOutput * rest) / sum)) },
      ])
    }),
  )
}
