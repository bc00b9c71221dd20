/** People who are gone, by a closed tab or a process that ended or answers no more, and how the others come to know. */
import type { Browser, Page } from 'playwright-core'
import { createRelay } from '@ghost-chat/relay'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { bundleLibrary, serveLibrary } from '../support/library-page.ts'
import type { RelayProcess } from '../support/relay-process.ts'
import { until } from '../support/until.ts'
import { castOfFile, untilMet } from './cast.ts'
import type { Person, Stay } from './person-process.ts'
import { claimsOf, witness, type Witness } from './strangers.ts'

const cast = castOfFile()
let relay: RelayProcess
let alice: Person
let bob: Person
let room = ''
let atAlice: Stay
let atBob: Stay
let eve: Witness
let rooms = 0
beforeAll(async () => {
  relay = await cast.relay()
  ;[alice, bob] = await Promise.all([cast.person(relay.url), cast.person(relay.url)])
})

beforeEach(async () => {
  room = `gone-${++rooms}`
  eve = await witness(relay.url, `3box.chat.tests.${room}`)
  ;[atAlice, atBob] = await Promise.all([alice.join(room), bob.join(room)])
  await untilMet(atAlice, atBob)
})
afterEach(async () => {
  await eve.stop()
  await Promise.all([atAlice.leave(), atBob.leave()])
})

/** The presence and suspicions that went over the relay, oldest first. */
function said({ frames }: Witness = eve): Record<string, unknown>[] {
  return frames.map(claimsOf)
}

async function untilGone(did: string): Promise<void> {
  for (const stay of [atAlice, atBob]) await until('the others to be told', () => stay.left().includes(did))
}

describe('a tab', () => {
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

  /** A tab of somebody who is in the room and has met the others. */
  async function enter(): Promise<{ page: Page; did: string }> {
    const page = await (await browser.newContext()).newPage()
    await page.goto(served.url)
    await page.waitForFunction(() => 'ghostChat' in globalThis)
    const did = await page.evaluate(
      async ([url, name]) => {
        const space = await globalThis.ghostChat.openSpace('tests', { relays: [url] })
        await space.joinChat(name)
        return space.did
      },
      [relay.url, room] as const,
    )
    for (const stay of [atAlice, atBob])
      await until('the tab to be seen', async () => (await stay.others()).includes(did))
    await untilSigned(page)
    return { page, did }
  }

  /** What the page had signed is signed: whatever it asked for before is answered before this. */
  async function untilSigned(page: Page): Promise<void> {
    await page.evaluate(async () => {
      const { privateKey } = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
      for (let round = 0; round < 8; round++)
        await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(1))
    })
  }

  test.each<[string, (page: Page) => Promise<unknown>]>([
    ['closed', (page) => page.close()],
    ['closed as by a person', (page) => page.close({ runBeforeUnload: true })],
    ['closed with its window', (page) => page.context().close()],
    ['led to another page', (page) => page.goto('about:blank')],
    ['loaded again', (page) => page.reload()],
  ])('[PR16] that is %s says goodbye itself, and nobody has to suspect anything', async (_how, close) => {
    // A browser that is very busy may end a page before it took over the page's last words: two more may try.
    const ends: string[] = []
    while (!ends.includes('leave') && ends.length < 3) {
      const { page, did } = await enter()
      await close(page)
      await untilGone(did)
      ends.push(await until('the reason', () => reasonOf(did)))
      await page.context().close()
    }
    expect(ends.at(-1)).toBe('leave')
  })
})

/** What came first and told the others that somebody is gone. */
function reasonOf(did: string): string | undefined {
  const found = said().find(
    (claims) =>
      (claims['type'] === 'leave' && claims['iss'] === did) ||
      (claims['type'] === 'suspect' && JSON.stringify(claims['suspects']).includes(did)),
  )
  return found === undefined ? undefined : String(found['type'])
}

describe('a process', () => {
  /** Tells that a departure was found out, and not waited for: the lease would have gone on. */
  function expectSuspected(did: string, by: Witness = eve): void {
    const statements = said(by)
    const presence = statements.findLast(({ iss, type }) => iss === did && type !== 'suspect')
    const suspicion = statements.find(({ type }) => type === 'suspect')
    expect(presence?.['type']).toMatch(/join|here/)
    expect(JSON.stringify(suspicion?.['suspects'])).toContain(presence?.['sid'])
    expect(Number(suspicion?.['iat'])).toBeLessThan(Number(presence?.['exp']))
  }

  test('[PR12] that was killed is gone for everyone by suspicion, while its lease still holds', async () => {
    const carol = await cast.person(relay.url)
    const atCarol = await carol.join(room)
    await untilMet(atAlice, atBob, atCarol)
    await carol.kill()
    await untilGone(carol.did)
    expectSuspected(carol.did)
  })

  test('[PR12] that answers no more, though its connection stays open, is gone the same way', async () => {
    // As any relay, but for how long it waits for an answer.
    const impatient = await createRelay({ port: 0, limits: { pingInterval: 500, pingTimeout: 4_000 } })
    onTestFinished(() => impatient.close())
    const [dan, eva, carol] = await Promise.all([1, 2, 3].map(() => cast.person(impatient.url)))
    if (dan === undefined || eva === undefined || carol === undefined) throw new Error('three people')
    onTestFinished(() => carol.kill())
    const patience = await witness(impatient.url, '3box.chat.tests.frozen')
    onTestFinished(() => patience.stop())
    const [atDan, atEva, atCarol] = await Promise.all([dan, eva, carol].map((one) => one.join('frozen')))
    if (atDan === undefined || atEva === undefined || atCarol === undefined) throw new Error('three stays')
    await untilMet(atDan, atEva, atCarol)
    carol.freeze()
    for (const stay of [atDan, atEva])
      await until('the others to be told', () => stay.left().includes(carol.did))
    expectSuspected(carol.did, patience)
    await Promise.all([atDan.leave(), atEva.leave()])
  }, 60_000)
})
