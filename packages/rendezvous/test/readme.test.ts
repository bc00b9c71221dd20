import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { CLIENT_LIMITS, RendezvousError, type RendezvousErrorCode } from '@ghost-chat/rendezvous'
import { SERVER_LIMITS } from '@ghost-chat/rendezvous/server'
import { STATUS } from '../src/message.ts'

const page = await readFile(new URL('../README.md', import.meta.url), 'utf8')

/** The names and numbers of the table behind a text. */
function tableAfter(text: string): Record<string, number> {
  const [table = ''] = /(?:^\|.*\n)+/m.exec(page.slice(page.indexOf(text))) ?? []
  const rows = table.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)
  return Object.fromEntries(
    Array.from(rows, ([, name = '', value = '']) => [name, Number(value.replaceAll(',', ''))]),
  )
}

it('the README says what the limits are, all of them', () => {
  expect(tableAfter('`SERVER_LIMITS`')).toEqual({ ...SERVER_LIMITS })
  expect(tableAfter('`CLIENT_LIMITS`')).toEqual({ ...CLIENT_LIMITS })
})

it('the README names every code of an error, and every status has one', () => {
  const codes = [...page.matchAll(/`(ERR_\w+)`/g)].map(([, code]) => code as RendezvousErrorCode)
  for (const code of codes) expect(new RendezvousError(code).message).toMatch(/\.$/)
  expect(codes).toEqual(
    expect.arrayContaining(
      Object.keys(STATUS)
        .filter((name) => name !== 'OK')
        .map((name) => `ERR_${name.slice(2)}`),
    ),
  )
})
