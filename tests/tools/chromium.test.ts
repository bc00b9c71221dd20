import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { findChromium, type Machine } from '../../tools/lib/chromium.ts'

/** A machine that has these programs, and says where Playwright would keep its browser. */
function machine(programs: string[], env: NodeJS.ProcessEnv = {}, playwrights?: string): Machine {
  return {
    env,
    isExecutable: (path) => programs.includes(path),
    playwrights: async () => playwrights,
  }
}

test('CHROMIUM_PATH comes before everything', async () => {
  const env = { CHROMIUM_PATH: '/opt/mine', PATH: '/bin' }
  expect(await findChromium(machine(['/opt/mine', join('/bin', 'chromium')], env))).toBe('/opt/mine')
})

test('a CHROMIUM_PATH that is no program is said, not passed over', async () => {
  const env = { CHROMIUM_PATH: '/opt/typo', PATH: '/bin' }
  await expect(findChromium(machine([join('/bin', 'chromium')], env))).rejects.toThrow(
    'CHROMIUM_PATH is /opt/typo, and no program is there',
  )
})

test('PATH is searched folder by folder', async () => {
  const env = { PATH: ['/usr/local/bin', '/usr/bin'].join(delimiter) }
  const found = await findChromium(machine([join('/usr/bin', 'google-chrome')], env))
  expect(found).toBe(join('/usr/bin', 'google-chrome'))
})

test("Playwright's browser is taken when it was really downloaded", async () => {
  expect(await findChromium(machine(['/cache/chrome'], {}, '/cache/chrome'))).toBe('/cache/chrome')
  expect(await findChromium(machine([], {}, '/cache/chrome'))).toBeUndefined()
})
