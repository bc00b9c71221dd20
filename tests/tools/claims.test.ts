import { expect, test } from 'vitest'
import { checkClaims, tallyLine, type Finding } from '../../tools/lib/claims.ts'

const holds = (note?: string) => async (): Promise<Finding> => ({
  ok: true,
  output: 'unseen',
  ...(note && { note }),
})
const fails = (output: string) => async (): Promise<Finding> => ({ ok: false, output })

/** Checks the claims and returns the tally with everything printed; durations are cut off. */
async function printed(...claims: Parameters<typeof checkClaims>[0]) {
  const lines: string[] = []
  const tally = await checkClaims(claims, (line) => lines.push(line.replace(/ \(\d+\.\d s\)$/, '')))
  return { tally, lines }
}

test('a claim that holds is one line, with its figure', async () => {
  const { tally, lines } = await printed({ says: 'water is wet', check: holds('3 seas') })
  expect(lines).toEqual(['ok    water is wet: 3 seas'])
  expect(tally).toEqual({ passed: 1, failed: 0 })
})

test('a claim that fails shows its whole output, and the next is checked all the same', async () => {
  const { tally, lines } = await printed(
    { says: 'pigs fly', check: fails('one pig\nstands there\n') },
    { says: 'water is wet', check: holds() },
  )
  expect(lines).toEqual(['FAIL  pigs fly', '      one pig\n      stands there', 'ok    water is wet'])
  expect(tally).toEqual({ passed: 1, failed: 1 })
})

test('a check that throws is a claim that fails', async () => {
  const check = () => Promise.reject(new Error('no such tool'))
  const { tally, lines } = await printed({ says: 'water is wet', check })
  expect(lines[1]).toContain('no such tool')
  expect(tally).toEqual({ passed: 0, failed: 1 })
})

test('the closing line names what was skipped only where something was', () => {
  expect(tallyLine({ passed: 12, failed: 0 })).toBe('12 passed, 0 failed')
  expect(tallyLine({ passed: 12, failed: 1 }, 2)).toBe('12 passed, 1 failed, 2 skipped')
})
