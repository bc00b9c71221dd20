import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { findFirefox, type Machine } from '../../tools/lib/firefox.ts'

/** A machine that has these programs. */
const machine = (programs: string[], env: NodeJS.ProcessEnv = {}): Machine => ({
  env,
  isExecutable: (path) => programs.includes(path),
})

test('FIREFOX_PATH comes before everything', () => {
  const env = { FIREFOX_PATH: '/opt/mine', PATH: '/bin' }
  expect(findFirefox(machine(['/opt/mine', join('/bin', 'firefox')], env))).toBe('/opt/mine')
})

test('a FIREFOX_PATH that is no program is said, not passed over', () => {
  const env = { FIREFOX_PATH: '/opt/typo', PATH: '/bin' }
  expect(() => findFirefox(machine([join('/bin', 'firefox')], env))).toThrow(
    'FIREFOX_PATH is /opt/typo, and no program is there',
  )
})

test("PATH is searched folder by folder, in each for Debian's before any other", () => {
  const env = { PATH: ['/usr/local/bin', '/usr/bin', 'relative'].join(delimiter) }
  const [own, debians] = [join('/usr/bin', 'firefox'), join('/usr/bin', 'firefox-esr')]
  expect(findFirefox(machine([own, debians], env))).toBe(debians)
  expect(findFirefox(machine([own, join('relative', 'firefox-esr')], env))).toBe(own)
})

test('a machine without one has none', () => {
  expect(findFirefox(machine([], { PATH: '/usr/bin' }))).toBeUndefined()
})
