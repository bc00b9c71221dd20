import type { Stream } from '@libp2p/interface'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptRoomStream, type Taken } from '../../src/network/libp2p/room-stream/accept.ts'
import { lostFrame } from '../../src/network/libp2p/room-stream/losses.ts'
import { framed, FrameKind, ROOM_LIMITS } from '../../src/network/libp2p/room-stream/protocol.ts'
import { RoomStream } from '../../src/network/libp2p/room-stream/room-stream.ts'

/** A libp2p stream that is not connected to anything. */
class FakeStream extends EventTarget {
  status = 'open'
  writeStatus = 'writable'
  readStatus = 'readable'
  writeBufferLength = 0
  readonly sent: Uint8Array[] = []
  aborted: Error | null = null
  closed = 0

  get stream(): Stream {
    return this as unknown as Stream
  }
  bring(bytes: Uint8Array): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: { subarray: () => bytes } }))
  }
  send(bytes: Uint8Array): void {
    if (this.writeStatus !== 'writable') throw new Error('The stream is closed.')
    this.sent.push(bytes)
  }
  pause(): void {
    this.readStatus = 'paused'
  }
  resume(): void {
    this.readStatus = 'readable'
  }
  close(): Promise<void> {
    this.closed++
    this.writeStatus = 'closed'
    return Promise.resolve()
  }
  abort(error: Error): void {
    this.aborted = error
    this.writeStatus = 'closed'
    this.status = 'aborted'
    this.dispatchEvent(new Event('close'))
  }
  end(): void {
    this.dispatchEvent(new Event('end'))
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words)

function carried(): {
  readonly fake: FakeStream
  readonly carrier: RoomStream
  readonly came: string[]
  readonly ends: () => number
  pauseAfter: number
} {
  const fake = new FakeStream()
  const came: string[] = []
  let ends = 0
  const made = { fake, came, ends: () => ends, pauseAfter: Infinity }
  const carrier = new RoomStream(fake.stream, {
    onFrame(kind, payload) {
      came.push(`${String(kind)} ${text(payload)}`)
      if (came.length === made.pauseAfter) carrier.pause()
    },
    onEnd: () => ends++,
  })
  return Object.assign(made, { carrier })
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces))

describe('[HB2] a carrier of frames', () => {
  test('reads the same frames however they are cut', () => {
    const frame = fc.tuple(fc.nat(255), fc.string({ maxLength: 300 }))
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), fc.array(fc.nat(500)), (frames, cuts) => {
        const { fake, came } = carried()
        const whole = joined(frames.map(([kind, words]) => framed(kind, bytes(words))))
        let at = 0
        for (const cut of cuts) {
          fake.bring(whole.subarray(at, at + cut))
          at += cut
        }
        fake.bring(whole.subarray(at))
        expect(came).toEqual(frames.map(([kind, words]) => `${String(kind)} ${text(bytes(words))}`))
        expect(fake.aborted).toBeNull()
      }),
    )
  })

  test('the longest frame comes through, one byte more resets the stream', () => {
    const { fake, came } = carried()
    fake.bring(framed(1, new Uint8Array(ROOM_LIMITS.payloadBytes)))
    expect(came).toHaveLength(1)
    fake.bring(framed(1, new Uint8Array(ROOM_LIMITS.payloadBytes + 1)))
    expect(fake.aborted?.message).toBe('A frame is too long.')
  })

  test('writes what is sent in one task at once, and in order', async () => {
    const { fake, carrier } = carried()
    carrier.send(framed(1, bytes('one')))
    carrier.send(framed(2, bytes('two')))
    expect(fake.sent).toEqual([])
    expect(carrier.waiting).toBe(10)
    await Promise.resolve()
    expect(fake.sent).toHaveLength(1)
    expect(carrier.waiting).toBe(0)
    carrier.send(framed(1, bytes('three')))
    await Promise.resolve()
    expect(joined(fake.sent)).toEqual(
      joined([framed(1, bytes('one')), framed(2, bytes('two')), framed(1, bytes('three'))]),
    )
  })

  test('nothing is lost or out of order over a pause, within a piece too', () => {
    const made = carried()
    const { fake, carrier, came } = made
    made.pauseAfter = 2
    fake.bring(joined(['a', 'b', 'c', 'd'].map((word) => framed(1, bytes(word)))))
    expect(came).toEqual(['1 a', '1 b'])
    expect(carrier.readStatus).toBe('paused')
    expect(fake.readStatus).toBe('paused')
    fake.bring(framed(1, bytes('e')))
    expect(came).toHaveLength(2)
    carrier.resume()
    expect(came).toEqual(['1 a', '1 b', '1 c', '1 d', '1 e'])
    expect(fake.readStatus).toBe('readable')
  })

  test('an end brings what came before it, closes this side, and is told once', async () => {
    const made = carried()
    const { fake, carrier, came } = made
    made.pauseAfter = 1
    fake.bring(joined([framed(1, bytes('a')), framed(1, bytes('b'))]))
    fake.end()
    expect(came).toEqual(['1 a', '1 b'])
    expect(fake.closed).toBe(1)
    fake.dispatchEvent(new Event('close'))
    carrier.close()
    expect(made.ends()).toBe(1)
    carrier.send(framed(1, bytes('late')))
    await Promise.resolve()
    expect(fake.sent).toEqual([])
    expect([carrier.isOpen, carrier.readStatus]).toEqual([false, 'closed'])
  })

  test('closing carries what was sent, and nothing that comes', () => {
    const { fake, carrier, came } = carried()
    carrier.send(framed(1, bytes('last')))
    carrier.close()
    expect(fake.sent).toHaveLength(1)
    fake.bring(framed(1, bytes('late')))
    expect(came).toEqual([])
  })

  test('a frame that its reader does not understand resets the stream', () => {
    const fake = new FakeStream()
    let ends = 0
    const onFrame = (): void => {
      throw new Error('What is that?')
    }
    new RoomStream(fake.stream, { onFrame, onEnd: () => ends++ })
    fake.bring(framed(1, bytes('x')))
    expect(fake.aborted?.message).toBe('What is that?')
    expect(ends).toBe(1)
  })
})

