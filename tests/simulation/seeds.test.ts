// Whole rooms, five hundred of them: who comes, goes, lies and breaks is drawn from the seed.
import { describe, expect, it } from 'vitest'
import { planOf } from '../../tools/simulate.ts'
import { commandOf, scenarioOf } from './scenario.ts'
import { simulate } from './simulate.ts'

const SEEDS = 500
const BATCH = 25

describe('a room in a bad world', () => {
  for (let from = 1; from <= SEEDS; from += BATCH) {
    it(`keeps its promises, seeds ${from} to ${from + BATCH - 1}`, { timeout: 120_000 }, async () => {
      const broken: string[] = []
      for (let seed = from; seed < from + BATCH; seed++) {
        const scenario = scenarioOf(seed)
        const { failures } = await simulate(scenario)
        if (failures.length > 0) broken.push([commandOf(scenario), ...failures].join('\n  '))
      }
      expect(broken).toEqual([])
    })
  }
})

describe('a seed', () => {
  it.each([3, 17, 42])('%i runs the same way twice, to the last frame', async (seed) => {
    const [once, again] = [await simulate(scenarioOf(seed)), await simulate(scenarioOf(seed))]
    expect(again).toEqual(once)
    expect((await simulate(scenarioOf(seed + 1))).trace).not.toBe(once.trace)
  })

  it('runs again by the command that a failure prints', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const scenario = scenarioOf(seed)
      const args = commandOf(scenario).split(' -- ')[1]!.split(' ')
      expect(planOf(args)).toEqual([[scenario]])
    }
  })
})
