import { streamPair } from '@libp2p/utils'
import { describe, expect, test } from 'vitest'
import { FrameReader, sendFrames } from '../../src/network/libp2p/frame-reader.ts'

const LIMITS = { frameBytes: 40_000, totalBytes: 100_000 }
const signal = AbortSignal.timeout(20_000)

async function pair(limits = LIMITS) {
  const [near, far] = await streamPair()
  return { near, far, reader: new FrameReader(far, limits) }
}

/** What a reader makes of these bytes, sent in pieces of `size`. */
async function read(
  bytes: readonly number[] | Uint8Array,
  size = 1_000,
  limits = LIMITS,
): Promise<Uint8Array[]> {
  const { near, reader } = await pair(limits)
  const all = Uint8Array.from(bytes)
  for (let at = 0; at < all.length; at += size) near.send(all.slice(at, at + size))
  await near.close()
  const frames: Uint8Array[] = []
  for (;;) {
    const frame = await reader.next(signal)
    if (frame === null) return frames
    frames.push(frame)
  }
}

describe('[SY1] frames on a stream', () => {
  test('arrive as they were sent, in whatever pieces', async () => {
    const frames = [0, 1, 127, 128, 16_383, 16_384, 40_000].map((length) =>
      new Uint8Array(length).fill(length % 251),
    )
    const { near, reader } = await pair()
    const sent = sendFrames(near, frames, signal).then(() => near.close())
    for (const frame of frames) expect(await reader.next(signal)).toEqual(frame)
    expect(await reader.next(signal)).toBeNull()
    await sent
    expect(await read([3, 1, 2, 3, 0, 1, 9], 1)).toEqual([
      Uint8Array.of(1, 2, 3),
      new Uint8Array(0),
      Uint8Array.of(9),
    ])
  })

  test.each([
    ['a length of four bytes', [0x80, 0x80, 0x80, 0x01], 'too long'],
    ['a length without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'too long'],
    ['a length with a needless byte', [0x81, 0x00], 'not canonical'],
    ['a frame one byte too long', [0xc1, 0xb8, 0x02], 'too long'],
    ['an end within a frame', [3, 1, 2], 'ended within'],
    ['an end within a length', [0x80], 'ended within'],
  ])('%s is refused', async (_name, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message)
  })

  test('what arrives is bounded though nobody reads, and the stream is ended', async () => {
    const { near, far, reader } = await pair({ frameBytes: 10, totalBytes: 20 })
    near.send(new Uint8Array(20))
    near.send(new Uint8Array(1))
    await expect.poll(() => far.status).toBe('aborted')
    for (let i = 0; i < 20; i++) expect(await reader.next(signal)).toHaveLength(0)
    await expect(reader.next(signal)).rejects.toThrow('too much')
  })

  test('waiting ends with the signal, and with the stream', async () => {
    const { reader } = await pair()
    await expect(reader.next(AbortSignal.timeout(20))).rejects.toThrow()
    const { near, reader: other } = await pair()
    const waiting = other.next(signal)
    near.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow()
  })

  test('what came before the reader was made is there too', async () => {
    const [near, far] = await streamPair()
    near.send(Uint8Array.of(1, 7))
    await near.close()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const reader = new FrameReader(far, LIMITS)
    expect(await reader.next(signal)).toEqual(Uint8Array.of(7))
    expect(await reader.next(signal)).toBeNull()
  })
})
