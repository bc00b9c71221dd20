/**
 * What a room's size costs real members in Node: ten to a process, over real relays.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { NO_FLOOD, startRelay } from '../../tests/support/relay-process.ts'
import type { Order, Told } from './crowd-process.ts'

const SCRIPT = fileURLToPath(new URL('crowd-process.ts', import.meta.url))
const TO_A_PROCESS = 10
/** Messages of the one who speaks, and milliseconds between two. */
const MESSAGES = 100
const EVERY = 100
const PATIENCE = 400_000

export interface CrowdCost {
  /** Milliseconds from the first joining until everyone lists everyone. */
  readonly met: number
  /** Of CPU until then, for each member, in milliseconds. */
  readonly meeting: number
  /** Of CPU for one message, in milliseconds, less what the room costs without it: a member's, and the relays'. */
  readonly message: number
  readonly relays: number
  /** Of CPU for each member and second while nobody speaks, in milliseconds. */
  readonly idle: number
  /** Bytes for each member. */
  readonly rss: number
}

interface Crowd {
  readonly child: ChildProcess
  readonly order: (order: Order) => Promise<Told>
}

function crowd(): Crowd {
  const child = fork(SCRIPT, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const order = async (given: Order): Promise<Told> => {
    const told = once(child, 'message')
    child.send(given)
    const [answer] = (await told) as [Told]
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer
  }
  return { child, order }
}

export async function costOfCrowd(members: number, relayCount: number): Promise<CrowdCost> {
  const [{ args }, relays] = [NO_FLOOD, [await startRelay(relayCount > 1 ? federated() : NO_FLOOD)]]
  while (relays.length < relayCount)
    relays.push(await startRelay({ args: [...args, '--peer', relays[0]?.url ?? ''] }))
  const crowds = Array.from({ length: Math.ceil(members / TO_A_PROCESS) }, crowd)
  const all = (order: Order): Promise<Told[]> => Promise.all(crowds.map((one) => one.order(order)))
  const used = async (): Promise<{ members: number; relays: number; rss: number }> => {
    const told = await all({ do: 'usage' })
    const sum = (of: (one: Told) => number): number => told.reduce((total, one) => total + of(one), 0)
    return {
      members: sum(({ cpu }) => cpu),
      relays: relays.reduce((total, { pid }) => total + cpuOf(pid), 0),
      rss: sum(({ rss }) => rss) / members,
    }
  }
  try {
    const fresh = await used()
    const start = performance.now()
    await Promise.all(
      crowds.map(({ order }, at) =>
        order({
          do: 'join',
          relay: relays[at % relays.length]?.url ?? '',
          members: Math.min(TO_A_PROCESS, members - at * TO_A_PROCESS),
        }),
      ),
    )
    await all({ do: 'meet', everyone: members, patience: PATIENCE })
    const met = performance.now() - start
    const joined = await used()
    // Links come up for a while yet.
    await settled(used)
    const before = await used()
    await setTimeout(MESSAGES * EVERY)
    const quiet = await used()
    await crowds[0]?.order({ do: 'say', messages: MESSAGES, every: EVERY })
    await Promise.all(
      crowds.map(({ order }, at) => {
        const ears = Math.min(TO_A_PROCESS, members - at * TO_A_PROCESS) - (at === 0 ? 1 : 0)
        return order({ do: 'hear', messages: MESSAGES * ears, patience: PATIENCE })
      }),
    )
    const spoken = await used()
    return {
      met,
      meeting: (joined.members - fresh.members) / members,
      message: (spoken.members - quiet.members - (quiet.members - before.members)) / MESSAGES / members,
      relays: (spoken.relays - quiet.relays - (quiet.relays - before.relays)) / MESSAGES,
      idle: (quiet.members - before.members) / members / ((MESSAGES * EVERY) / 1_000),
      rss: spoken.rss,
    }
  } finally {
    for (const { child } of crowds) child.disconnect()
    await Promise.all([
      ...crowds.map(({ child }) => once(child, 'exit')),
      ...relays.map((relay) => relay.kill()),
    ])
  }
}

function federated(): { readonly args: readonly string[] } {
  return { args: [...NO_FLOOD.args, '--federate'] }
}

/** Waits until the members are at rest: three seconds in a row with less than a tenth of a core. */
async function settled(used: () => Promise<{ readonly members: number }>): Promise<void> {
  for (let calm = 0; calm < 3;) {
    const { members } = await used()
    await setTimeout(1_000)
    calm = (await used()).members - members < 100 ? calm + 1 : 0
  }
}

/** Milliseconds of CPU that another process has used (proc_pid_stat(5): utime and stime, in ticks of 10 ms). */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
