import { describe, expect, it } from 'vitest'
import { MemoryHub, seededRandom } from '../../src/network/memory/index.ts'
import { describeNetwork } from './acceptance.ts'

describeNetwork('memory', () => {
  const hub = new MemoryHub()
  return Promise.resolve({
    network: () => Promise.resolve(hub.network()),
    until: (condition) => hub.settle(condition),
    cut: () => {
      hub.up = false
      return Promise.resolve()
    },
    restore: () => {
      hub.up = true
      return Promise.resolve()
    },
    doomed: (topic) => {
      const network = hub.network()
      network.open(topic, {
        judge: () => Promise.resolve('accept'),
        answer: () => Promise.resolve([]),
        changed: () => undefined,
        lost: () => undefined,
      })
      return Promise.resolve({
        self: network.self,
        kill: () => {
          network.kill()
        },
      })
    },
    close: () => Promise.resolve(),
  })
})

describe('the memory network', () => {
  it('does the same for the same seed', () => {
    const [a, b] = [seededRandom(7), seededRandom(7)]
    const numbers = Array.from({ length: 100 }, () => a())
    expect(Array.from({ length: 100 }, () => b())).toEqual(numbers)
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
    expect(seededRandom(8)()).not.toBe(numbers[0])
  })
})
