import { GhostChatError, LIMITS } from 'ghost-chat'
import { expect, test } from 'vitest'
import { atPace, type Paced } from '../src/pace.ts'

/** A clock that moves when it is waited for. */
function atTime(): { paced: Paced; now: () => number; waits: number[] } {
  let now = 1_000
  const waits: number[] = []
  const paced = atPace({
    onWait: (seconds) => waits.push(seconds),
    now: () => now,
    wait: async (ms) => {
      now += ms
    },
  })
  return { paced, now: () => now, waits }
}

test('as many messages as a room takes go out at once, and the next when the first of them is old', async () => {
  const { paced, now, waits } = atTime()
  const times = await Promise.all(
    Array.from({ length: LIMITS.floodMessages * 2 + 1 }, () => paced(async () => now())),
  )
  expect(times[LIMITS.floodMessages - 1]).toBe(1_000)
  expect(times[LIMITS.floodMessages]! - times[0]!).toBeGreaterThan(LIMITS.floodWindow)
  for (const [place, time] of times.entries()) {
    const within = times.filter((other) => other <= time && other > time - LIMITS.floodWindow)
    expect(within.length, `message ${place}`).toBeLessThanOrEqual(LIMITS.floodMessages)
  }
  expect(waits).toEqual([31, 31])
})

test('what is refused for its pace is tried again', async () => {
  const { paced, waits } = atTime()
  let tries = 0
  const sent = await paced(async () => {
    tries++
    if (tries < 3) throw new GhostChatError('ERR_RATE_LIMITED')
    return 'sent'
  })
  expect([sent, tries, waits]).toEqual(['sent', 3, [2, 2]])
})

test('what fails otherwise fails, and the next goes out', async () => {
  const { paced } = atTime()
  const failing = paced(() => Promise.reject(new GhostChatError('ERR_MESSAGE_TOO_LARGE')))
  const next = paced(async () => 'next')
  await expect(failing).rejects.toMatchObject({ code: 'ERR_MESSAGE_TOO_LARGE' })
  expect(await next).toBe('next')
})

test('messages go out in the order in which they were given', async () => {
  const { paced } = atTime()
  const order: number[] = []
  await Promise.all(
    [3, 1, 2].map((ticks, place) =>
      paced(async () => {
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
        order.push(place)
      }),
    ),
  )
  expect(order).toEqual([0, 1, 2])
})