describe('[HB8] a carrier of frames', () => {
  test('is reset when more waits than it may', () => {
    const { fake, carrier, ends } = carried()
    fake.writeBufferLength = ROOM_LIMITS.waitingBytes - 8
    carrier.send(framed(1, bytes('x')))
    expect(fake.aborted).toBeNull()
    carrier.send(framed(1, bytes('12345')))
    expect(fake.aborted?.message).toBe('The reader is too slow.')
    expect(ends()).toBe(1)
  })
})

describe('[HB1] the side that is asked', () => {
  const head = (value: object): Uint8Array => framed(FrameKind.head, bytes(JSON.stringify(value)))
  function asked(taken: (topic: string) => Taken): FakeStream {
    const fake = new FakeStream()
    acceptRoomStream(fake.stream, (topic) => taken(topic))
    return fake
  }

  test('answers with a head, before anything that its room sends', async () => {
    const came: string[] = []
    const fake = new FakeStream()
    acceptRoomStream(fake.stream, (topic, carrier) => {
      came.push(topic)
      queueMicrotask(() => carrier.send(lostFrame('peer')))
      const onFrame = (kind: number, payload: Uint8Array): void =>
        void came.push(`${String(kind)} ${text(payload)}`)
      return { status: 'ok', roster: true, handler: { onFrame, onEnd: () => came.push('end') } }
    })
    fake.bring(joined([head({ v: 1, topic: 'room' }), framed(1, bytes('hello'))]))
    await new Promise((resolve) => setImmediate(resolve))
    expect(joined(fake.sent)).toEqual(
      joined([head({ v: 1, status: 'ok', roster: true }), framed(FrameKind.lost, bytes('peer'))]),
    )
    fake.end()
    expect(came).toEqual(['room', '1 hello', 'end'])
  })

  test('says why it takes none, and closes', async () => {
    const fake = asked(() => ({ status: 'full' }))
    fake.bring(head({ v: 1, topic: 'room' }))
    await Promise.resolve()
    expect(joined(fake.sent)).toEqual(head({ v: 1, status: 'full', roster: false }))
    expect(fake.closed).toBe(1)
  })

  test.each([
    ['no head', framed(1, bytes('x'))],
    ['no topic', head({ v: 1 })],
    ['another version', head({ v: 2, topic: 'x' })],
    ['a topic that is too long', head({ v: 1, topic: 'x'.repeat(ROOM_LIMITS.topicBytes + 1) })],
    ['bytes that are no UTF-8', framed(FrameKind.head, new Uint8Array([0xff]))],
  ])('resets a stream with %s', (_, frame) => {
    const fake = asked(() => {
      throw new Error('It is not asked.')
    })
    fake.bring(frame)
    expect(fake.aborted).not.toBeNull()
    expect(fake.sent).toEqual([])
  })
})
