import { describe, expect, test } from 'vitest'
import { InOrder } from '../../src/network/libp2p/in-order.ts'

describe('[VE7] answers in the order of their questions', () => {
  test('tasks start at once, and settle in order however long they take', async () => {
    const order = new InOrder(10)
    const started: number[] = []
    const settled: unknown[] = []
    const gates = [1, 2, 3].map(() => Promise.withResolvers<undefined>())
    const runs = gates.map(async (gate, i) => {
      const value = await order.run(async () => {
        started.push(i)
        await gate.promise
        return i
      })
      settled.push(value)
    })
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(started).toEqual([0, 1, 2])
    gates[2]!.resolve(undefined)
    gates[1]!.resolve(undefined)
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(settled).toEqual([])
    gates[0]!.resolve(undefined)
    await Promise.all(runs)
    expect(settled).toEqual([0, 1, 2])
  })

  test('one that fails or throws holds nobody up', async () => {
    const order = new InOrder(10)
    const failing = order.run(() => Promise.reject(new Error('failed')))
    const throwing = order.run(() => {
      throw new Error('thrown')
    })
    const fine = order.run(async () => 'fine')
    await expect(failing).rejects.toThrow('failed')
    await expect(throwing).rejects.toThrow('thrown')
    await expect(fine).resolves.toBe('fine')
  })

  test('what is done with a result holds up those behind it, and is done one after the other', async () => {
    const order = new InOrder(10)
    const done: string[] = []
    const gate = Promise.withResolvers<undefined>()
    const then = (value: string): Promise<void> | null => {
      done.push(value)
      return value === 'first' ? gate.promise : null
    }
    const first = order.run(async () => 'first', then)
    const second = order.run(async () => 'second', then)
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(done).toEqual(['first'])
    gate.resolve(undefined)
    await expect(Promise.all([first, second])).resolves.toEqual(['first', 'second'])
    expect(done).toEqual(['first', 'second'])
  })

  test('more than so many at once are not started', async () => {
    const order = new InOrder(2)
    const gate = Promise.withResolvers<string>()
    const first = order.run(() => gate.promise)
    const second = order.run(() => gate.promise)
    expect(order.run(async () => 'third')).toBeNull()
    gate.resolve('done')
    await Promise.all([first, second])
    await expect(order.run(async () => 'later')).resolves.toBe('later')
  })
})
