import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LenientPromise } from '../../src/chat/lenient-promise.ts'

/** What was reported to the app's console; Node has no `reportError`. */
let reported: unknown[]
let unhandled: unknown[]
const onUnhandled = (error: unknown): void => void unhandled.push(error)

beforeEach(() => {
  reported = []
  unhandled = []
  vi.stubGlobal('reportError', (error: unknown) => void reported.push(error))
  process.on('unhandledRejection', onUnhandled)
})
afterEach(() => {
  process.off('unhandledRejection', onUnhandled)
  vi.unstubAllGlobals()
})

/** Node tells of unhandled rejections once the microtasks are done; two turns of timers come after that. */
const later = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve, 0))
}
const refused = (error: Error): LenientPromise<never> => LenientPromise.of(Promise.reject(error))

it('a refusal that is neither awaited nor handled is reported and is no unhandled rejection', async () => {
  const error = new Error('refused')
  void refused(error)
  await later()
  expect({ reported, unhandled }).toEqual({ reported: [error], unhandled: [] })
})

it('a refusal that is awaited is thrown there and reported nowhere', async () => {
  const error = new Error('refused')
  await expect(refused(error)).rejects.toBe(error)
  await refused(error).catch(() => undefined)
  const kept = refused(error)
  await Promise.resolve()
  await expect(kept).rejects.toBe(error)
  await later()
  expect({ reported, unhandled }).toEqual({ reported: [], unhandled: [] })
})

it('the errors of what an app derives from it stay the app’s own', async () => {
  const error = new Error('refused')
  void refused(error).then(() => 'sent')
  await later()
  expect({ reported, unhandled }).toEqual({ reported: [], unhandled: [error] })
})

it('it resolves like any promise, and gives ordinary ones', async () => {
  const promise = LenientPromise.of(Promise.resolve(7))
  const derived = promise.then((seven) => seven + 1)
  expect(derived).not.toBeInstanceOf(LenientPromise)
  expect([await promise, await derived]).toEqual([7, 8])
  expect(promise).toBeInstanceOf(Promise)
})
