import { describe, expect, it } from 'vitest'
import { FrameBuffer } from '../src/frames.ts'

const LIMIT = 300

function framesOf(...chunks: readonly (readonly number[])[]): number[][] {
  const buffer = new FrameBuffer(LIMIT)
  const frames: number[][] = []
  for (const chunk of chunks) {
    buffer.push(Uint8Array.from(chunk))
    for (let frame = buffer.next(); frame !== null; frame = buffer.next()) frames.push([...frame])
  }
  return frames
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0)

describe('frames', () => {
  it('come out whole, however the bytes were cut', () => {
    const bytes = [3, 1, 2, 3, 0, 1, 9]
    expect(framesOf(bytes)).toEqual([[1, 2, 3], [], [9]])
    expect(framesOf(...bytes.map((byte) => [byte]))).toEqual([[1, 2, 3], [], [9]])
  })

  it('may have a length of two bytes, the lower first', () => {
    expect(framesOf([0x80, 0x01, ...zeros(128)])).toEqual([zeros(128)])
  })

  it.each([
    [LIMIT - 1, true],
    [LIMIT, true],
    [LIMIT + 1, false],
  ])('of %i bytes, with a limit of 300: taken is %s', (length, taken) => {
    const head = [(length & 0x7f) | 0x80, length >> 7]
    if (taken) expect(framesOf([...head, ...zeros(length)])).toEqual([zeros(length)])
    else expect(() => framesOf(head)).toThrow('too long') // Before a byte of it has come.
  })

  it('with a length that is not the shortest are refused', () => {
    expect(() => framesOf([0x81, 0x00, 7])).toThrow('canonical')
    expect(() => framesOf([0x80, 0x00])).toThrow('canonical')
  })

  it('with a length that never ends are refused at its fourth byte', () => {
    expect(framesOf([0xff, 0xff, 0xff])).toEqual([])
    expect(() => framesOf([0xff, 0xff, 0xff], [0xff])).toThrow('too long')
  })

  it('wait only so long to be read', () => {
    const buffer = new FrameBuffer(LIMIT)
    const chunk = new Uint8Array(65_536)
    buffer.push(chunk)
    expect(() => buffer.push(chunk)).toThrow('More was sent')
  })
})
