import { expect, it } from 'vitest'
import { judgeInputs, LIMIT } from './judge.ts'
import { inputOf } from './mutate.ts'

// Fixed, so that a test that passed passes again. `npm run fuzz` takes another each time.
const SEED = 20_190_612

it('[VE1] of ten thousand mutated envelopes none is accepted, throws, or takes 5 ms', async () => {
  const { judged, verdicts, slowest, failures } = await judgeInputs({ seed: SEED, from: 0, count: 10_000 })
  expect(failures).toEqual([])
  expect(judged).toBe(10_000)
  expect(slowest.ms).toBeLessThanOrEqual(LIMIT)
  // They get everywhere: to each of the parser's refusals, to the signature, and through.
  const codes = ['parts', 'base64url', 'header', 'alg', 'typ', 'claims', 'topic', 'signature']
  expect(codes.filter((code) => !(`reject: ${code}` in verdicts))).toEqual([])
  expect(['chain', 'fields'].filter((code) => !(`ignore: ${code}` in verdicts))).toEqual([])
  expect(verdicts['reject: signature']).toBeGreaterThan(500)
  expect(verdicts['accept: ok']).toBeGreaterThan(50)
}, 60_000)

it('an input is made again from its seed and number alone', () => {
  for (const index of [0, 1, 999_999]) {
    expect(inputOf(SEED, index)).toEqual(inputOf(SEED, index))
    expect(inputOf(SEED, index).frame).not.toEqual(inputOf(SEED + 1, index).frame)
  }
})
