import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { holdOf, type Hold } from '../src/hold.ts'
import { openScene, type Scene } from './support/memory-doors.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 20_000, interval: 2 }

let scene: Scene
beforeEach(() => {
  scene = openScene()
})
afterEach(async () => {
  await scene.close()
})

const untilIs = (hold: Hold, status: string): Promise<unknown> =>
  expect.poll(() => hold.state().status, SOON).toBe(status)

describe('a hold', () => {
  it('is joining before anybody subscribes, and joins nothing then', async () => {
    const hold = holdOf(scene.stays, scene.options())
    expect(hold.state()).toEqual({ status: 'joining', chat: undefined, error: undefined })
    expect(hold.first()).toBe(hold.state())
    await Promise.resolve()
    expect(scene.log).toEqual([])
  })

  it('tells of every change, and gives the same state until the next', async () => {
    const hold = holdOf(scene.stays, scene.options())
    const changed = vi.fn()
    hold.subscribe(changed)
    await untilIs(hold, 'joined')
    expect(changed).toHaveBeenCalledOnce()
    expect(hold.state()).toBe(hold.state())
  })

  it('tells nothing after it was released', async () => {
    const hold = holdOf(scene.stays, scene.options())
    const other = holdOf(scene.stays, scene.options())
    const changed = vi.fn()
    const release = hold.subscribe(changed)
    other.subscribe(() => undefined)
    release()
    release()
    await untilIs(other, 'joined')
    expect(changed).not.toHaveBeenCalled()
  })
})

describe('a signal', () => {
  it('that was aborted before has nothing joined, and its reason is the error', () => {
    const reason = new Error('changed my mind')
    const hold = holdOf(scene.stays, scene.options('lobby', { signal: AbortSignal.abort(reason) }))
    const changed = vi.fn()
    hold.subscribe(changed)()
    expect(hold.state()).toMatchObject({ status: 'failed', error: reason })
    expect(changed).toHaveBeenCalledOnce()
    expect(scene.log).toEqual([])
  })

  it('that is aborted while the room is being joined gives up', async () => {
    const controller = new AbortController()
    // Nobody is there to be joined.
    scene.hub.up = false
    const hold = holdOf(scene.stays, scene.options('lobby', { signal: controller.signal }))
    hold.subscribe(() => undefined)
    await expect.poll(() => scene.log, SOON).toContain('enter lobby')
    controller.abort('a word')
    expect(hold.state()).toMatchObject({ status: 'failed', error: { cause: 'a word' } })
    scene.soon()
    scene.hub.up = true
    const witness = await scene.witness()
    expect(witness.onlineUsers()).toHaveLength(1)
    expect(scene.chats).toEqual([])
  })

  it('of one is not the signal of another in the same room', async () => {
    const controller = new AbortController()
    const one = holdOf(scene.stays, scene.options('lobby', { signal: controller.signal }))
    const two = holdOf(scene.stays, scene.options())
    one.subscribe(() => undefined)
    two.subscribe(() => undefined)
    controller.abort()
    scene.soon()
    await untilIs(two, 'joined')
    expect(one.state().status).toBe('failed')
    expect(scene.log).toEqual(['open my-dapp', 'enter lobby'])
  })

  it('that is aborted after the room was joined changes nothing', async () => {
    const controller = new AbortController()
    const hold = holdOf(scene.stays, scene.options('lobby', { signal: controller.signal }))
    hold.subscribe(() => undefined)
    await untilIs(hold, 'joined')
    controller.abort()
    scene.soon()
    expect(hold.state().status).toBe('joined')
    expect(scene.chats[0]?.onlineUsers()).toHaveLength(1)
  })

  it('keeps no listener of a hold that was released', () => {
    const { signal } = new AbortController()
    const add = vi.spyOn(signal, 'addEventListener')
    const remove = vi.spyOn(signal, 'removeEventListener')
    holdOf(scene.stays, scene.options('lobby', { signal })).subscribe(() => undefined)()
    expect(add.mock.calls.map(([, listener]) => listener)).toEqual(
      remove.mock.calls.map(([, listener]) => listener),
    )
    expect(add).toHaveBeenCalledOnce()
  })
})
