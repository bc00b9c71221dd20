import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { LIMITS } from 'ghost-chat'
import { WEBSOCKET_LIMITS } from 'ghost-chat/network/websocket-listener'
import { RELAY_LIMITS } from '@ghost-chat/relay'

const page = await readFile(new URL('../../docs/LIMITS.md', import.meta.url), 'utf8')

/** The names and numbers of the table under a heading. */
function table(heading: string): Record<string, number> {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  const rows = section.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)
  return Object.fromEntries(
    Array.from(rows, ([, name = '', value = '']) => [name, Number(value.replaceAll(',', ''))]),
  )
}

it('docs/LIMITS.md says what the protocol’s limits are, all of them', () => {
  expect(table('The protocol')).toEqual({ ...LIMITS })
})

it('docs/LIMITS.md says what the relay’s limits are, all of them', () => {
  expect(table('The relay')).toEqual({ ...RELAY_LIMITS })
})

it('docs/LIMITS.md says what the limits of a listening websocket are, all of them', () => {
  expect(table('Websockets that come in')).toEqual({ ...WEBSOCKET_LIMITS })
})
