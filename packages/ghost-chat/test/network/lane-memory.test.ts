/** What lanes remember: frames that come twice, and what the topic was not given. */
import { describe, expect, test } from 'vitest'
import { KnownFrames } from '../../src/network/libp2p/lanes/known-frames.ts'
import { LeftOut } from '../../src/network/libp2p/lanes/left-out.ts'
import { LANE_LIMITS } from '../../src/network/libp2p/lanes/limits.ts'
import type { FrameVerdict } from '../../src/network/port.ts'

/** A frame of some bytes that ends like no other. */
function frame(name: string, length = 100): Uint8Array {
  return new TextEncoder().encode(name.padStart(length, '.'))
}

describe('frames that come by both ways', () => {
  test('[LN3] get one verdict, the second while the first is being judged', async () => {
    const known = new KnownFrames()
    const { promise, resolve } = Promise.withResolvers<FrameVerdict>()
    known.note(frame('a'), promise)
    expect(known.find(frame('a'))).toBe(promise)
    resolve('accept')
    await promise
    expect(await known.find(frame('a'))).toBe('accept')
    expect(known.find(frame('b'))).toBeNull()
  })

  test('[LN3] are the same byte for byte: an end that was copied helps nobody', () => {
    const known = new KnownFrames()
    const genuine = frame('signature')
    known.note(genuine, Promise.resolve('accept'))
    const forged = genuine.slice()
    forged[0] = 65
    expect(known.find(forged)).toBeNull()
    expect(known.find(genuine.subarray(1))).toBeNull()
  })

  test.each(['ignore', 'reject'] as const)('[LN3] and get %s are judged anew', async (verdict) => {
    const known = new KnownFrames()
    known.note(frame('a'), Promise.resolve(verdict))
    await Promise.resolve()
    await Promise.resolve()
    expect(known.find(frame('a'))).toBeNull()
    expect(known.size).toBe(0)
  })

  test('[LN3] are forgotten, the oldest first, beyond 1,024', () => {
    const known = new KnownFrames()
    const all = Array.from({ length: LANE_LIMITS.known + 1 }, (_, at) => frame(`${at}`))
    for (const one of all.slice(0, -1)) known.note(one, Promise.resolve('accept'))
    expect(known.find(frame('0'))).not.toBeNull()
    known.note(frame(`${LANE_LIMITS.known}`), Promise.resolve('accept'))
    expect([known.find(frame('0')), known.size]).toEqual([null, LANE_LIMITS.known])
    expect(known.find(frame('1'))).not.toBeNull()
  })

  test('[LN3] are forgotten, the oldest first, beyond 2 MiB', () => {
    const known = new KnownFrames()
    const size = 32_768
    const most = LANE_LIMITS.knownBytes / size
    for (let at = 0; at < most; at++) known.note(frame(`${at}`, size), Promise.resolve('accept'))
    expect(known.size).toBe(most)
    known.note(frame('one more'), Promise.resolve('accept'))
    expect([known.size, known.find(frame('0', size))]).toEqual([most, null])
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
