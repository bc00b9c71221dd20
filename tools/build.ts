// `npm run build`: every package's `dist`, in the order in which they depend on each other.
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildElementBundle } from './element-bundle.ts'
import { runNode } from './lib/run.ts'
import { binOf, packages, root } from './lib/workspace.ts'
import { buildNetworkBundle } from './slim/network-bundle.ts'

const licences = ['LICENSE-MIT', 'LICENSE-APACHE']

/** Builds every package afresh, and puts the licences beside them for npm to pack. */
export async function buildPackages(say: (line: string) => void): Promise<boolean> {
  for (const { dir, manifest } of packages()) {
    say(`Building ${manifest.name} …`)
    rmSync(join(dir, 'dist'), { recursive: true, force: true })
    const { code, output } = await runNode([binOf('typescript', 'tsc'), '-p', join(dir, 'tsconfig.json')])
    if (code !== 0) {
      say(output)
      return false
    }
    if (manifest.name === 'ghost-chat') await buildNetworkBundle()
    if (manifest.name === '@ghost-chat/element') await buildElementBundle()
    for (const licence of licences) copyFileSync(join(root, licence), join(dir, licence))
  }
  return true
}

export async function main(): Promise<number> {
  return (await buildPackages(console.log)) ? 0 : 1
}
