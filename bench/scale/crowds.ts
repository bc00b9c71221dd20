/**
 * What a room's size costs real members in Node: ten to a process, over real relays.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { NO_FLOOD, startRelay, type RelayProcess } from '../../tests/support/relay-process.ts'
import { COMPILED } from '../compare/processes.ts'
import type { Order, Told } from './crowd-process.ts'

const SCRIPT = fileURLToPath(new URL('crowd-process.ts', import.meta.url))
const TO_A_PROCESS = 10
/** Messages of the one who speaks, and milliseconds between two. */
const MESSAGES = 50
const EVERY = 100
/** Milliseconds that a crowd has to meet, and then to hear. */
const MEETING = 300_000
const HEARING = 15_000
/** Looks, a second apart, after which members count as at rest though they are not. */
const LOOKS = 20

export interface Crowd {
  readonly members: number
  readonly relays: number
  /** Without direct links. */
  readonly relayOnly: boolean
}

export interface CrowdCost {
  /** Milliseconds from the first joining until everyone lists everyone. */
  readonly met: number
  /** Of CPU until then, for each member and for each member at the relays, in milliseconds. */
  readonly joining: number
  readonly relaysJoining: number
  /** Of CPU for one message, in milliseconds, less what the room costs without it: a member's, and the relays'. */
  readonly message: number
  readonly relaysMessage: number
  /** Of CPU for each member and second while nobody speaks, in milliseconds. */
  readonly idle: number
  /** Megabytes that a member adds to its process. */
  readonly memory: number
  /** Of a hundred messages to each, how many came. */
  readonly heard: number
}

interface Process {
  readonly child: ChildProcess
  readonly members: number
  readonly order: (order: Order) => Promise<Told>
}

interface Usage {
  readonly at: number
  readonly members: number
  readonly relays: number
  readonly rss: number
}

/** @param tell is told how far it is */
export async function costOfCrowd(
  { members, relays: relayCount, relayOnly }: Crowd,
  tell: (what: string) => void,
): Promise<CrowdCost> {
  tell('starts')
  const relays = await startRelays(relayCount)
  const counts = Array.from({ length: Math.ceil(members / TO_A_PROCESS) }, (_, at) =>
    Math.min(TO_A_PROCESS, members - at * TO_A_PROCESS),
  )
  const crowd = counts.map(startProcess)
  const all = (order: Order): Promise<Told[]> => Promise.all(crowd.map((one) => one.order(order)))
  try {
    return await measure({ members, relayOnly }, crowd, relays, all, tell)
  } finally {
    for (const { child } of crowd) if (child.connected) child.disconnect()
    const ended = crowd.map(({ child }) => (child.exitCode === null ? once(child, 'exit') : null))
    const timer = globalThis.setTimeout(() => {
      for (const { child } of crowd) child.kill('SIGKILL')
    }, HEARING)
    await Promise.all([...ended, ...relays.map((relay) => relay.kill())])
    clearTimeout(timer)
  }
}

async function measure(
  { members, relayOnly }: Pick<Crowd, 'members' | 'relayOnly'>,
  crowd: readonly Process[],
  relays: readonly RelayProcess[],
  all: (order: Order) => Promise<Told[]>,
  tell: (what: string) => void,
): Promise<CrowdCost> {
  const used = async (): Promise<Usage> => {
    const told = await all({ do: 'usage' })
    const sum = (of: (one: Told) => number): number => told.reduce((total, one) => total + of(one), 0)
    return {
      at: performance.now(),
      members: sum(({ cpu }) => cpu),
      relays: relays.reduce((total, { pid }) => total + cpuOf(pid), 0),
      rss: sum(({ rss }) => rss),
    }
  }
  const fresh = await used()
  tell('join')
  await Promise.all(
    crowd.map(({ order, members: some }, at) =>
      order({ do: 'join', relay: relays[at % relays.length]?.url ?? '', members: some, relayOnly }),
    ),
  )
  tell('meet')
  await all({ do: 'meet', everyone: members, patience: MEETING })
  const joined = await used()
  tell('link, and come to rest')
  await atRest(used)
  tell('are silent')
  const before = await used()
  await setTimeout(MESSAGES * EVERY)
  const quiet = await used()
  tell('speak')
  await crowd[0]?.order({ do: 'say', messages: MESSAGES, every: EVERY })
  const expected = crowd.map(({ members: some }, at) => MESSAGES * (some - (at === 0 ? 1 : 0)))
  const ends = await Promise.allSettled(
    crowd.map(({ order }, at) => order({ do: 'hear', messages: expected[at] ?? 0, patience: HEARING })),
  )
  const spoken = await used()
  const heard = (await all({ do: 'usage' })).reduce((sum, told) => sum + told.heard, 0)
  if (ends.some(({ status }) => status === 'rejected')) tell('did not hear everything')
  // What the room costs anyway in the time that speaking took.
  const share = (spoken.at - quiet.at) / (quiet.at - before.at)
  const over = (of: 'members' | 'relays'): number =>
    (spoken[of] - quiet[of] - (quiet[of] - before[of]) * share) / MESSAGES
  return {
    met: joined.at - fresh.at,
    joining: (joined.members - fresh.members) / members,
    relaysJoining: (joined.relays - fresh.relays) / members,
    message: over('members') / members,
    relaysMessage: over('relays'),
    idle: (quiet.members - before.members) / members / ((quiet.at - before.at) / 1_000),
    memory: (spoken.rss - fresh.rss) / members / 1e6,
    heard: (heard * 100) / (MESSAGES * (members - 1)),
  }
}

function startProcess(members: number): Process {
  const child = fork(SCRIPT, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  })
  const gone = once(child, 'exit').then(() => {
    throw new Error('A process of members ended before its time.')
  })
  gone.catch(() => undefined)
  const order = async (given: Order): Promise<Told> => {
    const told = once(child, 'message')
    child.send(given)
    const [answer] = (await Promise.race([told, gone])) as [Told]
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer
  }
  return { child, members, order }
}

async function startRelays(count: number): Promise<readonly RelayProcess[]> {
  if (count === 1) return [await startRelay(NO_FLOOD)]
  const args = [...NO_FLOOD.args, '--federate']
  const first = await startRelay({ args })
  const others = Array.from({ length: count - 1 }, () => startRelay({ args: [...args, '--peer', first.url] }))
  return [first, ...(await Promise.all(others))]
}

/** Waits while links still come up: until a second costs hardly less than the one before, twice in a row. */
async function atRest(used: () => Promise<Usage>): Promise<void> {
  let [last, calm] = [Infinity, 0]
  let before = await used()
  for (let look = 0; look < LOOKS && calm < 2; look++) {
    await setTimeout(1_000)
    const now = await used()
    const cost = (now.members - before.members) / (now.at - before.at)
    calm = cost > last * 0.8 && cost < 1 ? calm + 1 : 0
    last = cost
    before = now
  }
}

/** Milliseconds of CPU that another process has used (proc_pid_stat(5): utime and stime, in ticks of 10 ms). */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
