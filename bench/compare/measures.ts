/** One run of one figure with one system, on a stage of its own. */
import { setTimeout } from 'node:timers/promises'
import type { Performer, Stage } from './stage.ts'

/** Characters of a message. */
const SIZE = 200
/** Messages of the first burst and sender, how much larger the next one may be, and where that ends. */
const FIRST_BURST = 64
const GROWTH = 8
const MOST_MESSAGES = 100_000
/** A burst that is faster than the one before by less than this has shown what the system can do once it is warm. */
const STEADY = 1.25
/** Bursts of full size that may go by until that is so. */
const WARM_UPS = 8

/** Milliseconds that the first member has been in the room when the newcomer comes. */
const SETTLED = 1_000

/** How long things are measured. */
export interface Effort {
  /** Round trips, at least, and for at least so many milliseconds. */
  readonly pings: { readonly least: number; readonly ms: number }
  /** Milliseconds that a burst should take, by what the system could do in the one before. */
  readonly burst: number
}

export interface Two {
  /** Milliseconds from joining until the other one was heard, whose room it is. */
  readonly contact: number
  /** Milliseconds to the other and back. */
  readonly roundTrips: readonly number[]
  readonly burst: Burst
  /** Milliseconds of CPU per message: a sender's and a receiver's together, and the server's. */
  readonly memberCpu: number
  readonly serverCpu: number | null
  /** Bytes of a member's process, and of the server's. */
  readonly memberRss: number
  readonly serverRss: number | null
}

export interface Burst {
  /** Messages per second that the slowest receiver was given, and verified where they are signed. */
  readonly rate: number
  readonly messages: number
  /** Messages that were sent and did not arrive, of all that should have arrived anywhere. */
  readonly lost: number
}

/** Joining, round trips, and then a burst of one sender, between two. */
export async function two(stage: Stage, effort: Effort): Promise<Two> {
  const [first, second] = [await stage.member(), await stage.member()]
  await stage.join(first)
  await setTimeout(SETTLED)
  const contact = await stage.join(second, { contact: true })
  await Promise.all([first.order('direct', {}), second.order('direct', {})])
  const { least, ms } = effort.pings
  await first.order('ping', { least: least / 5, ms: ms / 5 })
  const { times } = await first.order('ping', { least, ms })
  const bursts = new Bursts([first], [second])
  const count = await bursts.warm(effort.burst)
  const before = await usage(stage, [first, second])
  const burst = await bursts.measure(count)
  const after = await usage(stage, [first, second])
  const [servedBefore, servedAfter] = [before.server, after.server]
  return {
    contact,
    roundTrips: times,
    burst,
    memberCpu: (after.members.cpu - before.members.cpu) / count,
    memberRss: after.members.rss / 2,
    serverCpu:
      servedBefore === null || servedAfter === null ? null : (servedAfter.cpu - servedBefore.cpu) / count,
    serverRss: servedAfter?.rss ?? null,
  }
}

export interface Ten {
  /** Milliseconds, as `many` gives them. */
  readonly meeting: number
  readonly burst: Burst
}

/** Ten who say something at once, and hear the other nine. */
export async function ten(stage: Stage, effort: Effort): Promise<Ten> {
  const members = await crowd(stage, 10)
  const met = await meeting(stage, members)
  await Promise.all(members.map((member) => member.order('direct', {})))
  const bursts = new Bursts(members, members)
  return { meeting: met, burst: await bursts.measure(await bursts.warm(effort.burst)) }
}

/** So many who join at once: milliseconds until each lists all others. */
export async function many(stage: Stage, count: number): Promise<number> {
  return meeting(stage, await crowd(stage, count))
}

function crowd(stage: Stage, count: number): Promise<Performer[]> {
  return Promise.all(Array.from({ length: count }, () => stage.member()))
}

async function meeting(stage: Stage, members: readonly Performer[]): Promise<number> {
  const start = performance.timeOrigin + performance.now()
  const rest = [...members]
  // Without a server they can only be told where the first one is.
  const [first] = stage.server === null ? rest.splice(0, 1) : []
  if (first !== undefined) await stage.join(first, { quiet: true })
  await Promise.all(rest.map((member) => stage.join(member, { quiet: true })))
  const met = await Promise.all(members.map((member) => member.order('meet', { others: members.length - 1 })))
  return Math.max(...met.map(({ at }) => at)) - start
}

class Bursts {
  readonly #senders: readonly Performer[]
  readonly #receivers: readonly Performer[]
  #bursts = 0

  constructor(senders: readonly Performer[], receivers: readonly Performer[]) {
    this.#senders = senders
    this.#receivers = receivers
  }

  /**
   * Bursts that are not counted, each larger than the last, until one takes half of so many milliseconds and the next
   * is hardly faster: of ten who come at once the first burst is slow with all of them, and says nothing. Gives how
   * many messages would take about all of that time.
   */
  async warm(ms: number): Promise<number> {
    let count = FIRST_BURST * this.#senders.length
    let [before, full] = [0, 0]
    for (;;) {
      const { rate } = await this.measure(count)
      const fitting = Math.min(Math.round((rate / 1_000) * ms), MOST_MESSAGES)
      const isFull = count >= fitting / 2
      if (isFull && (rate < before * STEADY || ++full >= WARM_UPS))
        return Math.max(fitting, this.#senders.length)
      before = rate
      if (!isFull) count = Math.min(count * GROWTH, Math.ceil(fitting / 2))
    }
  }

  /** @param count messages of all senders together. They do not hear themselves */
  async measure(count: number): Promise<Burst> {
    const [senders, receivers] = [this.#senders, this.#receivers]
    const burst = this.#bursts++
    const each = Math.ceil(count / senders.length)
    const expected = (receiver: Performer): number =>
      senders.filter((sender) => sender !== receiver).length * each
    const starts = senders.map((sender) => sender.order('burst', { burst, count: each, size: SIZE }))
    const ends = receivers.map((receiver) => receiver.order('hear', { burst, count: expected(receiver) }))
    const [began, ended] = await Promise.all([Promise.all(starts), Promise.all(ends)])
    const start = Math.min(...began.map(({ at }) => at))
    const all = receivers.map(expected).reduce((sum, some) => sum + some, 0)
    const heard = ended.reduce((sum, some) => sum + some.heard, 0)
    if (heard === 0) throw new Error('Nothing of a burst arrived.')
    const rates = ended.map((some) => (some.heard / (some.at - start)) * 1_000)
    return { rate: Math.min(...rates), messages: each * senders.length, lost: all - heard }
  }
}

async function usage(
  { server }: Stage,
  members: readonly Performer[],
): Promise<{
  readonly members: { readonly cpu: number; readonly rss: number }
  readonly server: { readonly cpu: number; readonly rss: number } | null
}> {
  const used = await Promise.all(members.map((member) => member.order('usage', {})))
  const sum = (key: 'cpu' | 'rss'): number => used.reduce((total, usage) => total + usage[key], 0)
  return {
    members: { cpu: sum('cpu'), rss: sum('rss') },
    server: server === null ? null : await server.order('usage', {}),
  }
}
