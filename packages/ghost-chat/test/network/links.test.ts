import { expect, test } from 'vitest'
import { floodOf } from '../../src/network/libp2p/links.ts'
import type { FloodLimit } from '../../src/network/port.ts'

const rule = (messages: number, window: number): FloodLimit => ({ messages, window })
const link = (flood: FloodLimit | null, peer: string | null = 'relay') => ({ peer, flood })

test('[NW8] of several relays the one counts that passes on the most, among those that are connected', () => {
  const [one, more, most] = [rule(1, 3_600_000), rule(20, 30_000), rule(100, 10_000)]
  expect(floodOf([])).toBeNull()
  expect(floodOf([link(one)])).toBe(one)
  expect(floodOf([link(one), link(more)])).toBe(more)
  expect(floodOf([link(more), link(one), link(most, null)])).toBe(more)
  expect(floodOf([link(most), link(more)])).toBe(most)
  expect(floodOf([link(rule(2, 3_000)), link(more)])).toBe(more)
  expect(floodOf([link(one), link(null)])).toBeNull()
})
