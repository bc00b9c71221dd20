// Compiles every example of the README, of docs/ and of the sources' `@example`s, each as a module of its own.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './lib/claims.ts'
import { examplesOfMarkdown, examplesOfSource, type Found } from './lib/examples.ts'
import { runNode } from './lib/run.ts'
import { binOf, root } from './lib/workspace.ts'

const tsconfig = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
    types: ['node'],
    jsx: 'react-jsx',
    // An example may name a thing only to show it.
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  include: ['*.ts', '*.tsx'],
}

/** Compiles the examples of the checkout at `dir`, which must hold `tsconfig.base.json`. */
export async function checkExamples(dir = root): Promise<Finding> {
  const { examples, ignored } = collect(dir)
  const unexplained = ignored.filter(({ reason }) => reason === '')
  const work = join(dir, '.cache', 'examples')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify(tsconfig))
  writeFileSync(join(work, 'package.json'), '{ "type": "module" }')

  const places = new Map<string, string>()
  examples.forEach(({ at, code, tsx = false }, index) => {
    const name = `${String(index).padStart(3, '0')}.${tsx ? 'tsx' : 'ts'}`
    places.set(name, at)
    // The empty export makes it a module, where await may stand at the top.
    writeFileSync(join(work, name), `${code}\nexport {}\n`)
  })

  const compiled =
    examples.length === 0
      ? { code: 0, output: '' }
      : await runNode([binOf('typescript', 'tsc'), '-p', work, '--pretty', 'false'], { cwd: work })
  const output = [
    ...unexplained.map(({ at }) => `${at}: "ts ignore" without a reason`),
    compiled.output.replace(/^(\d+\.tsx?)\((\d+),\d+\)/gm, (whole, name: string, line: string) =>
      places.has(name) ? `${places.get(name) ?? ''}, its line ${line}` : whole,
    ),
  ].join('\n')
  const note = `${examples.length} compiled${ignored.length > 0 ? `, ${ignored.length} ignored` : ''}`
  return { ok: compiled.code === 0 && unexplained.length === 0, output, note }
}

function collect(dir: string): Found {
  const pages = globSync(['README.md', 'docs/**/*.md', 'packages/*/README.md'], { cwd: dir })
  const sources = globSync('packages/*/src/**/*.ts', { cwd: dir })
  const read = (file: string) => readFileSync(join(dir, file), 'utf8')
  const found = [
    ...pages.sort().map((file) => examplesOfMarkdown(file, read(file))),
    ...sources.sort().map((file) => examplesOfSource(file, read(file))),
  ]
  return {
    examples: found.flatMap(({ examples }) => examples),
    ignored: found.flatMap(({ ignored }) => ignored),
  }
}
