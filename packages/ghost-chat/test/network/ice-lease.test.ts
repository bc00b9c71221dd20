import { describe, expect, it } from 'vitest'
import { ICE_TIMES, keepIceServers, renewal, type IceAnswer } from '../../src/network/libp2p/ice-lease.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000

/** What a relay says at a time: a TURN server whose password holds for so long. */
function answer(time: number, ttl: number, name = 'x'): IceAnswer {
  const username = `${(time + ttl) / 1_000}:${name}`
  return { time, iceServers: [{ urls: ['turn:a.example'], username, credential: name }] }
}

describe('when a relay is asked again', () => {
  const named = (username: string): IceAnswer => ({
    time: NOW,
    iceServers: [{ urls: ['stun:a.example'] }, { urls: ['turn:a.example'], username, credential: 'y' }],
  })

  it('[NW15] half of what is left of the password that ends first', () => {
    expect(renewal(answer(NOW, HOUR))).toBe(HOUR / 2)
    const two = {
      time: NOW,
      iceServers: [answer(NOW, 3 * HOUR), answer(NOW, HOUR)].flatMap((one) => one.iceServers),
    }
    expect(renewal(two)).toBe(HOUR / 2)
    expect(renewal(named('1800003600'))).toBe(HOUR / 2)
  })

  it.each([
    [2 * ICE_TIMES.least - 1_000, ICE_TIMES.least],
    [2 * ICE_TIMES.least, ICE_TIMES.least],
    [2 * ICE_TIMES.least + 1_000, ICE_TIMES.least + 500],
    [-HOUR, ICE_TIMES.least],
    [2 * ICE_TIMES.most - 1_000, ICE_TIMES.most - 500],
    [2 * ICE_TIMES.most + 1_000, ICE_TIMES.most],
  ])('[NW15] within 60 s and 24 h: %i ms left, %i ms', (left, expected) => {
    expect(renewal(answer(NOW, left))).toBe(expected)
  })

  it.each(['lab', '1800003600x', '18000036', '', '1800003600000000'])(
    '[NW15] never where no name says that it ends: %j',
    (username) => {
      expect(renewal(named(username))).toBeNull()
    },
  )
})

describe('a relay’s servers', () => {
  /** Time passes when the test says so. */
  function lease(first: IceAnswer, answers: (IceAnswer | Error)[]) {
    const taken: (string | undefined)[] = []
    const waits: number[] = []
    const closing = new AbortController()
    let pass: () => void = () => undefined
    const done = keepIceServers({
      first,
      ask: async () => {
        const next = answers.shift()
        if (next === undefined || next instanceof Error) throw next ?? new Error('nobody there')
        return next
      },
      take: (servers) => taken.push(servers[0]?.credential),
      wait: (ms) =>
        new Promise((resolve) => {
          waits.push(ms)
          pass = resolve
        }),
      signal: closing.signal,
    })
    /** Everything that is due now happens. */
    const settle = () => new Promise((resolve) => setImmediate(resolve))
    return {
      taken,
      waits,
      done,
      async pass() {
        pass()
        await settle()
      },
      close() {
        closing.abort()
        pass()
      },
    }
  }

  it('[NW15] are asked for at half time, and what came last is used', async () => {
    const kept = lease(answer(NOW, HOUR, 'one'), [
      answer(NOW + HOUR / 2, HOUR, 'two'),
      answer(NOW + HOUR, 4 * HOUR, 'three'),
    ])
    expect(kept.taken).toEqual(['one'])
    await kept.pass()
    expect(kept.taken).toEqual(['one', 'two'])
    await kept.pass()
    expect(kept.taken).toEqual(['one', 'two', 'three'])
    expect(kept.waits).toEqual([HOUR / 2, HOUR / 2, 2 * HOUR])
    kept.close()
    await kept.done
  })

  it('[NW15] stay while the relay does not answer, which is asked again every 60 s', async () => {
    const kept = lease(answer(NOW, HOUR, 'one'), [
      new Error('away'),
      new Error('away'),
      answer(NOW, HOUR, 'two'),
    ])
    await kept.pass()
    await kept.pass()
    expect(kept.taken).toEqual(['one'])
    await kept.pass()
    expect(kept.taken).toEqual(['one', 'two'])
    expect(kept.waits).toEqual([HOUR / 2, ICE_TIMES.least, ICE_TIMES.least, HOUR / 2])
    kept.close()
    await kept.done
  })

  it('[NW15] are asked for no more when the connection has ended, or once none of them ends', async () => {
    const ended = lease(answer(NOW, HOUR, 'one'), [answer(NOW, HOUR, 'two')])
    ended.close()
    await ended.done
    expect(ended.taken).toEqual(['one'])

    const endless = lease(answer(NOW, HOUR, 'one'), [{ time: NOW, iceServers: [] }])
    await endless.pass()
    await endless.done
    expect(endless.taken).toEqual(['one', undefined])
  })
})
