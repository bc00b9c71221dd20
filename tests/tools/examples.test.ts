import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkExamples } from '../../tools/docs-examples.ts'
import { examplesOfMarkdown, examplesOfSource } from '../../tools/lib/examples.ts'
import { root } from '../../tools/lib/workspace.ts'

const page = (...lines: string[]) => lines.join('\n')

describe('a page', () => {
  test('gives each TypeScript fence with its place, and no other fence', () => {
    const text = page('# Title', '```ts', 'one()', '```', '```sh', 'npm ci', '```', '```ts', 'two()', '```')
    expect(examplesOfMarkdown('a.md', text).examples).toEqual([
      { at: 'a.md:2', code: 'one()' },
      { at: 'a.md:8', code: 'two()' },
    ])
  })

  test('a continued fence is compiled after the ones it continues', () => {
    const text = page(
      '```ts',
      'one()',
      '```',
      '```ts continued',
      'two()',
      '```',
      '```ts continued',
      'three()',
      '```',
    )
    expect(examplesOfMarkdown('a.md', text).examples.at(-1)).toEqual({
      at: 'a.md:7',
      code: 'one()\ntwo()\nthree()',
    })
  })

  test('a fence with elements of JSX is told apart, and what continues it is one', () => {
    const text = page(
      '```tsx',
      'const a = <p />',
      '```',
      '```ts continued',
      'b(a)',
      '```',
      '```ts',
      'c()',
      '```',
    )
    expect(examplesOfMarkdown('a.md', text).examples).toEqual([
      { at: 'a.md:1', code: 'const a = <p />', tsx: true },
      { at: 'a.md:4', code: 'const a = <p />\nb(a)', tsx: true },
      { at: 'a.md:7', code: 'c()' },
    ])
  })

  test('a fence within a list loses its indentation', () => {
    const text = page('- like so:', '  ```ts', '  if (a) {', '    b()', '  }', '  ```')
    expect(examplesOfMarkdown('a.md', text).examples).toEqual([{ at: 'a.md:2', code: 'if (a) {\n  b()\n}' }])
  })

  test('an ignored fence is listed with its reason', () => {
    const text = page('```ts ignore: needs a wallet', 'x', '```', '```ts ignore', 'y', '```')
    expect(examplesOfMarkdown('a.md', text)).toEqual({
      examples: [],
      ignored: [
        { at: 'a.md:1', reason: 'needs a wallet' },
        { at: 'a.md:4', reason: '' },
      ],
    })
  })
})

describe('a source file', () => {
  test('gives the @example of a docstring, up to the next tag', () => {
    const text = page(
      'const a = 1',
      '/**',
      ' * Adds.',
      ' * @example',
      ' * add(1, 2)',
      ' * @throws never',
      ' */',
    )
    expect(examplesOfSource('a.ts', text).examples).toEqual([{ at: 'a.ts:4', code: 'add(1, 2)' }])
  })

  test('takes the code out of a fence', () => {
    const text = page('/**', ' * @example', ' * ```ts', ' * add(1,', ' *   2)', ' * ```', ' */')
    expect(examplesOfSource('a.ts', text).examples).toEqual([{ at: 'a.ts:2', code: 'add(1,\n  2)' }])
  })
})

describe('the check', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ghost-examples-'))
    mkdirSync(join(dir, 'docs'))
    copyFileSync(join(root, 'tsconfig.base.json'), join(dir, 'tsconfig.base.json'))
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'junction')
  })
  afterEach(() => {
    rmSync(dir, { recursive: true })
  })

  test('names the page and the line of an example that does not compile', async () => {
    writeFileSync(
      join(dir, 'docs/a.md'),
      page('', '```ts', 'const n: number = 1', 'const s: string = n', '```'),
    )
    const finding = await checkExamples(dir)
    expect(finding.ok).toBe(false)
    expect(finding.output).toContain("docs/a.md:2, its line 2: error TS2322: Type 'number' is not assignable")
  })

  test('passes examples that compile, with await at the top', async () => {
    writeFileSync(join(dir, 'README.md'), page('```ts', 'const n = await Promise.resolve(1)', '```'))
    expect(await checkExamples(dir)).toMatchObject({ ok: true, note: '1 compiled' })
  })

  test('compiles elements of JSX, and names the line of one that is wrong', async () => {
    writeFileSync(
      join(dir, 'README.md'),
      page(
        ...['```tsx', 'const a = <p>hello</p>', '```'],
        ...['```tsx', 'const a = (', '  <p hidden={1}>hello</p>', ')', '```'],
      ),
    )
    const finding = await checkExamples(dir)
    expect(finding).toMatchObject({ ok: false, note: '2 compiled' })
    expect(finding.output.trim()).toMatch(/^README\.md:4, its line 2: error TS2322: Type 'number'/)
  })

  test('wants a reason for what it is told to ignore', async () => {
    writeFileSync(join(dir, 'README.md'), page('```ts ignore', 'nonsense', '```'))
    const finding = await checkExamples(dir)
    expect(finding).toMatchObject({ ok: false, output: expect.stringContaining('README.md:1') })
  })
})
