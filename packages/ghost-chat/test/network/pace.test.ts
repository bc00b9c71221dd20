import { expect, test } from 'vitest'
import { RELAY_LIMITS } from '../../../relay/src/limits.ts'
import { PACE, Pace } from '../../src/network/libp2p/pace.ts'

test('[NW17] a thousand frames go at once, the next ones at 400 a second', () => {
  let now = 0
  const pace = new Pace(() => now)
  for (let at = 0; at < PACE.burst; at++) expect(pace.take()).toBe(0)
  expect(pace.take()).toBe(2.5)
  expect(pace.take()).toBe(5)
  now += 5
  expect(pace.take()).toBe(2.5)
  now += 1_000
  for (let at = 0; at < 399; at++) expect(pace.take()).toBe(0)
  expect(pace.take()).toBeGreaterThan(0)
})

test('[NW17] rest is saved up to a thousand frames', () => {
  let now = 0
  const pace = new Pace(() => now)
  now += 1_000_000
  for (let at = 0; at < PACE.burst; at++) expect(pace.take()).toBe(0)
  expect(pace.take()).toBeGreaterThan(0)
})

test('[NW17] the pace is one that relays go along with', () => {
  expect(PACE.perSecond).toBeLessThan(RELAY_LIMITS.framesPerSecond)
  expect(PACE.burst).toBeLessThan(RELAY_LIMITS.frameBurst)
})
