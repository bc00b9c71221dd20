// `npm run check`: every claim we make of the code, one after another.
// `npm run check -- lint types` checks only the claims whose sentence holds one of the words.
import { checkExamples } from './docs-examples.ts'
import { checkClaims, tallyLine, type Claim, type Finding } from './lib/claims.ts'
import { checkImports } from './lib/imports.ts'
import { checkPackages } from './pack.ts'
import { runNode } from './lib/run.ts'
import { checkTrackedFiles } from './lib/tracked-files.ts'
import { binOf, root } from './lib/workspace.ts'

const claims: Claim[] = [
  { says: 'the code is formatted', check: () => quiet('prettier', ['--check', '--log-level', 'warn', '.']) },
  { says: 'types are strict and sound', check: () => quiet('typescript', ['-p', 'tsconfig.json'], 'tsc') },
  { says: 'lint finds nothing', check: () => quiet('eslint', ['--max-warnings', '0', '.']) },
  { says: 'imports run one way', check: () => checkImports(root) },
  { says: 'nothing is unused', check: () => quiet('knip', ['--no-progress', '--no-config-hints']) },
  { says: 'examples in the docs compile', check: () => checkExamples() },
  { says: 'the lock file is whole, and no file names a registry or one machine', check: checkTrackedFiles },
  // Imported late: a page whose build script is broken fails its own claim alone.
  {
    says: 'the page is small and loads the network later',
    check: async () => (await import('./bundle-size.ts')).checkBundle(),
  },
  { says: 'packages are fit to publish', check: checkPackages },
]

async function quiet(packageName: string, args: readonly string[], command?: string): Promise<Finding> {
  const { code, output } = await runNode([binOf(packageName, command), ...args])
  return { ok: code === 0, output }
}

export async function main(words: readonly string[]): Promise<number> {
  const chosen = claims.filter(({ says }) => words.length === 0 || words.some((word) => says.includes(word)))
  if (chosen.length === 0) {
    console.error(`No claim holds any of: ${words.join(', ')}. There are:`)
    for (const { says } of claims) console.error(`  ${says}`)
    return 1
  }
  const tally = await checkClaims(chosen, console.log)
  console.log(tallyLine(tally))
  return tally.failed === 0 ? 0 : 1
}
