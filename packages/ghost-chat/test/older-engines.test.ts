import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { completeEngine } from '../src/older-engines.ts'

const nativeResolvers = Object.getOwnPropertyDescriptor(Promise, 'withResolvers')!
const nativeAny = Object.getOwnPropertyDescriptor(AbortSignal, 'any')!
const restore = (): void => {
  Object.defineProperty(Promise, 'withResolvers', nativeResolvers)
  Object.defineProperty(AbortSignal, 'any', nativeAny)
}

it('what an engine has stays as it is', () => {
  completeEngine()
  expect(Object.getOwnPropertyDescriptor(Promise, 'withResolvers')).toEqual(nativeResolvers)
  expect(Object.getOwnPropertyDescriptor(AbortSignal, 'any')).toEqual(nativeAny)
})

describe('in an engine that has neither', () => {
  beforeEach(() => {
    Reflect.deleteProperty(Promise, 'withResolvers')
    Reflect.deleteProperty(AbortSignal, 'any')
    completeEngine()
  })
  afterEach(restore)

  it('what is put in does not show', () => {
    expect(Promise.withResolvers).not.toBe(nativeResolvers.value)
    expect(Object.keys(Promise)).toEqual([])
    expect(Object.keys(AbortSignal)).toEqual([])
  })

  it('a promise is settled from outside, in the class that was asked for one', async () => {
    class Own<T> extends Promise<T> {}
    const kept = Own.withResolvers<number>()
    expect(kept.promise).toBeInstanceOf(Own)
    kept.resolve(7)
    await expect(kept.promise).resolves.toBe(7)
    const broken = Promise.withResolvers<number>()
    broken.reject(new Error('no'))
    await expect(broken.promise).rejects.toThrow('no')
  })

  it('the first of several signals to abort gives its reason, once', () => {
    const [one, other] = [new AbortController(), new AbortController()]
    const any = AbortSignal.any([one.signal, other.signal])
    let times = 0
    any.addEventListener('abort', () => times++)
    expect(any.aborted).toBe(false)
    other.abort('enough')
    one.abort('too late')
    expect([any.aborted, any.reason, times]).toEqual([true, 'enough', 1])
  })

  it('a signal that is aborted already, or none', () => {
    expect(AbortSignal.any([new AbortController().signal, AbortSignal.abort('before')]).reason).toBe('before')
    expect(AbortSignal.any([]).aborted).toBe(false)
  })
})
