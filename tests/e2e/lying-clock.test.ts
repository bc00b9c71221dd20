/** A real relay behind something that changes the time that it tells. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { openSpace, type GhostChat, type Space } from 'ghost-chat'
import { libp2pNetwork } from 'ghost-chat/network/libp2p'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'

const DAY = 86_400_000

let relay: RelayProcess
const spaces: Space[] = []
beforeEach(async () => {
  relay = await startRelay()
})
afterEach(async () => {
  await Promise.all(spaces.splice(0).map((space) => space.close()))
  await relay.kill()
})

/** The relay's well-known place, with another time in it. */
async function lie(by: number, host = '127.0.0.1'): Promise<string> {
  const server = createServer((_, response) => {
    void fetch(`${relay.url}/.well-known/ghost-chat.json`)
      .then(async (answer) => (await answer.json()) as { time: number })
      .then((info) => response.end(JSON.stringify({ ...info, time: info.time + by })))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://${host}:${(server.address() as AddressInfo).port}`
}

async function join(...relays: readonly string[]): Promise<GhostChat> {
  const space = await openSpace('tests', { relays })
  spaces.push(space)
  return space.joinChat('clocks')
}

test.each([DAY, -DAY])(
  '[TM8] a relay that lies by %i ms has nobody sign by its time',
  async (by) => {
    const ann = await join(relay.url)
    const ben = await join(await lie(by))
    await until('the lie to be heard', () => ben.connection.clock.doubt !== undefined)
    const { offset, source, doubt } = ben.connection.clock
    expect([offset, source, doubt?.code]).toEqual([0, 'own', 'ERR_CLOCK'])
    expect(Math.abs((doubt?.offset ?? 0) - by)).toBeLessThan(5_000)
    const heard: number[] = []
    ann.on('message', (_, { timestamp }) => heard.push(timestamp.getTime() - Date.now()))
    await ben.send('today')
    await until('ann to hear it as of now', () => heard.length > 0)
    expect(Math.abs(heard[0] ?? Infinity)).toBeLessThan(30_000)
  },
  60_000,
)

test('[TM8] two relays that disagree give no clock', async () => {
  const network = await libp2pNetwork({ relays: [relay.url, await lie(DAY, 'localhost')] })
  const space = await openSpace('tests', { network })
  spaces.push(space)
  const ben = await space.joinChat('clocks')
  await until('both to be asked', () => network.clockOffsets.length === 2)
  await until('the clock to be left', () => ben.connection.clock.source === 'own')
  expect(ben.connection.clock).toEqual({ offset: 0, source: 'own' })
}, 60_000)

test('[TM8] two relays that agree set the clock, where they are on two hosts', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const network = await libp2pNetwork({ relays: [await lie(DAY), await lie(DAY, host)] })
    const space = await openSpace('tests', { network })
    spaces.push(space)
    const ben = await space.joinChat('clocks')
    const isTwo = host === 'localhost'
    await until('the clock to be judged', () => {
      const { source, doubt } = ben.connection.clock
      return isTwo ? source === 'relay' : doubt !== undefined
    })
    expect(network.clockOffsets).toHaveLength(isTwo ? 2 : 1)
    expect(Math.abs(ben.connection.clock.offset - (isTwo ? DAY : 0))).toBeLessThan(5_000)
  }
}, 60_000)
