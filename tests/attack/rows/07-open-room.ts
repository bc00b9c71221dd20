/** Row 7: no DID, and no hundred of them, fills a room: people who come are seen. */
import { outcomeOf, type Attack } from '../attack.ts'
import { joinsOf, percentile } from '../joins.ts'

const ROOM = 'open-house'

interface Seen {
  readonly seen: string
  readonly at: number
}

interface Joined {
  readonly did: string
  readonly startedAt: number
}

const isSeen = (told: unknown): told is Seen => typeof told === 'object' && told !== null && 'seen' in told
const isJoined = (told: unknown): told is Joined => typeof told === 'object' && told !== null && 'did' in told

export const openRoom: Attack = {
  number: 7,
  promise: 'a room stays open',
  attack:
    'one DID, and 100 others of the same connection, for 60 s: sessions without end, leaves of sessions that never were, presence, unknown types, every fourth DID of a dear curve; an honest member comes each second, and ten more afterwards',
  mustHold:
    'every honest join is seen within 2 s, during it and after; the longest task of a member below 100 ms',
  limits:
    'the member whose tasks are timed is in Node: its event loop is what a page calls the main thread; attackers and members share two cores',
  againstAnyRelay: true,
  async play(stage) {
    const relay = await stage.relay()
    const observer = await stage.honest('observer.ts', { relay: relay.url, room: ROOM })
    await observer.tells((told) => (told as { ready?: true }).ready)
    const crowd = await stage.attacker('crowd.ts', {
      relay: relay.url,
      topic: `3box.chat.attack.${ROOM}`,
      dids: 100,
    })
    await crowd.tells(
      (told) => ((told as { sent?: number }).sent ?? 0) >= stage.amount(500, 2_000) || undefined,
    )
    observer.order('measure')
    stage.progress('the crowd is at it; an honest member joins each second')
    const late: number[] = []
    let [joins, unseen, failed] = [0, 0, 0]
    const watch = async (count: number): Promise<void> => {
      const joiner = await stage.honest('joiner.ts', {
        ...{ relay: relay.url, joins: count, every: 1_000, room: ROOM, stay: 3_000 },
      })
      failed += (await joinsOf(joiner)).failed.length
      for (const { did, startedAt } of joiner.told.filter(isJoined)) {
        joins++
        const at = observer.told.find((told): told is Seen => isSeen(told) && told.seen === did)?.at
        if (at === undefined) unseen++
        else late.push(at - startedAt)
      }
    }
    await watch(stage.amount(5, 60))
    await crowd.kill()
    const during = Math.max(...late)
    stage.progress(`${late.length} of ${joins} were seen, the last after ${during} ms; the crowd is gone`)
    await watch(stage.amount(2, 10))
    observer.order('report')
    const { longest } = await observer.tells((told) =>
      typeof told === 'object' && told !== null && 'longest' in told
        ? (told as { longest: number })
        : undefined,
    )
    const sent = crowd.told.flatMap((told) => (told as { sent?: number }).sent ?? []).at(-1) ?? 0
    return outcomeOf([
      [unseen === 0 && failed === 0, `${joins - unseen} of ${joins + failed} joins seen`],
      [
        stage.isTimely(Math.max(...late), 2_000),
        `the slowest after ${Math.max(...late)} ms from openSpace, median ${percentile(late, 0.5).toFixed(0)} ms`,
      ],
      [stage.isTimely(longest, 100), `longest task of a member ${longest.toFixed(0)} ms`],
      [true, `${sent} envelopes of the crowd`],
    ])
  },
}
