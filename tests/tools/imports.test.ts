import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkImports } from '../../tools/lib/imports.ts'

// A small copy of the house, with one wrong import for each rule: the file, the import, and the rule it breaks.
const wrong: readonly [file: string, statement: string, rule: string][] = [
  ['ghost-chat/src/wire/a.ts', `import '../identity/index.ts'`, 'wire-knows-only-itself'],
  ['ghost-chat/src/wire/b.ts', `import '../room/index.ts'`, 'wire-knows-only-itself'],
  ['ghost-chat/src/wire/c.ts', `import type { T } from '../network/port.ts'`, 'wire-knows-only-itself'],
  ['ghost-chat/src/identity/a.ts', `import '../room/index.ts'`, 'identity-knows-only-wire'],
  ['ghost-chat/src/room/a.ts', `import '../identity/index.ts'`, 'room-knows-only-wire'],
  ['ghost-chat/src/room/b.ts', `import '../chat/index.ts'`, 'room-knows-only-wire'],
  ['ghost-chat/src/network/a.ts', `import '../wire/index.ts'`, 'network-knows-only-itself'],
  ['ghost-chat/src/errors.ts', `import './wire/index.ts'`, 'errors-are-a-leaf'],
  ['ghost-chat/src/network/memory/a.ts', `import '../libp2p/gossip.ts'`, 'networks-do-not-know-each-other'],
  ['ghost-chat/src/network/libp2p/a.ts', `import '../memory/index.ts'`, 'networks-do-not-know-each-other'],
  ['ghost-chat/src/chat/a.ts', `import '../network/libp2p/gossip.ts'`, 'libp2p-loads-later'],
  ['ghost-chat/src/space.ts', `export * from './network/libp2p/gossip.ts'`, 'libp2p-loads-later'],
  ['ghost-chat/src/network/port.ts', `import 'libp2p'`, 'libp2p-stays-behind-the-port'],
  ['ghost-chat/src/wire/d.ts', `import 'node:crypto'`, 'the-library-runs-in-browsers'],
  ['relay/src/a.ts', `import 'ghost-chat'`, 'relay-verifies-and-carries'],
  ['relay/src/b.ts', `import 'ghost-chat/network/memory'`, 'relay-verifies-and-carries'],
  ['relay/src/c.ts', `import '../test/a.ts'`, 'shipped-code-knows-no-tests'],
  ['relay/src/d.ts', `import './index.ts'`, 'no-cycles'],
  ['relay/src/f.ts', `import 'ghost-chat/no/such/thing'`, 'everything-resolves'],
  ['rendezvous/src/a.ts', `import 'ghost-chat/wire'`, 'rendezvous-stands-alone'],
  ['rendezvous/src/b.ts', `import './server/index.ts'`, 'rendezvous-clients-carry-no-server'],
  ['rendezvous/src/server/a.ts', `import 'node:crypto'`, 'rendezvous-runs-in-browsers'],
  ['ghost-chat/src/threebox/a.ts', `import '../room/index.ts'`, 'old-names-over-the-same-face'],
  ['ghost-chat/src/chat/b.ts', `import '../threebox/index.ts'`, 'the-library-knows-no-old-names'],
  ['element/src/a.ts', `import 'ghost-chat/network/memory'`, 'the-element-takes-a-chat'],
  ['react/src/a.ts', `import '../../element/src/chat.ts'`, 'react-wraps-and-adds-nothing'],
  ['../apps/web/src/a.ts', `import 'ghost-chat/wire'`, 'apps-use-the-public-face'],
  ['../apps/terminal/src/a.ts', `import '../../web/src/main.ts'`, 'apps-use-the-public-face'],
]

