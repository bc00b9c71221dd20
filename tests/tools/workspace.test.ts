import { expect, test } from 'vitest'
import { inDependencyOrder, packages, type Package } from '../../tools/lib/workspace.ts'

const one = (name: string, ...dependencies: string[]): Package => ({
  dir: `packages/${name}`,
  manifest: {
    name,
    version: '1.0.0',
    dependencies: Object.fromEntries(dependencies.map((it) => [it, '1.0.0'])),
  },
})
const names = (found: readonly Package[]) => found.map(({ manifest }) => manifest.name)

test('a package comes after those it depends on, whatever the alphabet says', () => {
  expect(names(inDependencyOrder([one('a', 'c', 'libp2p'), one('b', 'a'), one('c')]))).toEqual([
    'c',
    'a',
    'b',
  ])
})

test('packages that depend on each other are said', () => {
  expect(() => inDependencyOrder([one('a', 'b'), one('b', 'a')])).toThrow('a -> b -> a')
})

test('this workspace builds the library before the relay and the terminal', () => {
  const found = names(packages())
  expect(found.indexOf('ghost-chat')).toBeLessThan(found.indexOf('@ghost-chat/relay'))
  expect(found.indexOf('ghost-chat')).toBeLessThan(found.indexOf('@ghost-chat/terminal'))
})

test('what is private is not published, and an app that is not is', () => {
  const found = names(packages())
  expect(found).toContain('@ghost-chat/terminal')
  expect(found).not.toContain('@ghost-chat/web')
})
