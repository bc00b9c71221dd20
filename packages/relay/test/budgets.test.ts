import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budgets, frameCost, Standing, type Bearer } from '../src/budgets.ts'
import { RELAY_LIMITS } from '../src/limits.ts'

const { framesPerSecond, frameBurst, addressFramesPerSecond, addressFrameBurst } = RELAY_LIMITS
const from = (peer: string, address: string | null = null): Bearer => ({ peer, address, isRelay: false })

describe('what a bearer may cost', () => {
  it('[NW22] a burst is free, and then a bearer waits until it has paid', () => {
    const budgets = new Budgets(RELAY_LIMITS)
    expect(budgets.spend(from('a'), frameBurst, 0)).toBe(0)
    expect(budgets.spend(from('a'), framesPerSecond, 0)).toBe(1_000)
    expect(budgets.spend(from('b'), 1, 0)).toBe(0)
    expect(frameCost(1)).toBe(1)
    expect(frameCost(32_768)).toBe(8)
  })

  it('[NW22] in the long run no bearer, and no address, is read faster than its rate', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 200 })), {
          minLength: 100,
          maxLength: 900,
        }),
        (handed) => {
          const budgets = new Budgets(RELAY_LIMITS)
          const readAgain = new Map<number, number>()
          const [sum, largest] = [new Map<number, number>(), 200]
          let now = 0
          for (const [peer, cost] of handed) {
            now = Math.max(now, readAgain.get(peer) ?? 0)
            readAgain.set(peer, now + budgets.spend(from(`${peer}`, 'one address'), cost, now))
            sum.set(peer, (sum.get(peer) ?? 0) + cost)
            expect(sum.get(peer)).toBeLessThanOrEqual(
              frameBurst + largest + (now * framesPerSecond) / 1_000 + 1,
            )
          }
          const all = [...sum.values()].reduce((one, other) => one + other, 0)
          expect(all).toBeLessThanOrEqual(
            addressFrameBurst + sum.size * largest + (now * addressFramesPerSecond) / 1_000 + 1,
          )
        },
      ),
    )
  })

  it('[NW22] a key that is new, or comes back, has no more than its address has left', () => {
    const budgets = new Budgets(RELAY_LIMITS)
    for (let key = 0; key < 4; key++) budgets.spend(from(`${key}`, 'x'), frameBurst, 0)
    expect(budgets.spend(from('fresh', 'x'), 100, 0)).toBeGreaterThan(0)
    expect(budgets.spend(from('elsewhere', 'y'), 100, 0)).toBe(0)
  })

  it('[NW22] an address never owes more than a second, and who says little behind it is never dropped', () => {
    const budgets = new Budgets(RELAY_LIMITS)
    for (let key = 0; key < 1_000; key++) budgets.spend(from(`${key}`, 'x'), frameBurst, 0)
    expect(budgets.spend(from('quiet', 'x'), 1, 0)).toBeLessThanOrEqual(1_000)
    expect(budgets.isOver(from('quiet', 'x'), 0)).toBe(false)
    expect(budgets.isOver(from('7', 'x'), 0)).toBe(true)
  })

  it('[NW22] frames of no use, new DIDs and proofs have rates of their own', () => {
    const budgets = new Budgets(RELAY_LIMITS)
    const count = (most: number, once: () => boolean): number => {
      let passed = 0
      for (let i = 0; i < most; i++) if (once()) passed++
      return passed
    }
    expect(count(1_000, () => !budgets.ignored(from('a'), 0))).toBe(RELAY_LIMITS.ignoredBurst)
    expect(count(1_000, () => budgets.mayBringDid(from('a'), 0))).toBe(RELAY_LIMITS.didBurst)
    expect(count(1_000, () => budgets.mayBringProof(from('a'), 0))).toBe(RELAY_LIMITS.peerProofBurst)
    let key = 0
    expect(count(1_000, () => budgets.mayBringProof(from(`${key++}`, 'x'), 0))).toBe(
      RELAY_LIMITS.addressProofBurst,
    )
  })

  it('[VE6] four refusals make an address bad for ten minutes, and no other', () => {
    const standing = new Standing()
    for (let at = 0; at < 3; at++) standing.refused('x', at)
    expect(standing.isBad('x', 3)).toBe(false)
    standing.refused('x', 3)
    expect([standing.isBad('x', 4), standing.isBad('y', 4), standing.isBad(null, 4)]).toEqual([
      true,
      false,
      false,
    ])
    expect(standing.isBad('x', 600_000)).toBe(false)
  })
})
