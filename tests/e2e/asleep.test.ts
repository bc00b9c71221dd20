/** Laptops that slept and pages that were frozen: gone for the others meanwhile, and back with what they missed. */
import type { Browser } from 'playwright-core'
import { createRelay, type Relay } from '@ghost-chat/relay'
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { bundleLibrary, serveLibrary } from '../support/library-page.ts'
import { until } from '../support/until.ts'
import { castOfFile, untilHeard, untilMet } from './cast.ts'
import type { Person, Stay } from './person-process.ts'

const MEANWHILE = ['meanwhile 1', 'meanwhile 2', 'meanwhile 3']

const cast = castOfFile()
let relay: Relay
let ann: Person
let ben: Person
let atAnn: Stay
let atBen: Stay
let rooms = 0
beforeAll(async () => {
  // As any relay, but for how long it waits for an answer.
  relay = await createRelay({ port: 0, limits: { pingInterval: 500, pingTimeout: 4_000 } })
  ;[ann, ben] = await Promise.all([cast.person(relay.url), cast.person(relay.url)])
})
afterAll(() => relay.close())

beforeEach(async () => {
  rooms++
  ;[atAnn, atBen] = await Promise.all([ann.join(`night-${rooms}`), ben.join(`night-${rooms}`)])
  await untilMet(atAnn, atBen)
})
afterEach(async () => {
  await Promise.all([atAnn.leave(), atBen.leave()])
})

/** The others notice that somebody is gone, and talk on. */
async function sleepThrough(did: string): Promise<void> {
  for (const stay of [atAnn, atBen]) await until('the others to be told', () => stay.left().includes(did))
  for (const text of MEANWHILE) await atAnn.send(text)
  await untilHeard(atBen, MEANWHILE)
}

async function untilBack(did: string): Promise<void> {
  for (const stay of [atAnn, atBen])
    await until('the sleeper to be back', async () => (await stay.others()).includes(did))
}

describe('[NW16] [GC4] whoever slept', () => {
  test('in a process that was stopped is back, and has what was said meanwhile', async () => {
    const carol = await cast.person(relay.url)
    const atCarol = await carol.join(`night-${rooms}`)
    await untilMet(atAnn, atBen, atCarol)
    carol.freeze()
    try {
      await sleepThrough(carol.did)
    } finally {
      carol.thaw()
    }
    await untilBack(carol.did)
    await untilHeard(atCarol, MEANWHILE)
    await atCarol.send('good morning')
    await untilHeard(atAnn, ['good morning'])
    await atCarol.leave()
  }, 60_000)

  describe('in a page', () => {
    let browser: Browser
    let served: Awaited<ReturnType<typeof serveLibrary>>
    beforeAll(async () => {
      served = await serveLibrary(await bundleLibrary())
      browser = await launchChromium()
    })
    afterAll(async () => {
      await browser.close()
      served.close()
    })

    /** The processes of the browser that run pages. */
    async function pages(): Promise<number[]> {
      const devtools = await browser.newBrowserCDPSession()
      const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
      return processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [id] : []))
    }

    test('that was frozen is back, and has what was said meanwhile', async () => {
      const page = await browser.newPage()
      await page.goto(served.url)
      await page.waitForFunction(() => 'ghostChat' in globalThis)
      const did = await page.evaluate(
        async ([url, name]) => {
          const space = await globalThis.ghostChat.openSpace('tests', { relays: [url] })
          const chat = await space.joinChat(name)
          Object.assign(globalThis, { texts: () => chat.messages().map(({ text }) => text) })
          Object.assign(globalThis, { say: (text: string) => chat.send(text) })
          return space.did
        },
        [relay.url, `night-${rooms}`] as const,
      )
      await untilBack(did)
      // DevTools can freeze a page too, but its websockets go on.
      const pids = await pages()
      for (const pid of pids) process.kill(pid, 'SIGSTOP')
      try {
        await sleepThrough(did)
      } finally {
        for (const pid of pids) process.kill(pid, 'SIGCONT')
      }
      await untilBack(did)
      await until('what was missed', () =>
        page.evaluate(
          (wanted) => {
            const { texts } = globalThis as unknown as { texts: () => string[] }
            return wanted.every((text) => texts().includes(text))
          },
          [...MEANWHILE],
        ),
      )
      await page.evaluate(() =>
        (globalThis as unknown as { say: (text: string) => Promise<void> }).say('good morning'),
      )
      await untilHeard(atBen, ['good morning'])
    }, 60_000)
  })
})
