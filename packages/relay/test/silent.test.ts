import { readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import { freshTopic } from '../../../tests/support/envelopes.ts'
import { member } from '../../../tests/support/member.ts'
import { startSitter } from '../../../tests/support/sitter.ts'
import { until } from '../../../tests/support/until.ts'
import { createRelay, RELAY_LIMITS, type Relay, type RelayLimits } from '../src/index.ts'

const ended: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})

/** Connections to a port that the system holds open (Linux). */
async function established(port: number): Promise<number> {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/))
  return rows.filter(([, address, , state]) => address?.endsWith(local) === true && state === '01').length
}

async function start(limits: Partial<RelayLimits> = {}): Promise<Relay> {
  const relay = await createRelay({ port: 0, limits })
  ended.push(() => relay.close())
  return relay
}

test('[NW6] a peer that answers nothing, though its connection stays open, is given up, closed and told of', async () => {
  const relay = await start({ pingInterval: 500, pingTimeout: 4_000, httpTimeout: 500 })
  const topic = freshTopic()
  const lost: string[] = []
  const { network } = await member([relay.url], topic, { lost: (peer) => lost.push(peer) })
  ended.push(() => network.close())
  const sitter = await startSitter(relay.url, topic)
  ended.push(sitter.kill)
  expect(await established(relay.port)).toBeGreaterThanOrEqual(2)
  sitter.freeze()
  await until('the word', () => lost.length > 0)
  expect(lost).toEqual([sitter.self])
  expect(relay.stats()).toMatchObject({ connections: 1, lost: { told: 1, failed: 0, dropped: 0 } })
  expect(network.libp2p.getConnections()).toHaveLength(1)
  // libp2p's own reset of a websocket fails and leaves the socket open.
  await until('its socket to be closed', async () => (await established(relay.port)) === 1)
})

test('[NW6] the relay’s patience with a silent connection ends within 18 s, however many do not answer', () => {
  expect(RELAY_LIMITS.pingInterval + RELAY_LIMITS.pingTimeout).toBe(18_000)
})
