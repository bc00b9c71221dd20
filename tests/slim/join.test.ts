/** Files of a build in one again: `tools/slim/join.ts`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { joined, type Group } from '../../tools/slim/join.ts'

const MODULES: Readonly<Record<string, string>> = {
  'main.ts': `
    import { one } from 'shared.ts'
    import { name } from 'left.ts'
    import { digest } from 'digest.ts'
    export const first = () => one() + name() + digest()
    export const late = () => import('late.ts')
    export { digest }
    export const later = () => import('later.ts')`,
  'late.ts': `
    import { one } from 'shared.ts'
    import { name } from 'right.ts'
    export const said = 'late ' + one() + name()`,
  'later.ts': `
    import { one } from 'shared.ts'
    import { name } from 'left.ts'
    export const said = 'later ' + one() + name()`,
  'shared.ts': `import { name } from 'right.ts'\nexport const one = () => 'one ' + name()`,
  // Two of one name, in different files of the build.
  'left.ts': `export const name = () => 'left '`,
  'right.ts': `export const name = () => 'right '`,
  'digest.ts': `export const digest = () => 'digest'`,
}

const GROUPS: readonly Group[] = [
  { entries: [/digest\.ts$/], into: 'apart.js' },
  { entries: [/main\.ts$/], into: 'whole.js' },
]

async function files(groups = GROUPS): Promise<Map<string, string>> {
  const built = await build({
    entryPoints: ['main.ts', 'digest.ts'],
    outdir: '/out',
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    metafile: true,
    plugins: [
      {
        name: 'modules',
        setup(build) {
          build.onResolve({ filter: /./ }, ({ path }) => ({ path, namespace: 'modules' }))
          build.onLoad({ filter: /./, namespace: 'modules' }, ({ path }) => ({
            contents: MODULES[path] ?? '',
          }))
        },
      },
    ],
  })
  return joined(built, groups)
}

/** Runs them. */
async function run(files: ReadonlyMap<string, string>): Promise<unknown[]> {
  const dir = mkdtempSync(join(tmpdir(), 'ghost-join-'))
  try {
    writeFileSync(join(dir, 'package.json'), '{ "type": "module" }')
    for (const [name, text] of files) writeFileSync(join(dir, name), text)
    const main = (await import(pathToFileURL(join(dir, 'main.js')).href)) as Record<string, () => unknown>
    const { digest } = (await import(pathToFileURL(join(dir, 'digest.js')).href)) as typeof main
    const said = await Promise.all([main['late']?.(), main['later']?.()])
    return [
      main['first']?.(),
      ...said.map((late) => (late as { said: string }).said),
      main['digest'] === digest,
    ]
  } finally {
    rmSync(dir, { recursive: true })
  }
}

const WHAT_THEY_SAY = ['one right left digest', 'late one right right ', 'later one right left ', true]

test('each group is one file behind the names of what was asked for, and says what it did', async () => {
  const all = await files()
  const names = [...all.keys()].map((name) => name.replace(/-\w+\.js$/, '.js')).sort()
  expect(names).toEqual(['apart.js', 'digest.js', 'late.js', 'later.js', 'main.js', 'whole.js'])
  expect(await run(all)).toEqual(WHAT_THEY_SAY)
})

test('what an entry has from another group it says to be there', async () => {
  const main = (await files()).get('main.js') ?? ''
  expect(main).toMatch(/\w+ as first \} from '\.\/whole\.js'/)
  expect(main).toMatch(/\w+ as digest \} from '\.\/apart\.js'/)
})

test('a group may take only what others need too', async () => {
  const shared: Group = { entries: [/main\.ts$/], alsoOf: [/digest\.ts$/], into: 'shared.js' }
  const all = await files([shared, ...GROUPS])
  expect(all.get('shared.js')).toContain('"digest"')
  expect(all.get('whole.js')).not.toContain('"digest"')
  expect(await run(all)).toEqual(WHAT_THEY_SAY)
})
