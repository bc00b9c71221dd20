// `node -C ghost-chat-source tools/run.js pack`: are the packages fit to publish? Builds and packs them, looks at
// the tarballs, installs them into an empty app elsewhere, and uses them there as a newcomer would.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPackages } from './build.ts'
import type { Finding } from './lib/claims.ts'
import { run, runNode, runNpm } from './lib/run.ts'
import { binOf, packages, readManifest, root, type Package } from './lib/workspace.ts'

/** Thrown to leave the check at the first thing that is wrong: every later step needs the earlier ones. */
class Unfit extends Error {}

export async function checkPackages(): Promise<Finding> {
  const dir = mkdtempSync(join(tmpdir(), 'ghost-pack-'))
  try {
    const log: string[] = []
    if (!(await buildPackages((line) => log.push(line)))) throw new Unfit(log.join('\n'))
    const tarballs: string[] = []
    for (const one of packages()) {
      await need('publint', runNode([binOf('publint'), '--strict', one.dir]))
      const tarball = await pack(one, dir)
      // A package of commands alone gives nothing to import, and has no types to be wrong.
      if (isImported(one)) {
        await need(
          'attw',
          runNode([
            binOf('@arethetypeswrong/cli', 'attw'),
            tarball,
            '--profile',
            'esm-only',
            '--no-definitely-typed',
          ]),
        )
      }
      tarballs.push(tarball)
    }
    const said = await useThem(tarballs, dir)
    return { ok: true, output: '', note: `${tarballs.length} packages, installed and used: ${said}` }
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, output: error.message }
    throw error
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Whether anything but its manifest can be imported from a package. */
function isImported({ manifest }: Package): boolean {
  return Object.keys(manifest.exports ?? {}).some((path) => path !== './package.json')
}

async function pack({ dir, manifest }: Package, into: string): Promise<string> {
  const output = await need(
    `npm pack of ${manifest.name}`,
    runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', into], { cwd: dir }),
  )
  const packed = JSON.parse(output.slice(output.indexOf('[\n'))) as [
    { filename: string; files: { path: string }[] },
  ]
  const [{ filename, files }] = packed
  const unwanted = files.filter(({ path }) => /(?:^|\/)test\/|\.test\.|\.tsbuildinfo$/.test(path))
  if (unwanted.length > 0) throw new Unfit(`${filename} holds ${unwanted.map(({ path }) => path).join(', ')}`)
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    if (!files.some(({ path }) => path === licence)) throw new Unfit(`${filename} lacks ${licence}`)
  }
  return join(into, filename)
}

/** Installs the tarballs into an empty app and runs a script there; returns the last line that it says. */
async function useThem(tarballs: readonly string[], dir: string): Promise<string> {
  const app = mkdtempSync(join(dir, 'app-'))
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }))
  await need(
    'npm install',
    runNpm(['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs], { cwd: app }),
  )
  copyFileSync(join(root, 'tools/consumer/use.js'), join(app, 'use.js'))

  const relay = await commandOf('@ghost-chat/relay', 'ghost-relay', app)
  const ghost = await commandOf('@ghost-chat/terminal', 'ghost', app)
  const said = await need('the app', runNode(['use.js', relay, ghost], { cwd: app, timeout: 60_000 }))
  return said.trim().split('\n').at(-1) ?? ''
}

/** The script of a command that an app has installed. */
async function commandOf(packageName: string, command: string, app: string): Promise<string> {
  const dir = join(app, 'node_modules', packageName)
  const { bin } = readManifest(dir)
  const script = typeof bin === 'string' ? bin : bin?.[command]
  if (script === undefined) throw new Unfit(`${packageName} installs no ${command}`)
  // The link that npm makes, too: a command that nobody can call by its name is not installed.
  const link = join(app, 'node_modules/.bin', process.platform === 'win32' ? `${command}.cmd` : command)
  await need(`${command} --help`, run(link, ['--help'], { cwd: app }))
  return join(dir, script)
}

async function need(what: string, running: ReturnType<typeof run>): Promise<string> {
  const { code, output } = await running
  if (code !== 0) throw new Unfit(`${what}:\n${output}`)
  return output
}

export async function main(): Promise<number> {
  const { ok, output, note } = await checkPackages()
  console.log(ok ? note : output)
  return ok ? 0 : 1
}
