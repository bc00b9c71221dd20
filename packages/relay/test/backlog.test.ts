import { describe, expect, it } from 'vitest'
import { shed } from '../src/backlog.ts'

describe('[NW25] what waits in memory', () => {
  const waiting = (sizes: Readonly<Record<string, readonly number[]>>): [() => number, string[]] => {
    const ended: string[] = []
    const backlogs = Object.entries(sizes).flatMap(([address, all]) =>
      all.map((bytes) => ({ address, bytes, end: () => ended.push(`${address} ${bytes}`) })),
    )
    return [() => shed(backlogs, 100), ended]
  }

  it('is left alone while it is within the budget', () => {
    const [look, ended] = waiting({ a: [60], b: [40] })
    expect([look(), ended]).toEqual([0, []])
  })

  it('goes by the address for which most waits, its slowest reader first', () => {
    const [look, ended] = waiting({ a: [20, 30, 40], b: [80], c: [5] })
    expect(look()).toBe(2)
    expect(ended).toEqual(['a 40', 'b 80'])
  })
})
