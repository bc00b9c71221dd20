import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './claims.ts'
import { runNode } from './run.ts'
import { binOf, root } from './workspace.ts'

/**
 * Holds the rules of `.dependency-cruiser.js` against the sources under `dir`, which is laid out as this checkout.
 * Finding no module at all is a failure: the rules would hold of nothing.
 */
export async function checkImports(dir: string): Promise<Finding> {
  const folders = ['packages', 'apps'].filter((folder) => existsSync(join(dir, folder)))
  const config = join(root, '.dependency-cruiser.js')
  const cruise = [binOf('dependency-cruiser', 'depcruise'), '--config', config, '--output-type', 'err']
  const { code, output } = await runNode([...cruise, ...folders], { cwd: dir })
  const modules = Number(/\((\d+) modules/.exec(output)?.[1] ?? 0)
  return { ok: code === 0 && modules > 0, output, note: `${modules} modules` }
}
