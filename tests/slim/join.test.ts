/** Files of a build in one again: `tools/slim/join.ts`. */
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { joined } from '../../tools/slim/join.ts'

const MODULES: Readonly<Record<string, string>> = {
  'main.ts': `
    import { one } from 'shared.ts'
    import { name } from 'left.ts'
    import { digest } from 'digest.ts'
    export const first = () => one() + name() + digest()
    export const late = () => import('late.ts')
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

async function files(): Promise<Map<string, string>> {
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
  return joined(built, { first: /main\.ts$/, apart: /digest\.ts$/, into: 'whole.js' })
}

test('the first part is one file behind its own name, and what is asked for by itself stays apart', async () => {
  const names = [...(await files()).keys()]
  expect(names.filter((name) => name.startsWith('chunk'))).toHaveLength(1)
  expect(names).toEqual(expect.arrayContaining(['main.js', 'whole.js', 'digest.js']))
})

test('the first part exports what it did, and the others find what they share with it', async () => {
  const all = await files()
  const said = all.get('main.js') ?? ''
  expect(said).toMatch(/^export \{ \w+ as first, \w+ as late, \w+ as later \} from '\.\/whole\.js'\n$/)
  const own = /export \{([^}]*)\}/.exec(all.get('whole.js') ?? '')?.[1] ?? ''
  const exported = own.split(',').map((part) => part.trim().split(' as ').at(-1))
  for (const [name, text] of all) {
    if (!name.startsWith('late')) continue
    const imported = [...text.matchAll(/import \{([^}]*)\} from "\.\/whole\.js"/g)].flatMap(([, list = '']) =>
      list.split(',').map((part) => part.trim().split(' as ')[0]),
    )
    expect(imported.length).toBeGreaterThan(0)
    expect(exported).toEqual(expect.arrayContaining(imported))
    expect(text).not.toMatch(/from "\.\/(?:main|chunk)/)
  }
})
