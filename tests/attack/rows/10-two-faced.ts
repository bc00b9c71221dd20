/** Row 10: a sender that tells each member of a room another story is known to all of them. */
import { createHash } from 'node:crypto'
import type { Gap } from 'ghost-chat'
import { guest } from '../../../packages/ghost-chat/src/identity/guest.ts'
import { MemoryHub } from '../../../packages/ghost-chat/src/network/memory/index.ts'
import { NO_FAULTS } from '../../../packages/ghost-chat/src/network/memory/delivery.ts'
import { seededRandom } from '../../../packages/ghost-chat/src/network/memory/random.ts'
import { HandmadeSession, intruder } from '../../../packages/ghost-chat/test/support/intruder.ts'
import { closeAll, join, type Person } from '../../../packages/ghost-chat/test/support/memory-chat.ts'
import { syncCrypto, turn } from '../../../packages/ghost-chat/test/support/sync-crypto.ts'
import { VirtualClock, virtualPlatform } from '../../../packages/ghost-chat/test/support/virtual-clock.ts'
import { outcomeOf, type Attack } from '../attack.ts'

const MEMBERS = 15
/** Two renewals of a small room (PR3), in milliseconds. */
const TWO_RENEWALS = 20_000
const STEP = 100

/** How the liar's presence goes on after the lie. */
const HIDINGS = ['silent', 'late', 'forked', 'true to the first'] as const

interface Played {
  /** Milliseconds until each member was told; `Infinity` where one was not within two renewals. */
  readonly toldAfter: readonly number[]
  /** Honest members that were marked. */
  readonly wronglyMarked: number
}

function idOf(envelope: string): string {
  const signed = envelope.slice(0, envelope.lastIndexOf('.'))
  return createHash('sha256').update(signed).digest('base64url')
}

async function playOne(seed: number): Promise<Played> {
  const hub = new MemoryHub({ seed: seed + 1, turn })
  const clock = new VirtualClock()
  const random = seededRandom(seed)
  const people: Person[] = []
  const mallory = intruder(hub)
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += STEP) {
      clock.advance(STEP)
      await hub.idle()
    }
  }
  const key = await guest(syncCrypto)
  const toldAt = new Map<number, number>()
  const wrong = new Set<string>()
  for (let i = 0; i < MEMBERS; i++) {
    const platform = virtualPlatform(clock, seed * MEMBERS + i + 1)
    const person = await join(hub, { identity: await guest(syncCrypto), platform })
    person.chat.on('gap', (gap: Gap) => {
      if (gap.kind !== 'two-faced') return
      if (gap.from !== key.did) wrong.add(gap.from)
      else if (!toldAt.has(i)) toldAt.set(i, clock.now())
    })
    people.push(person)
    await hub.idle()
  }
  await pass(2_000)
  const session = new HandmadeSession(key, clock.now)
  await mallory.publish(await session.state('join', { peer: mallory.network.self }))
  await pass(500)

  /** Hands an envelope to one member alone, as a lane does. */
  const tellOne = async (i: number, envelope: string): Promise<void> => {
    const receiver = people[i]?.network.self
    hub.between = (from, to) => (from === mallory.network.self && to !== receiver ? null : NO_FAULTS)
    await mallory.publish(envelope)
    hub.between = () => NO_FAULTS
  }
  const faces: string[] = []
  for (let i = 0; i < MEMBERS; i++) faces.push(await session.chat(`story ${i} of seed ${seed}`, 0, null))
  const liedAt = clock.now()
  for (const [i, face] of faces.entries()) await tellOne(i, face)
  // Honest members go on talking, and lose a third of what goes by: none of them may be marked.
  const lossy = { ...NO_FAULTS, loss: 0.3, duplicate: 0.1, reorder: 0.2 }
  hub.between = (from) => (from === mallory.network.self ? NO_FAULTS : lossy)
  for (const person of people.filter(() => random() < 0.3))
    person.chat.send('honestly').catch(() => undefined)
  await pass(1_000)
  hub.between = () => NO_FAULTS

  const hiding = HIDINGS[seed % HIDINGS.length] ?? 'silent'
  await pass(8_000)
  if (hiding !== 'silent') {
    const headOf = (face: string | undefined): unknown =>
      face === undefined ? null : { seq: 0, id: idOf(face) }
    const peer = mallory.network.self
    if (hiding === 'forked')
      for (const [i, face] of faces.entries())
        await tellOne(i, await session.state('here', { peer, head: headOf(face) }))
    else
      await mallory.publish(
        await session.state('here', { peer, head: headOf(hiding === 'late' ? undefined : faces[0]) }),
      )
  }
  while (toldAt.size < MEMBERS && clock.now() - liedAt < TWO_RENEWALS) await pass(STEP)
  const toldAfter = people.map((_, i) => (toldAt.get(i) ?? Infinity) - liedAt)
  await mallory.network.close()
  const closed = closeAll(hub, people)
  await pass(1_000)
  await closed
  return { toldAfter, wronglyMarked: wrong.size }
}

export const twoFaced: Attack = {
  number: 10,
  promise: 'two-faced senders are told of',
  attack: `one of 16 tells each of the others another story; its heads then are ${HIDINGS.join(', ')}; the others talk meanwhile and lose 3 of 10 frames`,
  mustHold: 'told to everybody within two renewals (20 s), 100 of 100 seeds; no honest member marked',
  limits:
    'whole members (the library as it is) on the memory network and a virtual clock: 100 seeds of 20 s by real links take over half an hour',
  againstAnyRelay: false,
  async play(stage) {
    const seeds = stage.amount(12, 100)
    let [held, wronglyMarked, slowest] = [0, 0, 0]
    const failed: number[] = []
    for (let i = 0; i < seeds; i++) {
      const seed = stage.seed + i
      const played = await playOne(seed)
      const last = Math.max(...played.toldAfter)
      slowest = Math.max(slowest, last)
      wronglyMarked += played.wronglyMarked
      if (last <= TWO_RENEWALS) held++
      else failed.push(seed)
      if (i % 10 === 9) stage.progress(`${i + 1} of ${seeds} seeds, told in ${held}`)
    }
    const seedsFailed = failed.length === 0 ? '' : ` (not with seed ${failed.slice(0, 5).join(', ')})`
    return outcomeOf([
      [held === seeds, `${held} of ${seeds} seeds${seedsFailed}`],
      [wronglyMarked === 0, `${wronglyMarked} honest members marked`],
      [true, `the last of 15 was told after ${(slowest / 1_000).toFixed(1)} s at most`],
    ])
  },
}
