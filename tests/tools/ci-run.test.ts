import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../../tools/lib/run.ts'
import { root } from '../../tools/lib/workspace.ts'

// `.ci/run` with an npm that says and returns what each test tells it to.
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ghost-ci-'))
  mkdirSync(join(dir, '.ci'))
  copyFileSync(join(root, '.ci/run'), join(dir, '.ci/run'))
})
afterEach(() => {
  rmSync(dir, { recursive: true })
})

async function ciRun(npm: Record<'ci' | 'test' | 'run', string>, lab = 'echo "0 passed, 0 failed"') {
  mkdirSync(join(dir, 'bin'))
  // Of what is run, the checks say this; all else says nothing of tests.
  const cases = Object.entries(npm).map(([command, does]) =>
    command === 'run' ? `run) case "$2" in check) ${does} ;; *) ${lab} ;; esac ;;` : `${command}) ${does} ;;`,
  )
  writeFileSync(join(dir, 'bin/npm'), ['#!/bin/sh', 'case "$1" in', ...cases, 'esac'].join('\n'))
  chmodSync(join(dir, 'bin/npm'), 0o755)
  const env = { ...process.env, PATH: [join(dir, 'bin'), process.env['PATH']].join(delimiter) }
  const { code, output } = await run('bash', [join(dir, '.ci/run')], { env })
  return { code, last: output.trimEnd().split('\n').at(-1) }
}

test('tests and checks are added up', async () => {
  const found = await ciRun({
    ci: 'true',
    test: 'echo "12 passed, 0 failed, 1 skipped"',
    run: 'echo "8 passed, 0 failed"',
  })
  expect(found).toEqual({ code: 0, last: '20 passed, 0 failed, 1 skipped' })
})

test('a failed check fails the run, and the tests still count', async () => {
  const found = await ciRun({
    ci: 'true',
    test: 'echo "12 passed, 0 failed"',
    run: 'echo "7 passed, 1 failed"; exit 1',
  })
  expect(found).toEqual({ code: 1, last: '19 passed, 1 failed' })
})

test('the NAT lab counts, and where it is skipped that shows', async () => {
  const says = { ci: 'true', test: 'echo "12 passed, 0 failed"', run: 'echo "8 passed, 0 failed"' }
  const skipped = await ciRun(says, 'echo "0 passed, 0 failed, 6 skipped"')
  expect(skipped).toEqual({ code: 0, last: '20 passed, 0 failed, 6 skipped' })
  rmSync(join(dir, 'bin'), { recursive: true })
  const failed = await ciRun(says, 'echo "5 passed, 1 failed"; exit 1')
  expect(failed).toEqual({ code: 1, last: '25 passed, 1 failed' })
})

test('checks run after failed tests', async () => {
  const found = await ciRun({
    ci: 'true',
    test: 'echo "11 passed, 1 failed"; exit 1',
    run: 'echo "8 passed, 0 failed"',
  })
  expect(found).toEqual({ code: 1, last: '19 passed, 1 failed' })
})

test('a command that dies without its closing line is one failure', async () => {
  const found = await ciRun({ ci: 'true', test: 'exit 137', run: 'echo "8 passed, 0 failed"' })
  expect(found).toEqual({ code: 1, last: '8 passed, 1 failed' })
})

test('a command that says all passed and fails is one failure', async () => {
  const found = await ciRun({
    ci: 'true',
    test: 'echo "12 passed, 0 failed"; exit 1',
    run: 'echo "8 passed, 0 failed"',
  })
  expect(found).toEqual({ code: 1, last: '20 passed, 1 failed' })
})

test('nothing runs after a failed install', async () => {
  const found = await ciRun({
    ci: 'exit 1',
    test: 'echo "12 passed, 0 failed"',
    run: 'echo "8 passed, 0 failed"',
  })
  expect(found).toEqual({ code: 1, last: '0 passed, 1 failed' })
})
