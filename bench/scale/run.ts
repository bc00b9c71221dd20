/**
 * What a room's size costs each of its members, and with which exponent it grows.
 *
 * `npm run bench:scale`: rooms without a network of up to 10,000 sessions, then 10, 30 and 100 real members over one
 * relay and three. `-- --rooms` leaves the members out.
 */
import { parseArgs } from 'node:util'
import { exponent } from './exponent.ts'
import { costOfCrowd, type CrowdCost } from './crowds.ts'
import { costOf, type RoomCost } from './rooms.ts'

const ROOMS = [10, 100, 1_000, 10_000] as const
const CROWDS = [10, 30, 100] as const

/** A table of costs by size, and below each column the exponent with which it grows. */
function table<Cost extends object>(
  title: string,
  costs: ReadonlyMap<number, Cost>,
  columns: readonly (keyof Cost & string)[],
  digits: number,
): void {
  console.log(`\n${title}`)
  const cells = (first: string, rest: readonly string[]): string =>
    [first.padEnd(10), ...rest.map((cell) => cell.padStart(12))].join('')
  console.log(cells('members', columns))
  const value = (cost: Cost, column: keyof Cost): number => Number(cost[column])
  for (const [size, cost] of costs)
    console.log(
      cells(
        String(size),
        columns.map((column) => value(cost, column).toFixed(digits)),
      ),
    )
  const grows = columns.map((column) => {
    const points = Array.from(costs, ([size, cost]) => [size, value(cost, column)] as const)
    return exponent(points.map(([x, y]) => [x, Math.max(y, 1e-3)] as const)).toFixed(2)
  })
  console.log(cells('exponent', grows))
}

const { values } = parseArgs({ options: { rooms: { type: 'boolean', default: false } } })
const rooms = new Map<number, RoomCost>()
for (const size of ROOMS) {
  rooms.set(size, await costOf(size, (done) => process.stderr.write(`\ra room of ${size}: ${done} `)))
}
process.stderr.write('\n')
table('a room by itself, µs of one member', rooms, ['message', 'renewal', 'tick'], 2)

for (const relays of values.rooms ? [] : [1, 3]) {
  const crowds = new Map<number, CrowdCost>()
  for (const size of CROWDS) {
    process.stderr.write(`${size} members, ${relays} relay(s) …\n`)
    crowds.set(size, await costOfCrowd(size, relays))
  }
  const title = `real members, ${relays} relay(s): ms; \`rss\` in bytes`
  table(title, crowds, ['met', 'meeting', 'message', 'relays', 'idle', 'rss'], 2)
}
