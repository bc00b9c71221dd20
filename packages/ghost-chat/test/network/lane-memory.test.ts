/** What lanes remember: frames that come twice, and what the topic was not given. */
import { beforeEach, describe, expect, test } from 'vitest'
import { KnownFrames } from '../../src/network/libp2p/lanes/known-frames.ts'
import { LeftOut } from '../../src/network/libp2p/lanes/left-out.ts'
import { LANE_LIMITS } from '../../src/network/libp2p/lanes/limits.ts'
import type { FrameVerdict } from '../../src/network/port.ts'

/** A frame of some bytes that ends like no other. */
function frame(name: string, length = 100): Uint8Array {
  return new TextEncoder().encode(name.padStart(length, '.'))
}

describe('frames that come by both ways', () => {
  let judged = 0
  const judge = (verdict: FrameVerdict) => (): Promise<FrameVerdict> => {
    judged++
    return Promise.resolve(verdict)
  }
  beforeEach(() => {
    judged = 0
  })

  test('[LN3] get one verdict, the second while the first is being judged', async () => {
    const known = new KnownFrames()
    const { promise, resolve } = Promise.withResolvers<FrameVerdict>()
    expect(known.once(frame('a'), () => promise)).toBe(promise)
    const second = known.once(frame('a'), judge('reject'))
    resolve('accept')
    expect(await second).toBe('accept')
    expect(await known.once(frame('a'), judge('reject'))).toBe('accept')
    expect(judged).toBe(0)
    expect(await known.once(frame('b'), judge('reject'))).toBe('reject')
  })

  test('[LN3] and wait for a first copy that is ignored are judged for themselves', async () => {
    const known = new KnownFrames()
    const { promise, resolve } = Promise.withResolvers<FrameVerdict>()
    const first = known.once(frame('a'), () => promise)
    const others = [known.once(frame('a'), judge('accept')), known.once(frame('a'), judge('reject'))]
    expect(judged).toBe(0)
    resolve('ignore')
    expect(await Promise.all([first, ...others])).toEqual(['ignore', 'accept', 'accept'])
    expect(judged).toBe(1)
  })

  test('[LN3] are the same byte for byte: an end that was copied helps nobody', async () => {
    const known = new KnownFrames()
    const genuine = frame('signature')
    await known.once(genuine, judge('accept'))
    const forged = genuine.slice()
    forged[0] = 65
    expect(await known.once(forged, judge('reject'))).toBe('reject')
    expect(await known.once(genuine.subarray(1), judge('reject'))).toBe('reject')
    expect(judged).toBe(3)
  })

  test.each(['ignore', 'reject'] as const)('[LN3] and get %s are judged anew', async (verdict) => {
    const known = new KnownFrames()
    await known.once(frame('a'), judge(verdict))
    await Promise.resolve()
    expect(known.size).toBe(0)
    await known.once(frame('a'), judge(verdict))
    expect(judged).toBe(2)
  })

  test('[LN3] are forgotten, the oldest first, beyond 8,192', async () => {
    const known = new KnownFrames()
    const all = Array.from({ length: LANE_LIMITS.known + 1 }, (_, at) => frame(`${at}`))
    for (const one of all.slice(0, -1)) await known.once(one, judge('accept'))
    expect(await known.once(frame('0'), judge('ignore'))).toBe('accept')
    await known.once(frame(`${LANE_LIMITS.known}`), judge('accept'))
    expect(known.size).toBe(LANE_LIMITS.known)
    expect(await known.once(frame('1'), judge('ignore'))).toBe('accept')
    expect(await known.once(frame('0'), judge('ignore'))).toBe('ignore')
  })

  test('[LN3] are known however large those are that came in between', async () => {
    const known = new KnownFrames()
    const size = 32_768
    // What the lanes of a room may be ahead of the topic: a stream's window each.
    const most = (LANE_LIMITS.others * 1_048_576) / size
    for (let at = 0; at < most; at++) await known.once(frame(`${at}`, size), judge('accept'))
    expect(await known.once(frame('0', size), judge('ignore'))).toBe('accept')
  })
})

describe('what the topic was not given', () => {
  test('[LN5] is given to it once, oldest first, for 10 s', () => {
    const leftOut = new LeftOut()
    leftOut.keep(frame('a'), 0)
    leftOut.keep(frame('b'), 1)
    leftOut.keep(frame('c'), 9_000)
    expect(leftOut.take(10_000)).toEqual([frame('b'), frame('c')])
    expect(leftOut.take(10_000)).toEqual([])
    expect(leftOut.bytes).toBe(0)
  })

  test('[LN5] is 2 MiB at most: the oldest goes', () => {
    const leftOut = new LeftOut()
    const size = 32_768
    const most = LANE_LIMITS.leftOutBytes / size
    for (let at = 0; at < most; at++) leftOut.keep(frame(`${at}`, size), 0)
    expect(leftOut.bytes).toBe(LANE_LIMITS.leftOutBytes)
    leftOut.keep(frame('one more'), 0)
    const taken = leftOut.take(0)
    expect([taken.length, taken[0]]).toEqual([most, frame('1', size)])
  })
})
