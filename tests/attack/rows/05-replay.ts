/** Row 5: what was said once is shown once, and nobody is here by it who is not. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RelayProcess } from '../../support/relay-process.ts'
import { startRelay } from '../../support/relay-process.ts'
import { sender } from '../../support/envelopes.ts'
import { until } from '../../support/until.ts'
import { claimsOf, publishAll, stranger, witness } from '../../e2e/strangers.ts'
import { outcomeOf, type Attack } from '../attack.ts'
import { recordedHour } from '../recorded-hour.ts'
import type { Stage } from '../stage.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const YEAR = 365 * DAY
/** Milliseconds that a stamp may be off. */
const MOST_OFF = 60_000

/** A relay's process whose machine is off by so many milliseconds. */
async function relayOff(stage: Stage, by: number): Promise<RelayProcess> {
  const code = `const n=Date.now.bind(Date);Date.now=()=>n()+${by}`
  const relay = await startRelay({
    env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` },
  })
  stage.onEnd(() => relay.kill())
  return relay
}

/** What a room recorded at the relay's time comes to for a member that joins there today. */
async function pastRoom(stage: Stage, by: number) {
  const relay = await relayOff(stage, by)
  const room = `past-${stage.seed}`
  const topic = `3box.chat.attack.${room}`
  const reader = await witness(relay.url, topic)
  stage.onEnd(() => reader.stop())
  const person = await stage.person({ url: relay.url })
  const stay = await person.join(room)
  await until('the member to be at the relay', () => stay.state() === 'relayed')
  const recorder = await stranger(relay.url)
  stage.onEnd(() => recorder.stop())
  await recorder.join(topic)
  const frames: Uint8Array[] = []
  const state = { prev: undefined, messages: undefined, head: null }
  for (let i = 0; i < 8; i++) {
    const ghost = await sender()
    const now = Date.now() + by
    const times = { iat: now / 1_000, exp: now / 1_000 + 60 }
    const peer = recorder.libp2p.peerId.toString()
    frames.push(await ghost.say(topic, '', { ...state, ...times, type: 'join', peer }))
    frames.push(await ghost.say(topic, `once upon a time ${i}`, { ...times, seq: 0, prev: null }))
  }
  await publishAll(recorder, topic, frames)
  await until('the relay to have passed them on', () =>
    frames.every((frame) => reader.frames.includes(new TextDecoder().decode(frame))),
  )
  const shown = (): number =>
    stay.heard().filter(({ from, history }) => from !== person.did && !history).length
  const ghosts = (await stay.others()).length
  const end = performance.now() + 1_000
  await until('all to be judged', () => performance.now() > end)
  const past = { shown: shown(), ghosts: Math.max(ghosts, (await stay.others()).length) }
  await person.kill()
  await relay.kill()
  return past
}

/** By how many milliseconds a member's stamp is off whose relay tells another time. */
async function stampOff(stage: Stage, by: number): Promise<number> {
  const relay = await stage.relay()
  const url = await lyingPlace(stage, relay.url, by)
  const room = `today-${stage.seed}-${by}`
  const reader = await witness(relay.url, `3box.chat.attack.${room}`)
  stage.onEnd(() => reader.stop())
  const person = await stage.person({ url })
  const stay = await person.join(room)
  await until('the member to be at the relay', () => stay.state() === 'relayed')
  await stay.send('today')
  // A stamp that is far off is passed on by no honest relay.
  const find = (): string | undefined => reader.frames.find((frame) => claimsOf(frame)['type'] === 'chat')
  const mine = await until('the witness to hear the member', find, 5_000).catch(() => null)
  await person.kill()
  return mine === null ? Infinity : Math.abs(Number(claimsOf(mine)['iat']) * 1_000 - Date.now())
}

/** A relay's well-known place, with another time in it. */
async function lyingPlace(stage: Stage, relay: string, by: number): Promise<string> {
  const server = createServer((_, response) => {
    void fetch(`${relay}/.well-known/ghost-chat.json`)
      .then(async (answer) => (await answer.json()) as { time: number })
      .then((info) => response.end(JSON.stringify({ ...info, time: info.time + by })))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  stage.onEnd(async () => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export const replay: Attack = {
  number: 5,
  promise: 'replay',
  attack:
    "a recorded hour of 10,000 envelopes of 40 people again: live, in answers, in greetings, to a newcomer, after 20,000 strange sessions, and after a relay's clock went ±1 h, ±1 day, ±1 year (virtual time); relay processes whose clock is off by as much, with a room of that time, and such that only tell it",
  mustHold: '0 second showings, 0 persons who are not there, 0 stamps more than 60 s off',
  limits:
    'the hour is virtual, on the network of the simulation; it has no lanes: what a lane brings is judged by the same call as what the topic brings; each answer carries 200 envelopes; the relay tells the right time until it lies; relay processes lie by ±1 day only',
  againstAnyRelay: false,
  async play(stage) {
    const lies = stage.whole ? [HOUR, -HOUR, DAY, -DAY, YEAR, -YEAR] : [-HOUR, DAY]
    const hour = await recordedHour({
      seed: stage.seed,
      seconds: stage.amount(600, 3_600),
      envelopes: stage.amount(1_000, 10_000),
      strangeSessions: stage.amount(640, 20_000),
      lies,
      progress: stage.progress,
    })
    let [off, shown, ghosts] = [0, 0, 0]
    for (const lie of stage.whole ? lies : [-DAY]) {
      const past = await pastRoom(stage, lie)
      const stamp = await stampOff(stage, lie)
      stage.progress(
        `a relay off by ${lie / HOUR} h: ${past.shown} shown, ${past.ghosts} here, own stamp ${(stamp / 1_000).toFixed(1)} s off`,
      )
      off = Math.max(off, stamp)
      shown += past.shown
      ghosts += past.ghosts
    }
    return outcomeOf([
      [
        hour.firstShowings > 0,
        `${hour.recorded} envelopes, of which ${hour.firstShowings} are messages that a member showed`,
      ],
      [hour.again === 0, `${hour.again} shown a second time`],
      [hour.ghosts + ghosts === 0, `${hour.ghosts + ghosts} persons who are not there`],
      [shown === 0, `${shown} messages of another time shown as live`],
      [
        Math.max(hour.off, off) <= MOST_OFF,
        `the worst stamp is ${(Math.max(hour.off, off) / 1_000).toFixed(1)} s off`,
      ],
      [hour.isHeard, 'what members say meanwhile is heard'],
      [hour.failures.length === 0, hour.failures[0] ?? 'the events agree with the lists'],
    ])
  },
}
