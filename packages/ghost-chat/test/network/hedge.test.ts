import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hedge } from '../../src/network/libp2p/hedge.ts'

const LIMITS = { every: 1_500, most: 4 }

let asked: { readonly signal: AbortSignal; readonly answer: PromiseWithResolvers<string> }[]
let controller: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  controller = new AbortController()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

function ask(): Promise<string> {
  return hedge(
    (signal) => {
      const answer = Promise.withResolvers<string>()
      signal.addEventListener('abort', () => answer.reject(signal.reason))
      asked.push({ signal, answer })
      return answer.promise
    },
    LIMITS,
    controller.signal,
  )
}

describe('[NW16] a question that is asked again while it is open', () => {
  it('is asked once when the answer comes soon', async () => {
    const answer = ask()
    await vi.advanceTimersByTimeAsync(LIMITS.every - 1)
    asked[0]?.answer.resolve('here')
    expect(await answer).toBe('here')
    expect(asked).toHaveLength(1)
  })

  it('takes the first answer, of whichever, and ends the others', async () => {
    const answer = ask()
    await vi.advanceTimersByTimeAsync(2 * LIMITS.every)
    expect(asked).toHaveLength(3)
    asked[1]?.answer.resolve('the second')
    expect(await answer).toBe('the second')
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true, true])
  })

  it('is asked at most so often at once', async () => {
    const answer = ask()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(LIMITS.most)
    asked[0]?.answer.resolve('at last')
    expect(await answer).toBe('at last')
  })

  it('fails at once when it is refused, and not before all that were started have failed', async () => {
    const refused = ask()
    asked[0]?.answer.reject(new Error('refused'))
    await expect(refused).rejects.toThrow('refused')
    const second = ask()
    await vi.advanceTimersByTimeAsync(LIMITS.every)
    asked[1]?.answer.reject(new Error('one of two'))
    await vi.advanceTimersByTimeAsync(1)
    asked[2]?.answer.resolve('the other')
    expect(await second).toBe('the other')
  })

  it('is given up with its signal', async () => {
    const answer = ask()
    const failed = expect(answer).rejects.toThrow('enough')
    controller.abort(new Error('enough'))
    await failed
    await expect(ask()).rejects.toThrow('enough')
    expect(asked).toHaveLength(1)
  })
})
