/** Scenarios of what goes away and comes back: the room resumes by itself, and what was missed is fetched. */
import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../support/until.ts'
import { clock, type Member } from './member-process.ts'
import { meet, talk, untilDirect, type Figures, type Scenario, type Stage } from './stage.ts'

/** How long the line is out, in milliseconds. */
const OUTAGE = 30_000
const PATIENCE = 90_000

/** Waits until everybody's transcript holds these texts, each once. Gives when, in milliseconds since 1970. */
async function untilAllHave(members: readonly Member[], texts: readonly string[]): Promise<number> {
  const what = `${members.map(({ host }) => host).join(' and ')} to have ${texts.join(', ')}`
  await until(
    what,
    async () => {
      const held = await Promise.all(members.map((member) => member.texts()))
      return held.every((has) => texts.every((text) => has.includes(text)))
    },
    PATIENCE,
  )
  const at = clock()
  for (const member of members) {
    const held = await member.texts()
    for (const text of texts) assert.equal(held.filter((one) => one === text).length, 1, `${text}, once`)
  }
  return at
}

/** The line of one home is out for a while; its hosts are not told. */
async function lineOut(stage: Stage): Promise<Figures> {
  const { resident, newcomer, figures } = await meet(stage, 'b1', 'a1')
  const pair = [resident, newcomer]
  await untilDirect(pair)
  const gone = clock()
  stage.town.outage('a', true)
  const meanwhile = ['meanwhile 1', 'meanwhile 2', 'meanwhile 3']
  for (const text of meanwhile) await resident.say(text)
  const waiting = newcomer.say('from afar')
  // The outage is what is played, not something that is waited for.
  await sleep(OUTAGE)
  await newcomer.first('offline', 'connection', ({ connection }) => connection.state === 'offline', gone)
  const returned = clock()
  stage.town.outage('a', false)
  await resident.say('you are back')
  await waiting
  const at = await untilAllHave(pair, [...meanwhile, 'from afar', 'you are back'])
  const { at: again } = await untilDirect(pair, returned)
  await talk(resident, newcomer, 4)
  return { ...figures, back: at - returned, again: again - returned }
}

/** A host goes from its home's Wi-Fi to a mobile network: another address, another NAT, no word of it. */
async function roaming(stage: Stage): Promise<Figures> {
  const { resident, newcomer, figures } = await meet(stage, 'b1', 'a1')
  const pair = [resident, newcomer]
  await untilDirect(pair)
  const moved = clock()
  stage.town.roam('a1')
  const waiting = newcomer.say('on my way')
  await resident.say('are you there?')
  await waiting
  const at = await untilAllHave(pair, ['on my way', 'are you there?'])
  await talk(resident, newcomer, 4)
  const { at: again } = await untilDirect(pair, at)
  return { ...figures, back: at - moved, again: again - moved }
}

/** The relay is killed; those who are linked go on; it returns with another key, and whoever waited gets in. */
async function relayBack(stage: Stage): Promise<Figures> {
  const { resident, newcomer, figures } = await meet(stage, 'a1', 'b1')
  const pair = [resident, newcomer]
  await untilDirect(pair)
  await stage.killRelay('relay1')
  const message = await talk(resident, newcomer, 20)
  const third = stage.member('b2')
  await third.first('opening', 'opening')
  await stage.startRelay('relay1')
  const ready = clock()
  // Only now: what is said to a relay that nobody else has found again yet is heard by nobody.
  await until('the third to meet both', async () => (await third.users()).length === 3, PATIENCE)
  await third.say('let me in')
  const at = await untilAllHave([...pair, third], ['let me in'])
  for (const { host, told } of pair) {
    const states = told.flatMap((one) => (one.event === 'connection' ? [one.connection.state] : []))
    assert.ok(!states.includes('offline'), `${host} was never offline: ${states.join(', ')}`)
    assert.ok(!told.some(({ event }) => event === 'user-left'), `${host} thought nobody gone`)
  }
  return { ...figures, message, back: at - ready }
}

/** Of two relays one is killed while both members speak. Without UDP, so that only the relays carry it. */
async function oneOfTwo(stage: Stage): Promise<Figures> {
  const { resident, newcomer, figures } = await meet(stage, 'a1', 'b1')
  const pair = [resident, newcomer]
  const said: string[] = []
  const took: number[] = []
  for (let i = 1; i <= 40; i++) {
    if (i === 15) await stage.killRelay('relay1')
    for (const [at, from] of pair.entries()) {
      const text = `${from.host} ${i}`
      said.push(text)
      const began = clock()
      await from.say(text)
      const heard = await pair[1 - at]!.first(`"${text}"`, 'message', (told) => told.text === text)
      took.push(heard.at - began)
    }
  }
  await untilAllHave(pair, said)
  for (const { host, told } of pair) {
    const states = told.flatMap((one) => (one.event === 'connection' ? [one.connection.state] : []))
    assert.deepEqual([...new Set(states)], ['relayed'], `${host} notices nothing`)
    assert.ok(!told.some(({ event }) => event === 'user-left'), `${host} thought nobody gone`)
  }
  took.sort((a, b) => a - b)
  return { ...figures, message: took[took.length >> 1] ?? NaN, back: took.at(-1) ?? NaN }
}

export const outages: readonly Scenario[] = [
  { name: 'the line of one home is out for 30 s', stage: {}, run: lineOut },
  { name: 'from Wi-Fi to a mobile network', stage: { ice: 'turn' }, run: roaming },
  { name: 'the relay is killed and comes back', stage: {}, run: relayBack },
  {
    name: 'one of two relays is killed, UDP blocked',
    quick: true,
    stage: { udp: false, relays: ['relay1', 'relay2'] },
    run: oneOfTwo,
  },
]
