/**
 * When what waits may be said by a flood rule (SPEC GC3, GC7): the sender's side of what `flood.ts` judges.
 */
import type { FloodRule, Said } from './flood.ts'

/** A rule, and what was said under it, in the order of time. `null` lets everything through. */
export interface Spent {
  readonly rule: FloodRule | null
  readonly said: readonly Said[]
}

/**
 * The earliest times, none before `at` and none before the one before it, at which `count` messages may be said one
 * after another: by `room`, and by any one of `relays`. All are in milliseconds, on the clock of the stamps.
 */
export function turnsOf(count: number, at: number, room: Spent, relays: readonly Spent[]): readonly number[] {
  const strict = ledgerOf(room, at, count)
  const lenient = relays.map((spent) => ledgerOf(spent, at, count))
  // Mostly nothing binds: a burst asks at each message, and is not gone through for each.
  const isFree = strict === FREE && (lenient.length === 0 || lenient.includes(FREE))
  if (isFree) return Array<number>(count).fill(at)
  const turns: number[] = []
  let turn = at
  for (let i = 0; i < count; i++) {
    const byRelays = lenient.length === 0 ? turn : Math.min(...lenient.map((one) => one.next(turn)))
    turn = strict.next(byRelays)
    for (const one of [strict, ...lenient]) one.take(turn)
    turns.push(turn)
  }
  return turns
}

interface Ledger {
  /** When the next message may be said, not before `at`. */
  readonly next: (at: number) => number
  readonly take: (at: number) => void
}

const FREE: Ledger = { next: (at) => at, take: () => undefined }

function ledgerOf({ rule, said }: Spent, at: number, count: number): Ledger {
  if (rule === null) return FREE
  const { messages, window } = rule
  const first = said.findIndex((one) => one.at > at - window)
  const within = first === -1 ? [] : said.slice(first)
  if (within.reduce((sum, one) => sum + one.count, 0) + count <= messages) return FREE
  // One entry for each message. Those stamped after `at`, by a session whose clock is ahead, count too.
  const times = within.flatMap((one) => Array<number>(Math.min(one.count, messages)).fill(one.at))
  return {
    next(earliest) {
      const opening = times[times.length - messages]
      return opening === undefined ? earliest : Math.max(earliest, opening + window)
    },
    take(time) {
      let place = times.length
      while ((times[place - 1] ?? -Infinity) > time) place--
      times.splice(place, 0, time)
    },
  }
}
