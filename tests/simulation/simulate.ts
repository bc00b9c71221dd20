/**
 * One simulation from its seed to its findings.
 */
import { Cast } from './cast.ts'
import { allDelivered, excuses, findings, rostersAgree, type Excuse } from './checks.ts'
import { heal, plot, turnBad } from './plot.ts'
import { streamOf, type Scenario } from './scenario.ts'
import { World } from './world.ts'

export interface Result {
  readonly scenario: Scenario
  /** What broke a rule; empty when all is well. */
  readonly failures: readonly string[]
  /** The same for the same scenario, to the last frame. */
  readonly trace: string
  /** Virtual milliseconds from the last joining until everyone lists everyone; `null`: never. */
  readonly met: number | null
  /** Virtual milliseconds from healing until rosters agree and nothing owed is missing; `null`: never. */
  readonly healed: number | null
  readonly excuses: Readonly<Record<Excuse, number>>
  readonly envelopes: number
  readonly deliveries: number
  /** Virtual milliseconds in all. */
  readonly virtual: number
  /** Bytes of the heap while all were in the room, less what was there before; only with `gc`. */
  readonly heap: number | null
}

export interface Progress {
  readonly phase: string
  readonly virtual: number
  readonly envelopes: number
  readonly deliveries: number
}

/** Steps in which convergence is looked for, in virtual milliseconds: looking costs the square of the room's size. */
const [STEP, LONG_STEP] = [250, 1_000]
/** How long all must have been well, in virtual milliseconds. */
const SETTLED = 3_000
/** Newcomers per second. */
const ARRIVALS = 20

export async function simulate(
  scenario: Scenario,
  tell: (progress: Progress) => void = () => undefined,
): Promise<Result> {
  const world = new World(scenario.seed)
  const cast = new Cast(scenario, world)
  const { ledger } = cast
  const report = (phase: string): void =>
    tell({ phase, virtual: world.now, envelopes: ledger.published, deliveries: ledger.delivered })
  const before = heapUsed()
  const patience = patienceFor(scenario.peers)
  const step = scenario.peers > 100 ? LONG_STEP : STEP

  turnBad(scenario, world)
  await arrive(scenario, world, cast, () => report('joining'))
  const met = await world.until(() => (report('meeting'), rostersAgree(cast)), patience, step)
  // A lease is lost when three renewals in a row are: at a loss of a quarter somebody is always missed.
  if (met === null && !scenario.faults.has('loss'))
    ledger.fail(`rosters did not agree ${patience} ms after the last joining`)
  await cast.summon()
  const callOff = plot(scenario, world, cast)
  for (let second = 0; second < scenario.seconds; second++) {
    await world.pass(1_000)
    report('talking')
  }

  const heap = heapUsed()
  callOff()
  heal(world, cast)
  const isWhole = (): boolean => (report('healing'), rostersAgree(cast) && allDelivered(cast))
  const healed = await lasting(isWhole, world, patience, step)
  for (const finding of findings(cast)) ledger.fail(finding)
  const excused = excuses(cast)
  await disband(world, cast)
  return {
    scenario,
    failures: ledger.failures,
    trace: world.trace,
    met,
    healed,
    excuses: excused,
    envelopes: ledger.published,
    deliveries: ledger.delivered,
    virtual: world.now,
    heap: heap === null || before === null ? null : heap - before,
  }
}

/**
 * How long it took until all was well and stayed so: who has just come may be told in a moment of somebody who died.
 */
async function lasting(
  isWell: () => boolean,
  world: World,
  limit: number,
  step: number,
): Promise<number | null> {
  const start = world.now
  for (;;) {
    const waited = await world.until(isWell, start + limit - world.now, step)
    const since = world.now - start
    await world.pass(SETTLED)
    if (isWell()) return since
    if (waited === null) return null
  }
}

/** How long a room of that size may take until a lease has run out everywhere (PR3), and some repairing. */
function patienceFor(peers: number): number {
  return 60_000 + Math.max(0, peers - 100) * 350
}

async function arrive(
  { peers, seed }: Scenario,
  world: World,
  cast: Cast,
  report: () => void,
): Promise<void> {
  const random = streamOf(seed, 'arrivals')
  for (let i = 0; i < peers; i++) {
    const person = await cast.person()
    void person.join()
    await world.pass(Math.floor((random() * 2_000) / ARRIVALS))
    report()
  }
  // Joining waits for a relay, which is there.
  const joined = await world.until(() => cast.live().length === peers, 15_000, STEP)
  if (joined === null) cast.ledger.fail(`${cast.live().length} of ${peers} joined`)
}

/** Everyone leaves; nothing may be left ticking. */
async function disband(world: World, cast: Cast): Promise<void> {
  let closed = false
  const all = [...cast.people, ...(cast.witness === undefined ? [] : [cast.witness])]
  void Promise.all(all.map((person) => person.close())).then(() => {
    closed = true
  })
  const out = await world.until(() => closed, 10_000, STEP)
  // What is still on its way arrives nowhere.
  await world.pass(15_000)
  if (out === null) cast.ledger.fail('somebody did not get out')
  if (world.clock.waiting > 0) cast.ledger.fail(`${world.clock.waiting} timers are left behind`)
}

function heapUsed(): number | null {
  if (globalThis.gc === undefined) return null
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
