import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpace } from 'ghost-chat'
import { afterAll, describe, expect, test } from 'vitest'
import { identityFrom, makeSeedFile, SeedFileError } from '../src/identity.ts'

const dir = mkdtempSync(join(tmpdir(), 'ghost-seed-'))
afterAll(() => rmSync(dir, { recursive: true }))

let files = 0
function file(text: string, mode = 0o600): string {
  const path = join(dir, `seed-${files++}`)
  writeFileSync(path, text, { mode })
  chmodSync(path, mode)
  return path
}
async function didOf(path: string, name = 's'): Promise<string> {
  const space = await openSpace(name, { identity: identityFrom(path), relays: ['http://localhost:9'] })
  await space.close()
  return space.did
}

describe('a seed file', () => {
  test('that is made gives one DID per space, and is for its owner alone', async () => {
    const path = join(dir, 'made')
    makeSeedFile(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toMatch(/^[\w-]{43}\n$/)
    expect(await didOf(path)).toBe(await didOf(path))
    expect(await didOf(path)).not.toBe(await didOf(path, 'another'))
  })

  test('is never written over', () => {
    const path = file('precious')
    expect(() => makeSeedFile(path)).toThrow('the file exists')
    expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  test('may be hex or base64url', async () => {
    const hex = await didOf(file(`${'ab'.repeat(32)}\n`))
    expect(hex).toBe(await didOf(file(Buffer.from('ab'.repeat(32), 'hex').toString('base64url'))))
  })

  test.each([0o640, 0o604, 0o660, 0o644])('that others can read (%o) is refused', (mode) => {
    expect(() => identityFrom(file('ab'.repeat(32), mode))).toThrow('Others can read')
  })

  test.each(['', 'ab'.repeat(31), 'ab'.repeat(33), '*'.repeat(43), 'x'.repeat(1_000)])(
    'with something else (%#) is refused',
    (text) => {
      expect(() => identityFrom(file(text))).toThrow(SeedFileError)
    },
  )

  test('that is not there is said, with what makes one', () => {
    expect(() => identityFrom(join(dir, 'none'))).toThrow(/no such file.*ghost key new/)
  })
})