// What may be imported, and what the imports above lead to. A wrong file takes the place of a right one.
const right: readonly [file: string, text: string][] = [
  ['ghost-chat/src/index.ts', `export * from './space.ts'`],
  ['ghost-chat/src/space.ts', `import './chat/index.ts'`],
  ['ghost-chat/src/errors.ts', ''],
  ['ghost-chat/src/wire/index.ts', `import '../errors.ts'`],
  ['ghost-chat/src/identity/index.ts', `import '../wire/index.ts'`],
  ['ghost-chat/src/room/index.ts', `import '../wire/index.ts'`],
  ['ghost-chat/src/chat/index.ts', `import '../room/index.ts'\nawait import('../network/libp2p/gossip.ts')`],
  ['ghost-chat/src/chat/typed.ts', `import type { T } from '../network/libp2p/gossip.ts'`],
  ['ghost-chat/src/network/port.ts', 'export type T = 1'],
  ['ghost-chat/src/network/memory/index.ts', `import type { T } from '../port.ts'`],
  ['ghost-chat/src/network/libp2p/gossip.ts', `import 'libp2p'\nexport type T = 1`],
  ['relay/src/index.ts', `import './d.ts'\nimport 'ghost-chat/wire'\nimport 'ghost-chat/identity'`],
  ['relay/src/gossip.ts', `import 'ghost-chat/network/gossip'`],
  ['relay/src/port.ts', `import 'ghost-chat/network/websocket-listener'`],
  ['relay/src/d.ts', ''],
  ['relay/test/a.ts', ''],
  ['ghost-chat/src/network/libp2p/websocket-listener.ts', ''],
  ['rendezvous/src/server/index.ts', `import '../message.ts'`],
  ['rendezvous/src/message.ts', ''],
  ['ghost-chat/src/threebox/index.ts', `import '../index.ts'`],
  ['element/src/index.ts', `import './chat.ts'`],
  ['element/src/chat.ts', `import 'ghost-chat'`],
  ['react/src/index.ts', `import '../../element/src/index.ts'`],
  ['../apps/web/src/main.ts', `import 'ghost-chat'\nimport '../../../packages/element/src/index.ts'`],
  ['../node_modules/libp2p/index.js', ''],
  ['../node_modules/libp2p/package.json', '{ "name": "libp2p", "main": "index.js" }'],
]

const subpaths = {
  '.': 'index.ts',
  './wire': 'wire/index.ts',
  './identity': 'identity/index.ts',
  './network/memory': 'network/memory/index.ts',
  './network/gossip': 'network/libp2p/gossip.ts',
  './network/websocket-listener': 'network/libp2p/websocket-listener.ts',
}

/** Lays out a house of these files under the system's temporary folder. */
function house(files: readonly (readonly [file: string, text: string, ...unknown[]])[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'ghost-imports-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${text}\n`)
  }
  const exports = Object.fromEntries(
    Object.entries(subpaths).map(([at, to]) => [at, { 'ghost-chat-source': `./src/${to}` }]),
  )
  write(join(dir, 'package.json'), '{ "private": true, "workspaces": ["packages/*", "apps/*"] }')
  write(join(dir, 'packages/ghost-chat/package.json'), JSON.stringify({ name: 'ghost-chat', exports }))
  mkdirSync(join(dir, 'node_modules'))
  symlinkSync(join(dir, 'packages/ghost-chat'), join(dir, 'node_modules/ghost-chat'), 'junction')
  for (const [file, text] of files) write(join(dir, 'packages', file), text)
  return dir
}

async function reportOf(dir: string) {
  try {
    return await checkImports(dir)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test('imports that run one way pass', async () => {
  const finding = await reportOf(house(right))
  expect(finding.output).toContain('no dependency violations found')
  expect(finding.ok).toBe(true)
})

test('rules that hold of no module have failed', async () => {
  expect((await reportOf(house([]))).ok).toBe(false)
})

describe('one wrong import each', () => {
  let output: string
  beforeAll(async () => {
    const finding = await reportOf(house([...right, ...wrong]))
    expect(finding.ok).toBe(false)
    output = finding.output
  })

  test.each(wrong)('%s: %s is reported by %s', (file, _statement, rule) => {
    const path = file.startsWith('../') ? file.slice(3) : `packages/${file}`
    expect(output.split('\n')).toContainEqual(expect.stringContaining(`error ${rule}: ${path}`))
  })
})
