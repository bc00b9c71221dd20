/** The versions of the page that are compared: this checkout, and one of its commits where one is asked for. */
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { run, runNode } from '../../tools/lib/run.ts'
import { root } from '../../tools/lib/workspace.ts'

export interface Version {
  readonly name: 'before' | 'after'
  /** The page with the library, and the page with the stage of the element's tests in its place. */
  readonly page: string
  readonly staged: string
}

const folder = join(root, '.cache', 'bench-page')

/** @param relay what is written into the pages */
export async function buildVersion(name: Version['name'], from: string, relay: string): Promise<Version> {
  const version = { name, page: join(folder, name, 'page'), staged: join(folder, name, 'staged') }
  const stage = join(from, 'tests/page/library.ts')
  const script = `
    const { buildPage } = await import(${JSON.stringify(join(from, 'apps/web/build.ts'))})
    const relay = ${JSON.stringify(relay)}
    await buildPage({ outDir: ${JSON.stringify(version.page)}, relay })
    await buildPage({ outDir: ${JSON.stringify(version.staged)}, relay, alias: { 'ghost-chat': ${JSON.stringify(stage)} } })`
  await must(
    `build the page ${name}`,
    runNode(['-C', 'ghost-chat-source', '--input-type=module', '-e', script], { cwd: from }),
  )
  return version
}

/** The sources of a commit, in a folder with this checkout's dependencies. Gives its path. */
export async function checkOut(commit: string): Promise<string> {
  const at = join(folder, 'sources')
  await rm(at, { recursive: true, force: true })
  await mkdir(at, { recursive: true })
  const archive = join(folder, 'sources.tar')
  await must(`find ${commit}`, run('git', ['archive', `--output=${archive}`, commit]))
  await must('unpack it', run('tar', ['-xf', archive, '-C', at]))
  await rm(archive)
  // Hard links where the system has them: a link to the folder would lead to this checkout's own packages.
  const modules = join(at, 'node_modules')
  const linked = await run('cp', ['-al', join(root, 'node_modules'), modules])
  if (linked.code !== 0 || !existsSync(modules))
    await must('copy the dependencies', run('cp', ['-R', join(root, 'node_modules'), modules]))
  return at
}

async function must(what: string, outcome: ReturnType<typeof run>): Promise<void> {
  const { code, output } = await outcome
  if (code !== 0) throw new Error(`Cannot ${what}: ${output}`)
}
