/** The comparison says what was measured: its statistics, its verdicts, its tables, and one run of the plainest system. */
import { describe, expect, it } from 'vitest'
import { chart } from '../../bench/compare/chart.ts'
import { percentile, spread } from '../../bench/compare/figures.ts'
import { two } from '../../bench/compare/measures.ts'
import { isNamed } from '../../bench/compare/plan.ts'
import { processStage } from '../../bench/compare/processes.ts'
import type { Results } from '../../bench/compare/results.ts'
import { markdown } from '../../bench/compare/table.ts'
import { verdicts } from '../../bench/compare/targets.ts'

const RESULTS: Results = {
  date: '2026-11-25T12:00:00.000Z',
  quick: true,
  rounds: { two: 2, ten: 0, 'meeting of 2': 0, 'meeting of 30': 0, pages: 0 },
  seconds: 61,
  load: [0.1, 2],
  machine: {
    cpu: 'A CPU',
    cores: 2,
    memory: 8,
    system: 'linux',
    node: '24.0.0',
    versions: { trystero: '1.2.3' },
  },
  chromium: null,
  node: { 'ghost-chat': [{ p50: 2 }, { p50: 4 }], trystero: [{ p50: 1 }, { p50: 4 }], tcp: [] },
  pages: {},
  failures: [{ platform: 'Node', id: 'tcp', what: 'two', round: 0, why: 'It broke.' }],
  lost: { trystero: 3 },
  bundles: {},
}

describe('the comparison’s figures', () => {
  it('are a median between the least and the most', () => {
    expect(spread([40, 10, 30, 20])).toEqual({ median: 25, least: 10, most: 40, rounds: 4 })
    expect(spread([3, 1, 2])).toMatchObject({ median: 2 })
    expect(spread([])).toBeNull()
  })

  it('have percentiles of the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at)
    expect([0, 0.5, 0.99, 1].map((part) => percentile(values, part))).toEqual([1, 50, 99, 100])
  })

  it('are held against the targets of those who were there', () => {
    expect(verdicts(RESULTS.node)).toEqual([
      {
        about: 'round trip p50: ghost-chat, direct',
        wanted: 'at most 1.5 × trystero',
        measured: '1.2 × (1.0–2.0)',
        reached: 'in part',
      },
    ])
  })

  it('stand in tables with their spread, what failed and what was lost', () => {
    const text = markdown(RESULTS)
    expect(text).toContain('| ghost-chat, direct | – | 3.00 (2.00–4.00) | – |')
    expect(text).toContain('- tcp in Node, two, round 1: It broke.')
    expect(text).toContain('- trystero: 3 messages of bursts did not arrive')
    expect(text).toContain('trystero 1.2.3')
  })

  it('are drawn where there are any', () => {
    expect(chart(RESULTS.node, 'p50')).toContain('>trystero</text>')
    expect(chart(RESULTS.node, 'contact')).toBeNull()
  })
})

it('a family’s name means all of it, and no name means everyone', () => {
  expect(isNamed('ghost-chat-tcp', ['ghost-chat'])).toBe(true)
  expect(isNamed('trystero', ['ghost-chat'])).toBe(false)
  expect(isNamed('tcp', [])).toBe(true)
})

it('two processes meet, answer each other and lose nothing of a burst', async () => {
  const stage = await processStage('tcp')
  try {
    const { contact, roundTrips, burst } = await two(stage, { pings: { least: 20, ms: 1 }, burst: 1 })
    expect(contact).toBeGreaterThan(0)
    expect(roundTrips.length).toBeGreaterThanOrEqual(20)
    expect(burst).toMatchObject({ lost: 0 })
    expect(burst.rate).toBeGreaterThan(0)
  } finally {
    await stage.close()
  }
}, 60_000)
