/**
 * What a room's size costs each of its members, and with which exponent it grows.
 *
 * `npm run bench:scale`, about eighteen minutes: rooms without a network of up to 10,000 sessions, then 10, 30 and 60 real
 * members with direct links, and 10, 30 and 100 without, over one relay and three. `-- --rooms` leaves the members out,
 * `-- --most 30` the larger crowds; `--docs` writes the figures to docs/bench/scale.json, beside .cache/bench.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeMachine, load } from '../compare/machine.ts'
import { costOfCrowd, type CrowdCost } from './crowds.ts'
import { exponent } from './exponent.ts'
import { costOf, type RoomCost } from './rooms.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ROOMS = [10, 100, 1_000, 10_000] as const
/** With direct links a hundred cost more in silence than two cores have. */
const CROWDS = Object.freeze({ direct: [10, 30, 60], relayed: [10, 30, 100] })
const PATHS = ['direct', 'relayed'] as const
const RELAYS = [1, 3] as const

interface Column<Cost> {
  readonly of: keyof Cost & string
  readonly name: string
  readonly digits: number
}

const ROOM_COLUMNS: readonly Column<RoomCost>[] = [
  { of: 'message', name: 'a message, µs', digits: 1 },
  { of: 'renewal', name: 'a renewal, µs', digits: 1 },
  { of: 'tick', name: 'a tick, µs', digits: 1 },
]

const CROWD_COLUMNS: readonly Column<CrowdCost>[] = [
  { of: 'met', name: 'all list all, ms', digits: 0 },
  { of: 'joining', name: 'CPU of joining, ms a member', digits: 0 },
  { of: 'relaysJoining', name: 'at the relays, ms a member', digits: 0 },
  { of: 'message', name: 'CPU of a message, ms a member', digits: 2 },
  { of: 'relaysMessage', name: 'at the relays, ms a message', digits: 2 },
  { of: 'idle', name: 'CPU in silence, ms a member and second', digits: 1 },
  { of: 'memory', name: 'memory, MB a member', digits: 1 },
  { of: 'heard', name: 'heard, %', digits: 1 },
]

/** Sizes and what they cost; below each column the exponent with which it grows. */
function table<Cost extends object>(
  first: string,
  costs: ReadonlyMap<number, Cost>,
  columns: readonly Column<Cost>[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const value = (cost: Cost, { of }: Column<Cost>): number => Number(cost[of])
  const rows = Array.from(costs, ([size, cost]) =>
    line([size.toLocaleString('en'), ...columns.map((one) => value(cost, one).toFixed(one.digits))]),
  )
  const grows = columns.map((one) => {
    const points = Array.from(costs, ([size, cost]) => [size, value(cost, one)] as const)
    // What is lost in the noise has no logarithm.
    const isKnown = points.length > 1 && points.every(([, cost]) => cost > 0)
    return isKnown ? exponent(points).toFixed(2) : '–'
  })
  const heads = [first, ...columns.map(({ name }) => name)]
  return [line(heads), line(heads.map(() => '---')), ...rows, line(['exponent', ...grows])].join('\n')
}

const { values } = parseArgs({
  options: {
    rooms: { type: 'boolean', default: false },
    most: { type: 'string', default: 'Infinity' },
    docs: { type: 'boolean', default: false },
  },
})
const most = Number(values.most)
const began = performance.now()
const before = load()
const say = (words: string): void => {
  console.error(`${((performance.now() - began) / 1_000).toFixed(0).padStart(4)} s  ${words}`)
}

const rooms = new Map<number, RoomCost>()
for (const size of ROOMS) {
  say(`a room of ${size} sessions, without a network`)
  rooms.set(size, await costOf(size, () => undefined))
}
console.log(`A room by itself, for one member:\n\n${table('sessions', rooms, ROOM_COLUMNS)}`)

const crowds: Record<string, Record<string, Record<string, CrowdCost>>> = {}
const failures: string[] = []
for (const path of PATHS) {
  const sizes = values.rooms ? [] : CROWDS[path].filter((size) => size <= most)
  for (const relays of RELAYS) {
    const costs = new Map<number, CrowdCost>()
    const over = `over ${relays} ${relays === 1 ? 'relay' : 'relays'}${path === 'direct' ? '' : ' alone'}`
    for (const members of sizes) {
      const name = `${members} members ${over}`
      try {
        const crowd = { members, relays, relayOnly: path === 'relayed' }
        costs.set(members, await costOfCrowd(crowd, (what) => say(`${name}: ${what}`)))
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
        say(failures.at(-1) ?? '')
      }
    }
    if (costs.size === 0) continue
    crowds[path] = { ...crowds[path], [relays]: Object.fromEntries(costs) }
    console.log(`\nMembers ${over}:\n\n${table('members', costs, CROWD_COLUMNS)}`)
  }
}
for (const failure of failures) console.log(`\nFailed: ${failure}`)

const results = {
  date: new Date().toISOString(),
  seconds: (performance.now() - began) / 1_000,
  load: [before, load()],
  machine: describeMachine(['ghost-chat', 'libp2p', '@libp2p/gossipsub', 'node-datachannel']),
  rooms: Object.fromEntries(rooms),
  crowds,
  failures,
}
for (const folder of [['.cache', 'bench'], ...(values.docs ? [['docs', 'bench']] : [])]) {
  const path = join(ROOT, ...folder)
  mkdirSync(path, { recursive: true })
  const rounded = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value
  writeFileSync(join(path, 'scale.json'), `${JSON.stringify(results, rounded, 1)}\n`)
}
say('done')
