import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Intake, INTAKE_LIMITS } from '../../src/network/libp2p/intake.ts'
import { Onward, ONWARD_LIMITS } from '../../src/network/libp2p/onward.ts'
import { FakeStream } from '../support/fake-stream.ts'

const { behind, patience, slow, slowBurst } = ONWARD_LIMITS

/** Whether a promise has come to anything by now. */
async function isSettled(promise: Promise<unknown> | null): Promise<boolean> {
  let settled = false
  void promise?.then(() => (settled = true))
  await vi.advanceTimersByTimeAsync(0)
  return settled
}

describe('[NW18] what is passed on', () => {
  let readers: Map<string, FakeStream>
  let onward: Onward
  beforeEach(() => {
    vi.useFakeTimers()
    readers = new Map()
    onward = new Onward(
      () => Array.from(readers, ([peer, { stream }]) => [peer, stream] as const),
      () => Date.now(),
    )
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  function reader(name: string, bytes: number): FakeStream {
    const made = new FakeStream(bytes)
    readers.set(name, made)
    return made
  }

  test('waits for nobody who has room, nor for the one it came from', () => {
    reader('ann', 0)
    reader('ben', behind)
    reader('eve', behind + 1)
    expect(onward.ready('eve')).toBeNull()
    expect(onward.ready('ben')).not.toBeNull()
  })

  test('waits until everybody has room', async () => {
    const [ann, ben] = [reader('ann', behind + 100), reader('ben', behind + 200)]
    const room = onward.ready('eve')
    ann.take(100)
    expect(await isSettled(room)).toBe(false)
    ben.take(100)
    expect(await isSettled(room)).toBe(false)
    ben.take(100)
    expect(await isSettled(room)).toBe(true)
    expect(onward.ready('eve')).toBeNull()
  })

  test('waits a second for who takes too little, and then for 10 s not at all', async () => {
    const ann = reader('ann', 3 * behind)
    const room = onward.ready('eve')
    // That it takes something makes no difference.
    await vi.advanceTimersByTimeAsync(patience - 100)
    ann.take(100)
    expect(await isSettled(room)).toBe(false)
    await vi.advanceTimersByTimeAsync(100)
    expect(await isSettled(room)).toBe(true)
    expect(onward.ready('eve')).toBeNull()
    await vi.advanceTimersByTimeAsync(slow)
    expect(onward.ready('eve')).not.toBeNull()
  })

  test('waits for few such in a room: those who come one after another hold it up for a fifth of the time', async () => {
    let waited = 0
    const start = Date.now()
    for (let at = 0; Date.now() - start < 100_000; at++) {
      readers.clear()
      reader(`slow ${at}`, 3 * behind)
      const before = Date.now()
      const room = onward.ready('eve')
      await vi.advanceTimersByTimeAsync(room === null ? 100 : patience)
      if (room !== null) {
        await room
        waited += Date.now() - before
      }
    }
    const { slowPerSecond } = ONWARD_LIMITS
    expect(waited / patience).toBeGreaterThan(100 * slowPerSecond)
    expect(waited / patience).toBeLessThanOrEqual(100 * slowPerSecond + slowBurst)
  })

  test('is not passed by what others say later, but by what they say of themselves', async () => {
    reader('ann', 3 * behind)
    const said = (session: string) => onward.turn('eve', { session, isState: false, bytes: 31_000 })
    const state = (session: string, bytes = 700) => onward.turn('eve', { session, isState: true, bytes })
    const first = said('eve')
    const order: string[] = []
    void first?.then(() => order.push('first'))
    void said('ben')?.then(() => order.push('second'))
    expect(state('cem')).toBeNull()
    // A session's own frames keep their order, and long ones theirs.
    void state('eve')?.then(() => order.push('state of the first'))
    void state('ben')?.then(() => order.push('state of the second'))
    expect(state('cem', ONWARD_LIMITS.passing)).toBeNull()
    void state('cem', ONWARD_LIMITS.passing + 1)?.then(() => order.push('long state'))
    await vi.advanceTimersByTimeAsync(patience - 1)
    expect(order).toEqual([])
    await vi.advanceTimersByTimeAsync(2)
    expect(order).toEqual(['first', 'state of the first', 'second', 'state of the second', 'long state'])
    expect(said('dan')).toBeNull()
  })

  test('does not wait for a reader whose stream ends', async () => {
    const ann = reader('ann', 3 * behind)
    const room = onward.ready('eve')
    ann.dispatchEvent(new Event('close'))
    expect(await isSettled(room)).toBe(true)
  })
})

describe('[NW18] what a peer hands over', () => {
  const { frames, bytes } = INTAKE_LIMITS
  function intakeOf(stream: FakeStream) {
    const intake = new Intake((peer) => (peer === 'ann' ? [stream.stream] : []))
    const held: (() => void)[] = []
    const hold = (peer: string, size = 1): Promise<void> =>
      intake.of(peer, size, () => new Promise((resolve) => held.push(resolve)))
    const release = async (count: number): Promise<void> => {
      for (const done of held.splice(0, count)) done()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { intake, hold, release }
  }

  test('is read no further with 64 frames in hand, and again with half of them', async () => {
    const stream = new FakeStream(0)
    const { hold, release } = intakeOf(stream)
    for (let at = 1; at < frames; at++) void hold('ann')
    expect(stream.readStatus).toBe('readable')
    void hold('ann')
    expect(stream.readStatus).toBe('paused')
    await release(frames / 2 - 1)
    expect(stream.readStatus).toBe('paused')
    await release(1)
    expect(stream.readStatus).toBe('readable')
  })

  test('is read no further with 256 KiB in hand', async () => {
    const stream = new FakeStream(0)
    const { hold, release } = intakeOf(stream)
    void hold('ann', bytes - 1)
    expect(stream.readStatus).toBe('readable')
    void hold('ann', 1)
    expect(stream.readStatus).toBe('paused')
    await release(1)
    expect(stream.readStatus).toBe('readable')
  })

  test('stops nobody else, and nothing that has no stream', async () => {
    const stream = new FakeStream(0)
    const { hold, release } = intakeOf(stream)
    for (let at = 0; at < 2 * frames; at++) void hold('ben')
    expect(stream.readStatus).toBe('readable')
    await release(2 * frames)
  })

  test('is given back what was made of it, failures too, and a stream that ended is left alone', async () => {
    const stream = new FakeStream(0)
    const { intake, hold, release } = intakeOf(stream)
    expect(await intake.of('ann', 1, () => Promise.resolve('made'))).toBe('made')
    await expect(intake.of('ann', bytes, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(stream.readStatus).toBe('readable')
    for (let at = 0; at < frames; at++) void hold('ann')
    stream.readStatus = 'closed'
    await release(frames)
    expect(stream.readStatus).toBe('closed')
  })

  test('is read no further on any of its streams, and again on all of them', async () => {
    const streams = [new FakeStream(0), new FakeStream(0)]
    const intake = new Intake(() => streams.map(({ stream }) => stream))
    const held: (() => void)[] = []
    for (let at = 0; at < frames; at++)
      void intake.of('ann', 1, () => new Promise<void>((resolve) => held.push(resolve)))
    expect(streams.map(({ readStatus }) => readStatus)).toEqual(['paused', 'paused'])
    for (const done of held.splice(0)) done()
    await new Promise((resolve) => setImmediate(resolve))
    expect(streams.map(({ readStatus }) => readStatus)).toEqual(['readable', 'readable'])
  })

  test('is not read for as long as the peer is held, on whatever stream it comes', async () => {
    vi.useFakeTimers()
    try {
      const streams = [new FakeStream(0), new FakeStream(0)] as const
      let open: FakeStream = streams[0]
      const intake = new Intake(() => [open.stream])
      intake.hold('ann', 500)
      expect(streams[0].readStatus).toBe('paused')
      await vi.advanceTimersByTimeAsync(400)
      open = streams[1]
      intake.hold('ann', 50)
      expect(streams[1].readStatus).toBe('paused')
      await intake.of('ann', 1, () => Promise.resolve())
      await vi.advanceTimersByTimeAsync(99)
      expect(streams[1].readStatus).toBe('paused')
      await vi.advanceTimersByTimeAsync(1)
      expect(streams[1].readStatus).toBe('readable')
    } finally {
      vi.useRealTimers()
    }
  })
})
