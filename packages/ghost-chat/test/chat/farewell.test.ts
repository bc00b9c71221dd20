import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Identity } from '../../src/identity/identity.ts'
import { guest } from '../../src/identity/guest.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { closeAll, join, say, type Person } from '../support/memory-chat.ts'
import { syncCrypto, turn } from '../support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../support/virtual-clock.ts'

interface Frame {
  readonly type: string
  readonly iss: string
  readonly iat: number
  readonly head?: { readonly seq: number } | null
}

let hub: MemoryHub
let clock: VirtualClock
let frames: Frame[]
let page: EventTarget
let ann: Person
let ben: Person

/** Somebody in a page, whose `ben` is somebody elsewhere. */
async function meet(identity?: Identity): Promise<void> {
  const platform = { ...virtualPlatform(clock, 2), page }
  ben = await join(hub, { platform: virtualPlatform(clock, 1) })
  ann = await join(hub, { platform, ...(identity === undefined ? {} : { identity }) })
  await hub.settle(() => [ann, ben].every(({ chat }) => chat.onlineUsers().length === 2))
  await hub.idle()
}

beforeEach(() => {
  frames = []
  page = new EventTarget()
  clock = new VirtualClock()
  hub = new MemoryHub({
    turn,
    judge: (frame) => {
      const payload = new TextDecoder().decode(frame).split('.')[1] ?? ''
      frames.push(JSON.parse(Buffer.from(payload, 'base64url').toString()) as Frame)
      return Promise.resolve('accept')
    },
  })
})
afterEach(async () => {
  await closeAll(hub, [ann, ben])
  expect(clock.waiting).toBe(0)
})

function hide(persisted: boolean): void {
  page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }))
}

/** The types of what a person published since. */
async function since(start: number, { space }: Person): Promise<string[]> {
  await hub.idle()
  return frames.slice(start).flatMap(({ type, iss }) => (iss === space.did ? [type] : []))
}

async function pass(milliseconds: number): Promise<void> {
  for (let i = 0; i < milliseconds; i += 500) {
    clock.advance(500)
    await hub.idle()
  }
}

describe('[PR16] a page that goes away', () => {
  it('for good says goodbye within that task, and nobody suspects anything', async () => {
    await meet()
    await pass(1_000)
    const start = frames.length
    hide(false)
    // The page is gone: nothing that was not handed over by now ever will be.
    ann.network.kill()
    await hub.idle()
    expect(ben.events.at(-1)).toBe(`user-left ${ann.space.did}`)
    expect(ben.chat.onlineUsers()).toEqual([ben.space.did])
    await pass(3_000)
    expect(frames.slice(start).map(({ type }) => type)).not.toContain('suspect')
  })

  it('stays until the browser took its goodbye over, and no moment when it has nothing to say', async () => {
    await meet()
    await pass(1_000)
    const start = performance.now()
    hide(false)
    expect(performance.now() - start).toBeGreaterThanOrEqual(LIMITS.farewellStay)
    let waits = 0
    const real = performance.now.bind(performance)
    performance.now = () => (waits++, real())
    try {
      hide(true)
    } finally {
      performance.now = real
    }
    expect(waits).toBe(0)
  })

  it('and may come back says nothing', async () => {
    await meet()
    await pass(1_000)
    const start = frames.length
    hide(true)
    expect(await since(start, ann)).toEqual([])
    await say(hub, ann, 'still here', [ben])
  })

  it('says goodbye with the head of what it said last, however much that was', async () => {
    await meet()
    for (const text of ['one', 'two', 'three']) await say(hub, ann, text, [ben])
    await pass(1_000)
    hide(false)
    await hub.idle()
    expect(frames.at(-1)).toMatchObject({ type: 'leave', iss: ann.space.did, head: { seq: 2 } })
    expect(ben.chat.messages().map(String)).toEqual(['one', 'two', 'three'])
    expect(ben.events.at(-1)).toBe(`user-left ${ann.space.did}`)
  })

  it.each([1, 2, 3])('says goodbye at once after %i lines in the same moment', async (lines) => {
    await meet()
    await pass(1_000)
    for (let line = 1; line <= lines; line++) await say(hub, ann, `line ${line}`, [ben])
    hide(false)
    await hub.idle()
    expect(ben.events.at(-1)).toBe(`user-left ${ann.space.did}`)
  })

  it('does not say goodbye with what was made before its last words: those would not count', async () => {
    await meet()
    await pass(1_000)
    // The fifth would be signed for within a second of the first.
    for (let line = 1; line <= LIMITS.farewellBurst + 1; line++) await say(hub, ann, `line ${line}`, [ben])
    const start = frames.length
    hide(false)
    expect(await since(start, ann)).toEqual([])
    expect(ben.chat.onlineUsers()).toHaveLength(2)
  })

  it('is ready a second after much was said, though nothing else happens', async () => {
    await meet()
    await pass(1_000)
    for (let line = 1; line <= LIMITS.farewellBurst + 1; line++) await say(hub, ann, `line ${line}`, [ben])
    await pass(LIMITS.farewellPause)
    hide(false)
    await hub.idle()
    expect(ben.events.at(-1)).toBe(`user-left ${ann.space.did}`)
  })

  it.each([0, 19_000, 21_000, 45_000, 300_000])(
    'after %i ms of silence says goodbye with what is 21 s old at most',
    async (silence) => {
      await meet()
      await pass(1_000 + silence)
      hide(false)
      await hub.idle()
      expect(ben.events.at(-1)).toBe(`user-left ${ann.space.did}`)
      expect(clock.now() / 1_000 - (frames.at(-1)?.iat ?? 0)).toBeLessThanOrEqual(21)
    },
  )

  it('says no second goodbye once the room was left', async () => {
    await meet()
    await pass(1_000)
    await ann.chat.leaveChat()
    await hub.idle()
    const start = frames.length
    hide(false)
    expect(await since(start, ann)).toEqual([])
  })

  it('says goodbye also when the app leaves the room in the same task', async () => {
    await meet()
    await pass(1_000)
    const start = frames.length
    void ann.chat.leaveChat()
    hide(false)
    ann.network.kill()
    await hub.idle()
    expect(ben.events.at(-1)).toBe(`user-left ${ann.space.did}`)
    expect((await since(start, ann))[0]).toBe('leave')
    await pass(3_000)
  })

  it('signs nothing in advance where another program does', async () => {
    const { did, sign } = await guest(syncCrypto)
    let asked = 0
    const createJws = async (payload: object, header: object): Promise<string> => {
      asked++
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
      const input = `${part({ alg: 'EdDSA', ...header })}.${part(payload)}`
      return `${input}.${Buffer.from(await sign(new TextEncoder().encode(input))).toString('base64url')}`
    }
    await meet({ did, createJws })
    await pass(1_000)
    expect(asked).toBe(1)
    const start = frames.length
    hide(false)
    expect(await since(start, ann)).toEqual([])
  })
})
