import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const spec = await readFile(new URL('docs/SPEC.md', root), 'utf8')
const rules = new Set(Array.from(spec.matchAll(/^\| ([A-Z]{2}\d+) \|/gm), ([, id = '']) => id))

/** Rule ids that the tests' names begin with. */
async function shown(): Promise<Set<string>> {
  const ids = new Set<string>()
  for (const folder of ['packages/ghost-chat/test', 'packages/relay/test', 'tests']) {
    for (const name of await readdir(new URL(`${folder}/`, root), { recursive: true })) {
      if (!/\.ts$/.test(name)) continue
      const source = await readFile(new URL(`${folder}/${name}`, root), 'utf8')
      for (const [, id = ''] of source.matchAll(/['"`]\[([A-Z]{2}\d+)\] /g)) ids.add(id)
    }
  }
  return ids
}

it('every rule of SPEC.md stands there once', () => {
  const ids = Array.from(spec.matchAll(/^\| ([A-Z]{2}\d+) \|/gm), ([, id]) => id)
  expect(ids).toEqual([...rules])
  expect(rules.size).toBeGreaterThan(50)
})

it('every rule of SPEC.md is shown by a test that names it, and no test names another', async () => {
  const ids = await shown()
  expect([...rules].filter((id) => !ids.has(id))).toEqual([])
  expect([...ids].filter((id) => !rules.has(id))).toEqual([])
})
