import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout's root, as an absolute path. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** The part of a `package.json` that the tools read. */
export interface Manifest {
  name: string
  version: string
  private?: boolean
  bin?: string | Record<string, string>
  exports?: Record<string, unknown>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/** A workspace that is published: one of `packages/*` and `apps/*` that is not private. */
export interface Package {
  dir: string
  manifest: Manifest
}

export function readManifest(dir: string): Manifest {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest
}

/** The published packages, each after the ones it depends on. */
export function packages(): Package[] {
  const found = globSync('{packages,apps}/*/package.json', { cwd: root })
    .sort()
    .map((path) => join(root, dirname(path)))
    .map((dir) => ({ dir, manifest: readManifest(dir) }))
    .filter(({ manifest }) => manifest.private !== true)
  return inDependencyOrder(found)
}

export function inDependencyOrder(found: readonly Package[]): Package[] {
  const byName = new Map(found.map((one) => [one.manifest.name, one]))
  const sorted = new Set<Package>()
  const place = (one: Package, above: readonly string[]): void => {
    const { name, dependencies, peerDependencies } = one.manifest
    if (above.includes(name))
      throw new Error(`packages depend on each other: ${[...above, name].join(' -> ')}`)
    for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
      const ours = byName.get(dependency)
      if (ours !== undefined) place(ours, [...above, name])
    }
    sorted.add(one)
  }
  for (const one of found) place(one, [])
  return [...sorted]
}

/**
 * The script behind an installed command, to be run with this very Node: the links in `node_modules/.bin` are
 * shell files on Windows, and start whichever Node comes first on PATH elsewhere.
 */
export function binOf(packageName: string, command = packageName.split('/').at(-1) ?? packageName): string {
  const dir = join(root, 'node_modules', packageName)
  if (!existsSync(dir)) throw new Error(`${packageName} is not installed: run npm ci`)
  const { bin } = readManifest(dir)
  const path = typeof bin === 'string' ? bin : bin?.[command]
  if (path === undefined) throw new Error(`${packageName} has no command ${command}`)
  return join(dir, path)
}
