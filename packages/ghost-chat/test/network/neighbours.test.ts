import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DIRECT_LIMITS, neighboursOf } from '../../src/network/libp2p/neighbours.ts'

const { fullRoom, rings } = DIRECT_LIMITS

/** A room of made-up names, another one for each seed. */
const roomOf = (size: number, seed: number): string[] =>
  Array.from({ length: size }, (_, at) => `peer-${seed}-${at}`)

const linksOf = (room: readonly string[]): Map<string, ReadonlySet<string>> =>
  new Map(room.map((peer) => [peer, neighboursOf(peer, room)]))

/** How many can be reached from the first over links alone. */
function reached(links: ReadonlyMap<string, ReadonlySet<string>>): number {
  const [first = ''] = links.keys()
  const seen = new Set([first])
  for (const peer of seen) for (const next of links.get(peer) ?? []) seen.add(next)
  return seen.size
}

it('[NW10] in a room of 16 everyone links to everyone, in one of 17 to eight at most', () => {
  for (const [, chosen] of linksOf(roomOf(fullRoom, 1))) expect(chosen.size).toBe(fullRoom - 1)
  for (const [, chosen] of linksOf(roomOf(fullRoom + 1, 1)))
    expect(chosen.size).toBeLessThanOrEqual(2 * rings)
})

it('[NW10] both ends agree, nobody has more than eight links, and nobody is cut off, in rooms up to 1,000', () => {
  const sizes = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 2, max: 120 }) },
    { weight: 1, arbitrary: fc.integer({ min: 121, max: 1_000 }) },
  )
  fc.assert(
    fc.property(sizes, fc.nat(), (size, seed) => {
      const links = linksOf(roomOf(size, seed))
      for (const [peer, chosen] of links) {
        expect(chosen.has(peer)).toBe(false)
        expect(chosen.size).toBeLessThanOrEqual(size <= fullRoom ? fullRoom - 1 : 2 * rings)
        expect([...chosen].filter((other) => links.get(other)?.has(peer) !== true)).toEqual([])
      }
      expect(reached(links)).toBe(size)
    }),
    { numRuns: 40 },
  )
})

it('[NW10] it does not matter in which order, or how often, the peers are named', () => {
  const room = roomOf(40, 7)
  for (const self of room.slice(0, 5)) {
    const chosen = [...neighboursOf(self, room)].sort()
    expect([...neighboursOf(self, [...room, ...room].reverse())].sort()).toEqual(chosen)
    expect(
      [
        ...neighboursOf(
          self,
          room.filter((peer) => peer !== self),
        ),
      ].sort(),
    ).toEqual(chosen)
  }
})

it('[NW10] who comes to a large room changes the links of eight others at most', () => {
  const before = linksOf(roomOf(200, 3))
  const after = linksOf([...roomOf(200, 3), 'newcomer'])
  const changed = [...before].filter(([peer, chosen]) => {
    const now = after.get(peer) ?? new Set()
    return [...now].some((other) => !chosen.has(other))
  })
  expect(changed.length).toBeGreaterThan(0)
  expect(changed.length).toBeLessThanOrEqual(2 * rings)
})

it('a room of 1,000 is crossed in a few steps: the rings are no circle', () => {
  const links = linksOf(roomOf(1_000, 5))
  const [first = ''] = links.keys()
  let edge = new Set([first])
  const seen = new Set(edge)
  let steps = 0
  for (; seen.size < 1_000; steps++) {
    edge = new Set(
      [...edge].flatMap((peer) => [...(links.get(peer) ?? [])]).filter((peer) => !seen.has(peer)),
    )
    for (const peer of edge) seen.add(peer)
  }
  expect(steps).toBeLessThanOrEqual(6)
})
