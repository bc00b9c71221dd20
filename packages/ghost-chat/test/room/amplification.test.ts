/** What accusations make a room of 200 say, as state machines: in bytes out of the hub, against its renewals. */
import { expect, it } from 'vitest'
import type { Identity } from '../../src/identity/identity.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import type { Effect } from '../../src/room/effects.ts'
import { renewalInterval } from '../../src/room/leases.ts'
import type { Room } from '../../src/room/room.ts'
import type { VerifiedEnvelope } from '../../src/wire/envelope.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { NOW } from '../support/forge.ts'
import { joinedRoom, stranger, type Stranger } from '../support/rooms.ts'
import { syncCrypto } from '../support/sync-crypto.ts'

const MEMBERS = 200
const SECONDS = 10
/** Bytes out of the hub for a question over a circuit and its answer: handshakes, a presence, a head. */
const PROBE = 3_000

interface Seat {
  readonly room: Room
  readonly identity: Identity
}

interface Crowd {
  readonly seats: readonly Seat[]
  /** Lets time pass while `accuse` gives what the accusers say. Gives what went out of the hub, in bytes. */
  readonly play: (accuse: (step: number, now: number) => Promise<readonly VerifiedEnvelope[]>) => Promise<{
    readonly heres: number
    readonly probes: number
    readonly left: number
  }>
  readonly sid: (seat: Seat) => VerifiedEnvelope['claims']['sid']
}

async function crowd(accusers: readonly Stranger[]): Promise<Crowd> {
  const seats: Seat[] = []
  let seed = 7
  const random = (): number => (seed = (Math.imul(seed, 48_271) >>> 0) % 2_147_483_647) / 2_147_483_647
  for (let i = 0; i < MEMBERS; i++) seats.push(await joinedRoom({ peer: `seat-${i}`, random }))
  const joins = seats.flatMap(({ room }) => room.presence ?? [])
  const others = await Promise.all(accusers.map((one) => one.presence('here', NOW, 120_000)))
  for (const { room } of seats) {
    for (const join of [...joins, ...others]) room.receive(join, 'kept', NOW)
    room.caughtUp('roster', true)
  }
  // Everybody has the lease and the turn of a room of that size.
  for (const [i, { room, identity }] of seats.entries()) {
    const draft = room.draftState('here', NOW + 1)
    if (draft === null) throw new Error('A here can always be drafted.')
    const here = await signEnvelope(identity, draft, syncCrypto)
    // Renewals are spread over the time between two of them.
    room.sent(here, NOW + 1 - (renewalInterval(MEMBERS + accusers.length) * i) / MEMBERS)
    for (const other of seats) if (other.room !== room) other.room.receive(here, 'kept', NOW + 1)
  }
  const play: Crowd['play'] = async (accuse) => {
    const out = { heres: 0, probes: 0, left: 0 }
    const spread = async (seat: Seat, effects: readonly Effect[], now: number): Promise<void> => {
      for (const effect of effects) {
        if (effect.do === 'user-left') out.left++
        if (effect.do === 'probe') {
          out.probes += PROBE
          seat.room.suspicions.probed(effect.peer, 'answered', now)
        }
        if (effect.do !== 'announce') continue
        const draft = seat.room.draftState('here', now)
        if (draft === null) continue
        const here = await signEnvelope(seat.identity, draft, syncCrypto)
        seat.room.sent(here, now)
        out.heres += here.text.length * (MEMBERS - 1)
        for (const other of seats) {
          if (other === seat) continue
          const outcome = other.room.receive(here, 'live', now)
          await spread(other, outcome.effects ?? [], now)
        }
      }
    }
    for (let step = 0; step < SECONDS * 10; step++) {
      const now = NOW + 1_000 + step * 100
      for (const envelope of await accuse(step, now))
        for (const seat of seats)
          await spread(seat, seat.room.receive(envelope, 'live', now).effects ?? [], now)
      for (const seat of seats) await spread(seat, seat.room.tick(now), now)
    }
    return out
  }
  return { seats, play, sid: ({ room }) => room.presence?.claims.sid as VerifiedEnvelope['claims']['sid'] }
}

it('[PR13] 200 members accused at full rate by 64 DIDs say no more than twice what they say in peace', async () => {
  const accusers = await Promise.all(Array.from({ length: 64 }, () => stranger()))
  const quiet = await (await crowd(accusers)).play(() => Promise.resolve([]))
  const { seats, play, sid } = await crowd(accusers)
  const told = await play(async (step, now) => {
    const accuser = accusers[step % accusers.length]
    if (accuser === undefined) return []
    const suspects = Array.from({ length: LIMITS.suspectsPerEnvelope }, (_, i) => {
      const seat = seats[(step * LIMITS.suspectsPerEnvelope + i) % MEMBERS] as Seat
      return { iss: seat.identity.did, sid: sid(seat), seq: LIMITS.sequence - 1 }
    })
    return [await accuser.write({ type: 'suspect', suspects }, now, LIMITS.skew)]
  })
  expect(told.left).toBe(0)
  expect(quiet.probes).toBe(0)
  expect(told.heres).toBeGreaterThan(quiet.heres)
  expect(told.heres + told.probes).toBeLessThanOrEqual(2 * quiet.heres)
}, 120_000)
