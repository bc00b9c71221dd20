/** What was measured, and on what. */
import { readFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  /** GiB. */
  readonly memory: number
  readonly system: string
  readonly node: string
  readonly versions: Readonly<Record<string, string>>
}

export function describeMachine(packages: readonly string[]): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
    versions: Object.fromEntries([...new Set(packages)].sort().map((name) => [name, versionOf(name)])),
  }
}

/** Of what is installed, not of what was asked for. */
function versionOf(name: string): string {
  // Some export no `package.json`, so it is looked for where npm puts it.
  for (const above of ['../', '../../']) {
    try {
      const file = fileURLToPath(new URL(`${above}node_modules/${name}/package.json`, import.meta.url))
      return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
    } catch {
      continue
    }
  }
  return 'unknown'
}

/** Processes that wanted a core, on average over the last minute. */
export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10
}
