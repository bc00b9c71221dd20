import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { bytesByPackage, packageOf, partsOf } from '../../tools/lib/bundle.ts'

test.each([
  ['../../node_modules/libp2p/dist/src/index.js', 'libp2p'],
  ['../../node_modules/@libp2p/noise/dist/src/noise.js', '@libp2p/noise'],
  ['../../node_modules/a/node_modules/@s/b/index.js', '@s/b'],
  ['../../packages/ghost-chat/src/index.ts', 'packages/ghost-chat'],
  ['src/main.ts', 'the page'],
])('%s belongs to %s', (input, name) => {
  expect(packageOf(input)).toBe(name)
})

test('what only an import() reaches is loaded later; what both reach comes first', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ghost-bundle-'))
  const write = (name: string, text: string) => {
    writeFileSync(join(dir, name), text)
  }
  write('main.js', `import { both } from './both.js'\nboth()\nawait import('./late.js')`)
  write('late.js', `import { both } from './both.js'\nimport { used, unused } from './lib.js'\nboth(used)`)
  write('both.js', `export const both = (...all) => console.log('both', ...all)`)
  write('lib.js', `export const used = 'used'\nexport const unused = 'unused'`)
  try {
    const { metafile } = await build({
      absWorkingDir: dir,
      entryPoints: ['main.js'],
      outdir: 'out',
      bundle: true,
      splitting: true,
      format: 'esm',
      write: false,
      metafile: true,
    })
    const { first, later } = partsOf(metafile, /^main\.js$/)
    const inputs = (outputs: string[]) =>
      outputs.flatMap((path) => Object.keys(metafile.outputs[path]!.inputs))
    expect(
      inputs(first)
        .map((path) => basename(path))
        .sort(),
    ).toEqual(['both.js', 'main.js'])
    expect(
      inputs(later)
        .map((path) => basename(path))
        .sort(),
    ).toEqual(['late.js', 'lib.js'])
    expect(bytesByPackage(metafile, later)).toEqual([['the page', expect.any(Number)]])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
