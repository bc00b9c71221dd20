import { expect, test } from 'vitest'
import { machinePathsIn, missingFrom, registriesIn } from '../../tools/lib/tracked-files.ts'

test('a registry in the lock file is named with its package', () => {
  const resolved = 'https://registry.example/a/-/a-1.0.0.tgz'
  const lockFile = {
    packages: { '': {}, 'node_modules/a': { resolved }, 'node_modules/b': { resolved: 'packages/b' } },
  }
  expect(registriesIn(JSON.stringify(lockFile))).toEqual([`node_modules/a: ${resolved}`])
})

test('a platform that the lock file names and lacks is named with who wants it', () => {
  const packages = {
    '': { dependencies: { a: '1' } },
    'packages/p': { dependencies: { a: '1', c: '1' } },
    'packages/p/node_modules/c': {},
    'node_modules/a': {
      dependencies: { b: '1' },
      optionalDependencies: { '@a/linux': '1', '@a/windows': '1' },
    },
    'node_modules/a/node_modules/b': { dependencies: { a: '1' } },
    'node_modules/@a/linux': {},
  }
  expect(missingFrom(JSON.stringify({ packages }))).toEqual(['@a/windows, wanted by node_modules/a'])
})

// Put together here, or this file would be the first to be found.
const of = (...parts: string[]) => `/${parts.join('/')}`

test('a path of one machine is named with its line', () => {
  expect(machinePathsIn(`a\nsee ${of('home', 'alice', 'code')}`)).toEqual([`2: ${of('home', 'alice')}`])
  expect(machinePathsIn(`"${of('Users', 'bob')}"`)).toEqual([`1: ${of('Users', 'bob')}`])
})

test("URLs, relative paths and nobody's home are no machine's", () => {
  expect(machinePathsIn('https://host.example/home/page')).toEqual([])
  expect(machinePathsIn('packages/network/work/a.ts ~/work/a ../work/b')).toEqual([])
  expect(machinePathsIn('/home/user/.npmrc')).toEqual([])
})
