/** Which runs there are, and in what order: rounds in which each system has its turn. */
import { browserStage, BROWSERS, type BrowserId, type Pages } from './browsers.ts'
import { CONTENDERS, contender, type ContenderId } from './contenders.ts'
import { percentile, type Platform, type Sample } from './figures.ts'
import { many, ten, two, type Effort, type Two } from './measures.ts'
import { processStage } from './processes.ts'
import type { Stage } from './stage.ts'

export interface Pace {
  readonly effort: Effort
  readonly rounds: { readonly [What in Kind]: number }
}

const KINDS = ['two', 'ten', 'meeting of 2', 'meeting of 30', 'pages'] as const
type Kind = (typeof KINDS)[number]

/** About ten minutes on two cores, and about two. */
export const FULL: Pace = {
  effort: { pings: { least: 100, ms: 1_000 }, burst: 1_500 },
  rounds: { two: 4, ten: 2, 'meeting of 2': 3, 'meeting of 30': 1, pages: 3 },
}
export const QUICK: Pace = {
  effort: { pings: { least: 50, ms: 400 }, burst: 600 },
  rounds: { two: 1, ten: 1, 'meeting of 2': 1, 'meeting of 30': 0, pages: 1 },
}

export interface Run {
  readonly platform: Platform
  readonly id: string
  readonly what: Kind
  readonly round: number
  readonly rounds: number
  /** Seconds, as long as nothing of its kind was seen. */
  readonly guess: number
  readonly take: () => Promise<Sample & { readonly lost?: number }>
}

/** Whether one of the names is the system's, or that of its family. */
export function isNamed(id: string, names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => id === name || id.startsWith(`${name}-`))
}

/** @param pages without them no browser takes part */
export function plan(
  { effort, rounds }: Pace,
  names: readonly string[],
  pages: Pages | null,
): readonly Run[] {
  const all = (Object.keys(CONTENDERS) as ContenderId[]).filter((id) => isNamed(id, names))
  const rooms = all.filter((id) => contender(id).rooms)
  const kinds: Record<Kind, (round: number) => Run[]> = {
    two: (round) => turns(all, round).map((id) => inNode(id, 'two', round, 7, withTwo)),
    ten: (round) => turns(rooms, round).map((id) => inNode(id, 'ten', round, 10, withTen)),
    'meeting of 2': (round) =>
      turns(rooms, round).map((id) =>
        inNode(id, 'meeting of 2', round, 3, async (stage) => ({ meeting2: await many(stage, 2) })),
      ),
    'meeting of 30': (round) =>
      turns(rooms, round).map((id) =>
        inNode(id, 'meeting of 30', round, 25, async (stage) => ({ meeting30: await many(stage, 30) })),
      ),
    pages: (round) =>
      pages === null ? [] : turns(browsersOf(names), round).map((id) => inPages(id, round, pages)),
  }

  async function withTwo(stage: Stage): Promise<Sample & { readonly lost: number }> {
    const measured = await two(stage, effort)
    const { memberCpu, serverCpu, memberRss, serverRss } = measured
    return {
      ...talk(measured),
      memberCpu: memberCpu * 1_000,
      memberRss: memberRss / 1e6,
      ...(serverCpu === null ? {} : { serverCpu: serverCpu * 1_000 }),
      ...(serverRss === null ? {} : { serverRss: serverRss / 1e6 }),
    }
  }
  async function withTen(stage: Stage): Promise<Sample & { readonly lost: number }> {
    const { meeting, burst } = await ten(stage, effort)
    return { meeting10: meeting, ten: burst.rate, lost: burst.lost }
  }
  function inNode(
    id: ContenderId,
    what: Kind,
    round: number,
    guess: number,
    measure: (stage: Stage) => ReturnType<Run['take']>,
  ): Run {
    const take = async (): ReturnType<Run['take']> => on(await processStage(id), measure)
    return { platform: 'Node', id, what, round, rounds: rounds[what], guess, take }
  }
  function inPages(id: BrowserId, round: number, made: Pages): Run {
    const take = async (): ReturnType<Run['take']> =>
      on(await browserStage(id, made), async (stage) => talk(await two(stage, effort)))
    return { platform: 'Chromium', id, what: 'pages', round, rounds: rounds.pages, guess: 8, take }
  }

  const most = Math.max(...KINDS.map((kind) => rounds[kind]))
  return Array.from({ length: most }, (_, round) =>
    KINDS.filter((kind) => round < rounds[kind]).flatMap((kind) => kinds[kind](round)),
  ).flat()
}

export function browsersOf(names: readonly string[]): readonly BrowserId[] {
  return (Object.keys(BROWSERS) as BrowserId[]).filter((id) => isNamed(id, names))
}

/** Another one begins in each round: what the one before left behind is nobody's lot alone. */
function turns<T>(all: readonly T[], round: number): readonly T[] {
  const first = all.length === 0 ? 0 : round % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

async function on<T>(stage: Stage, measure: (stage: Stage) => Promise<T>): Promise<T> {
  try {
    return await measure(stage)
  } finally {
    await stage.close()
  }
}

function talk({ contact, roundTrips, burst }: Two): Sample & { readonly lost: number } {
  const [p50, p99] = [percentile(roundTrips, 0.5), percentile(roundTrips, 0.99)]
  return { contact, p50, p99, one: burst.rate, lost: burst.lost }
}
