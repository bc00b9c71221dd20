/** Row 2: what a stranger sends at line rate costs a relay a bounded amount of memory, and the others no time. */
import { until } from '../../support/until.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import type { Flooded } from '../attackers/line-rate.ts'
import { percentile } from '../joins.ts'
import { SMALL_HEAP, residentMemory } from '../stage.ts'

const MIB = 1_048_576
const KINDS = 8
/** Milliseconds of the 99th percentile, beyond that of members whom nobody disturbs on the same machine. */
const MOST_BEYOND = 250

interface Report {
  readonly times: readonly number[]
  readonly missing: number
  readonly sent: number
  readonly refused: number
}

const reportOf = (told: unknown): Report | undefined =>
  typeof told === 'object' && told !== null && 'times' in told ? (told as Report) : undefined
const floodedOf = (told: unknown): Flooded | undefined =>
  typeof told === 'object' && told !== null && 'kind' in told ? (told as Flooded) : undefined

export const bounded: Attack = {
  number: 2,
  promise: 'limits on every queue and map',
  attack:
    'one connection at 10 MB/s, 15 s of each: frames that are ignored, rejected, of closed topics, subscriptions, IHAVE, IWANT, puts into the DHT, 64 circuits of which one end reads half; it comes again where it is thrown out. Two honest members talk meanwhile, 4 messages a second',
  mustHold: `memory of the relay at most +128 MiB; the two members’ p99 at most ${MOST_BEYOND} ms beyond that of two members at a relay that is left alone`,
  limits:
    '15 s of each kind, 120 s in all, instead of 60 s; attacker, relay and members share two cores, so the attacker sends as fast as its process and the relay’s reading allow; the relay has a heap of 64 MiB, so that memory is what it holds and not what a large machine lets lie; the flood rule of the relay is off, so that the members may talk that much',
  againstAnyRelay: false,
  async play(stage) {
    const relay = await stage.relay(['--flood', 'off', '--federate'], SMALL_HEAP)
    const pid = relay.process?.pid ?? 0
    const room = `bounded-${stage.seed}`
    const talkers = await stage.honest('talkers.ts', { relay: relay.url, room, every: 250 })
    const alone = await stage.relay(['--flood', 'off'])
    const undisturbed = await stage.honest('talkers.ts', { relay: alone.url, room, every: 250 })
    for (const both of [talkers, undisturbed]) await both.tells((told) => (told as { ready?: true }).ready)
    const wait = async (milliseconds: number): Promise<void> => {
      const end = performance.now() + milliseconds
      await until('that much time to pass', () => performance.now() > end, milliseconds + 5_000)
    }
    // The relay's code is warm before its memory is measured.
    await wait(stage.amount(500, 5_000))
    const before = await residentMemory(pid)
    for (const both of [talkers, undisturbed]) both.order('begin')
    const attacker = await stage.attacker('line-rate.ts', {
      relay: relay.url,
      topic: `3box.chat.attack.flooded-${stage.seed}`,
      milliseconds: stage.amount(800, 15_000),
      bytesPerSecond: 10_000_000,
    })
    let most = 0
    let isOver = false
    void attacker.ended.then(() => (isOver = true))
    let known = 0
    const isDone = (): boolean => isOver
    while (!isDone()) {
      most = Math.max(most, (await residentMemory(pid).catch(() => Number.NaN)) - before)
      const kinds = attacker.told.flatMap((told) => floodedOf(told) ?? [])
      for (const { kind, bytes, comings } of kinds.slice(known)) {
        stage.progress(
          `${kind}: ${(bytes / MIB).toFixed(0)} MiB in ${comings} connections; memory +${(most / MIB).toFixed(0)} MiB at most`,
        )
      }
      known = kinds.length
      await wait(100)
    }
    const kinds = attacker.told.flatMap((told) => floodedOf(told) ?? [])
    for (const both of [talkers, undisturbed]) both.order('report')
    const { times, missing, sent, refused } = await talkers.tells(reportOf)
    const p99 = percentile(times, 0.99)
    const p99Alone = percentile((await undisturbed.tells(reportOf)).times, 0.99)
    const total = kinds.reduce((sum, { bytes }) => sum + bytes, 0)
    return outcomeOf([
      [kinds.length === KINDS, `${kinds.length} of ${KINDS} kinds, ${(total / MIB).toFixed(0)} MiB`],
      [most <= 128 * MIB, `memory +${(most / MIB).toFixed(0)} MiB at most`],
      [
        // The last two may be on their way.
        missing <= 2 && times.length > 0,
        `${times.length} of ${sent - refused} messages heard`,
      ],
      [
        stage.isTimely(p99, MOST_BEYOND + p99Alone),
        `p99 ${p99.toFixed(0)} ms (of those left alone ${p99Alone.toFixed(0)} ms), median ${percentile(times, 0.5).toFixed(0)} ms`,
      ],
    ])
  },
}
