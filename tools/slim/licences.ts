import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { readManifest, root } from '../lib/workspace.ts'

/** The licences of the packages that went into some builds, as most of them ask for wherever a copy goes. */
export function licencesOf(metafiles: readonly Metafile[]): string {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  const names = new Set(
    inputs.flatMap(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  )
  return [...names]
    .sort()
    .map((name) => {
      const dir = join(root, 'node_modules', name)
      const texts = readdirSync(dir)
        .filter((file) => /^licen[cs]e/i.test(file))
        .map((file) => readFileSync(join(dir, file), 'utf8').trim())
      return [`${name} ${readManifest(dir).version}`, ...texts].join('\n\n')
    })
    .join('\n\n----\n\n')
    .concat('\n')
}
