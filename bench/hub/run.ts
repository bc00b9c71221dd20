/**
 * What joining and being in a room costs, beside the floor: bare libp2p over websockets, Noise and Yamux.
 *
 * `npm run bench:hub`, about five minutes; `-- --only 40` measures what that names.
 */
import { parseArgs } from 'node:util'
import { startRelay } from '../../tests/support/relay-process.ts'
import { floorOf } from './floor.ts'
import { costOfJoins, type JoinCost, type Joins } from './rooms.ts'

const CASES: readonly (Joins & { readonly name: string })[] = [
  { name: 'rooms of 2', rooms: 20, size: 2, atOnce: false },
  { name: 'a room of 40', rooms: 1, size: 40, atOnce: false },
  { name: 'a room of 100', rooms: 1, size: 100, atOnce: false },
  { name: '30 at once', rooms: 1, size: 30, atOnce: true },
]

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const say = (words: string): void => void process.stderr.write(`${words}\n`)

say('the floor …')
const floor = await floorOf(40)
const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1)
const rows = [
  line([
    '',
    'relay, ms of CPU a join',
    '× floor',
    'member',
    '× floor',
    'joined after, ms',
    'all list all, ms',
    'idle relay, ms/s',
    'idle member, ms/s',
  ]),
  line(Array.from({ length: 9 }, () => '---')),
  line(['floor', ms(floor.relay), 1, ms(floor.member), 1, '', '', '', '']),
]
for (const one of CASES.filter(({ name }) => name.includes(values.only))) {
  say(`${one.name} …`)
  const relay = await startRelay()
  try {
    // A relay that has just started runs code that is not yet compiled.
    await costOfJoins(relay, { rooms: 5, size: 2, atOnce: false })
    rows.push(row(one.name, await costOfJoins(relay, one)))
  } finally {
    await relay.kill()
  }
}
process.stdout.write(`${rows.join('\n')}\n`)

function row(name: string, cost: JoinCost): string {
  const { relay, member, joined, met, idleRelay, idleMember } = cost
  return line([
    ...[name, ms(relay), ms(relay / floor.relay), ms(member), ms(member / floor.member)],
    ...[ms(joined), ms(met), ms(idleRelay), ms(idleMember)],
  ])
}
