/** Scenarios of who reaches whom how: what is said is always heard, and goes the best way that the routers allow. */
import { strict as assert } from 'node:assert'
import { until } from '../support/until.ts'
import { isDirect, meet, talk, untilDirect, type Figures, type Scenario, type Stage } from './stage.ts'
import type { Host, Sent } from './town.ts'

const MESSAGES = 20

/** Two members get a direct path, and what they then say takes it. */
function direct(here: Host, there: Host, takes: (sent: Sent) => void) {
  return async (stage: Stage): Promise<Figures> => {
    const { resident, newcomer, figures } = await meet(stage, here, there)
    const { at, rtt } = await untilDirect([resident, newcomer])
    const before = stage.town.sent('a')
    const message = await talk(resident, newcomer, MESSAGES)
    const after = stage.town.sent('a')
    assert.ok(isDirect(resident) && isDirect(newcomer), 'the direct path is still there')
    takes({
      turn: after.turn - before.turn,
      homes: after.homes - before.homes,
      all: after.all - before.all,
    })
    return { ...figures, direct: at - newcomer.openedAt(), rtt, message }
  }
}

/** Two members try for a direct path, get none, and hear each other all the same. */
function relayed(here: Host, there: Host, tried: (sent: Sent) => boolean) {
  return async (stage: Stage): Promise<Figures> => {
    const { resident, newcomer, figures } = await meet(stage, here, there)
    await until('a direct path to be tried', () => tried(stage.town.sent('a')))
    const message = await talk(resident, newcomer, MESSAGES)
    for (const { host, told, connection, first } of [resident, newcomer]) {
      await first('how it reaches the other', 'connection', ({ connection }) => connection.peers.length > 0)
      const shown = told.flatMap((one) => (one.event === 'connection' ? [one.connection] : []))
      const paths = new Set(shown.flatMap(({ peers }) => peers.map(({ path }) => path)))
      assert.deepEqual([...paths], ['relayed'], `${host} shows how it reaches the other`)
      assert.equal(connection()?.state, 'relayed')
    }
    return { ...figures, message }
  }
}

// A message is at least one packet; half of them go this way. Keeping a way open takes a packet every few seconds.
const most = (packets: number): boolean => packets >= MESSAGES / 2
const straight = (sent: Sent): void => {
  assert.ok(most(sent.homes), `straight to the other home: ${JSON.stringify(sent)}`)
}
const overTurn = (sent: Sent): void => {
  assert.ok(most(sent.turn), `over the TURN server: ${JSON.stringify(sent)}`)
  assert.ok(!most(sent.homes), `not straight to the other home: ${JSON.stringify(sent)}`)
}

export const paths: readonly Scenario[] = [
  {
    name: 'same LAN, two computers, no STUN',
    quick: true,
    stage: { ice: 'none' },
    run: direct('a1', 'a2', (sent) => assert.equal(sent.all, 0, 'nothing leaves the house')),
  },
  { name: 'two homes, cone NATs, STUN', quick: true, stage: {}, run: direct('a1', 'b1', straight) },
  {
    name: 'two homes, cone NATs, STUN and TURN',
    stage: { ice: 'turn' },
    run: direct('a1', 'b1', straight),
  },
  {
    name: 'symmetric NAT on one side, TURN',
    quick: true,
    stage: { a: 'symmetric', ice: 'turn' },
    run: direct('a1', 'b1', overTurn),
  },
  {
    name: 'symmetric NATs on both sides, TURN',
    stage: { a: 'symmetric', b: 'symmetric', ice: 'turn' },
    run: direct('a1', 'b1', overTurn),
  },
  {
    name: 'symmetric NATs on both sides, no TURN',
    quick: true,
    stage: { a: 'symmetric', b: 'symmetric' },
    run: relayed('a1', 'b1', ({ homes }) => homes > 0),
  },
  {
    name: 'UDP blocked everywhere',
    quick: true,
    stage: { udp: false, ice: 'turn' },
    run: relayed('a1', 'b1', ({ all }) => all > 0),
  },
  {
    name: '50±10 ms and 20 % loss each way on one side, cone NATs, STUN',
    stage: { line: { delay: 50, jitter: 10, loss: 20 } },
    run: direct('a1', 'b1', straight),
  },
]
