// 100,000 registrations from 100 peers, and one honest peer among them.
import { expect, it } from 'vitest'
import { SERVER_LIMITS } from '../src/server/limits.ts'
import { Registry } from '../src/server/registry.ts'
import type { Position } from '../src/server/ring.ts'

const random = () => {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high & 0xffff) * 2 ** 32 + low
}
const record = (peer: string) => ({ bytes: new TextEncoder().encode(peer.padEnd(300)), seq: 1n })

/** How many pages of 1,000 it takes until a peer shows. */
function pagesUntil(registry: Registry, peer: string, ns: string): number {
  let position: Position | null = null
  for (let pages = 1; ; pages++) {
    const page: ReturnType<Registry['discover']> = registry.discover(ns, position, 1_000, 0)
    if (page.found.length === 0) return Infinity
    if (page.found.some(({ record: bytes }) => new TextDecoder().decode(bytes).trim() === peer)) return pages
    ;({ position } = page)
  }
}

it('stay under every bound, and the honest peer registers and is found at once', () => {
  const registry = new Registry(SERVER_LIMITS, random)
  for (let i = 0; i < 1_000; i++) {
    for (let p = 0; p < 100; p++) registry.register(`flood ${p}`, `room ${i}`, record(`flood ${p}`), 7_200, 0)
  }
  const full = registry.counts(0)
  expect(full.registrations).toBe(SERVER_LIMITS.registrations)
  expect(full.bytes).toBeLessThanOrEqual(SERVER_LIMITS.bytes)
  expect(registry.register('honest', 'room 7', record('honest'), 7_200, 0)).toBe('OK')
  expect(pagesUntil(registry, 'honest', 'room 7')).toBe(1)

  // And goes on being found, whatever the flood does next.
  for (let i = 0; i < 100; i++) {
    for (let p = 0; p < 100; p++) registry.register(`flood ${p}`, `more ${i}`, record(`flood ${p}`), 7_200, 0)
  }
  expect(registry.counts(0).registrations).toBeLessThanOrEqual(SERVER_LIMITS.registrations)
  expect(pagesUntil(registry, 'honest', 'room 7')).toBe(1)
})

it('in one namespace that is full, whoever got in is found within as many pages as it has', () => {
  const registry = new Registry(SERVER_LIMITS, random)
  registry.register('honest', 'room', record('honest'), 7_200, 0)
  for (let p = 1; p < 12_000; p++) registry.register(`flood ${p}`, 'room', record(`flood ${p}`), 7_200, 0)
  expect(registry.counts(0).registrations).toBe(SERVER_LIMITS.registrationsPerNamespace)
  expect(pagesUntil(registry, 'honest', 'room')).toBeLessThanOrEqual(10)
})
