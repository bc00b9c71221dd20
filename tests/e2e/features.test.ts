/** Engines that lack something, played by a Chromium that has it taken away before the page loads. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Browser, BrowserContext } from 'playwright-core'
import { askDirect } from '../support/ask-direct.ts'
import { launchChromium } from '../support/chromium.ts'
import { bundleLibrary, serveLibrary } from '../support/library-page.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import { createSeat, type Seat } from './seat.ts'
import { SEAT_PAGE, tabSeat } from './seats.ts'

vi.setConfig({ testTimeout: 60_000 })

let relay: RelayProcess
let served: { url: string; close: () => void }
let browser: Browser
let rooms = 0
const open: BrowserContext[] = []
const seats: Seat[] = []
beforeAll(async () => {
  ;[relay, served, browser] = await Promise.all([
    startRelay(),
    bundleLibrary(SEAT_PAGE).then(serveLibrary),
    launchChromium(),
  ])
})
afterEach(async () => {
  await Promise.all(seats.splice(0).map((seat) => seat.leave()))
  await Promise.all(open.splice(0).map((context) => context.close()))
})
afterAll(async () => {
  await browser.close()
  served.close()
  await relay.kill()
})

/** Somebody in a page that something was taken from, and somebody in Node, who have met. */
async function meetWithout(
  takeAway: () => void,
): Promise<{ pair: readonly [page: Seat, node: Seat]; peer: string }> {
  const context = await browser.newContext()
  open.push(context)
  await context.addInitScript(takeAway)
  const page = await context.newPage()
  await page.goto(served.url)
  const pair = [await tabSeat(page), createSeat()] as const
  seats.push(...pair)
  const room = { relay: relay.url, space: 'features', room: `room-${++rooms}`, relayOnly: false }
  const [peer] = await Promise.all(pair.map((seat) => seat.open(room)))
  await Promise.all(pair.map((seat) => seat.join()))
  for (const seat of pair)
    await until('both to be listed', async () => (await seat.view()).users.length === 2)
  return { pair, peer: peer! }
}

async function talk(...pair: readonly [Seat, Seat]): Promise<void> {
  for (const seat of pair) await seat.say('hello')
  for (const seat of pair) {
    await until('it to be heard', async () => (await seat.view()).heard.length > 0)
    expect((await seat.view()).heard.map(({ text }) => text)).toEqual(['hello'])
  }
}

const untilDirect = async (...pair: readonly Seat[]): Promise<void> => {
  for (const seat of pair)
    await until('it to be direct', async () => (await seat.view()).state === 'direct', 40_000)
}

test('without Promise.withResolvers and AbortSignal.any, as in Safari before 17.4, all works', async () => {
  const { pair } = await meetWithout(() => {
    Reflect.deleteProperty(Promise, 'withResolvers')
    Reflect.deleteProperty(AbortSignal, 'any')
  })
  await talk(...pair)
  await untilDirect(...pair)
})

test('without Ed25519 in WebCrypto, as in Safari before 17 and Firefox before 129, all works', async () => {
  const { pair } = await meetWithout(() => {
    const { subtle } = crypto
    for (const name of ['generateKey', 'importKey', 'sign', 'verify'] as const) {
      const native = subtle[name] as (...given: unknown[]) => Promise<unknown>
      const isEd25519 = (given: unknown): boolean =>
        given === 'Ed25519' || (typeof given === 'object' && (given as { name?: unknown }).name === 'Ed25519')
      Object.defineProperty(SubtleCrypto.prototype, name, {
        value: (...given: unknown[]) =>
          given.some(isEd25519)
            ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
            : native.apply(subtle, given),
      })
    }
  })
  await talk(...pair)
  await untilDirect(...pair)
})

test('without WebRTC everybody is reached over the relay, and who asks for a direct link is told', async () => {
  const { pair, peer } = await meetWithout(() => {
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection')
  })
  await talk(...pair)
  expect(await askDirect(relay.url, peer)).toBe('UnsupportedProtocolError')
  expect(await Promise.all(pair.map(async (seat) => (await seat.view()).state))).toEqual([
    'relayed',
    'relayed',
  ])
})

test('on a page without a secure context, where WebCrypto has nothing to offer, all works', async () => {
  const { pair } = await meetWithout(() => {
    Object.defineProperty(crypto, 'subtle', { value: undefined })
  })
  await talk(...pair)
})
