/** What axe-core finds, in both schemes and at a phone's width: nothing. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, comeIn, openTheatre, type Theatre } from './theatre.ts'

let theatre: Theatre
let axe: string
beforeAll(async () => {
  theatre = await openTheatre()
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

/** Each rule that is broken, with what breaks it. Past the page's policy: axe is no part of it. */
async function violations(page: Page): Promise<string[]> {
  // The driver evaluates outside of the page's own policy.
  await page.evaluate(axe)
  const results = await page.evaluate<AxeResults>('axe.run()')
  expect(results.passes.length).toBeGreaterThan(10)
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary ?? ''}`),
  )
}

const WIDTHS = {
  'a desk': { viewport: { width: 1_280, height: 800 } },
  'a phone': { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const

describe.each(['light', 'dark'] as const)('in the %s scheme', (colorScheme) => {
  describe.each(['a desk', 'a phone'] as const)('at %s', (width) => {
    const visit = { colorScheme, ...WIDTHS[width] }

    it('the door, with a problem too', async () => {
      const page = await theatre.visit(visit)
      expect(await violations(page)).toEqual([])
      await page.getByTestId('room-input').fill('kitchen')
      await page.getByTestId('guess-note').getByText('guess').waitFor()
      expect(await violations(page)).toEqual([])
      await page.getByTestId('room-input').fill('m'.repeat(65))
      await page.getByTestId('join-button').click()
      await page.getByTestId('error').waitFor()
      expect(await violations(page)).toEqual([])
    })

    it('the settings, with each identity', async () => {
      const page = await theatre.visit({ ...visit, stage: { wallets: [{ name: 'Fox' }, { name: 'Owl' }] } })
      await page.getByTestId('settings-button').click()
      for (const label of ['This browser', 'Portable key', 'Wallet', 'Guest']) {
        await page.getByTestId('identity').getByText(label, { exact: true }).click()
        await page.getByTestId('identity-draft').waitFor()
        expect(await violations(page)).toEqual([])
        await page.getByTestId('use-identity').click()
        await page.getByTestId('identity-draft').waitFor({ state: 'detached' })
        expect(await violations(page)).toEqual([])
        if (label !== 'Portable key') continue
        await page.keyboard.press('Escape')
        await page.getByTestId('unsaved-key').waitFor()
        expect(await violations(page)).toEqual([])
        await page.getByTestId('no').click()
      }
    })

    it('a room over a relay that only the link names, with shared names and an account of another site', async () => {
      const page = await theatre.visit({ ...visit, at: '/lobby', search: 'relay=https://relay.example' })
      await page.getByTestId('strange-relay').waitFor()
      await page.getByTestId('connection').getByText('Connected').waitFor()
      await page.evaluate(
        ([ada, ben]) => {
          const account = 'did:pkh:eip155:1:0x52908400098527886E0F7030069857D2E4169EE7'
          scene.enter(ada, 'Ada', account, { domain: 'evil.example' })
          scene.enter(ben, 'ada', account, { domain: 'evil.example', proven: false })
          scene.say(ada, 'hello', { account, accountDomain: 'evil.example' })
          scene.say(ben, 'hello')
        },
        [ADA, BEN] as const,
      )
      await page.getByTestId('namesake-mark').nth(1).waitFor()
      expect(await violations(page)).toEqual([])
      await page.getByTestId('author-button').last().click()
      await page.getByTestId('person-card').waitFor()
      expect(await violations(page)).toEqual([])
    })

    it('a room: read, spoken in, shared, and without a connection', async () => {
      const page = await theatre.visit(visit)
      await comeIn(page)
      // Alone, and then in company.
      expect(await violations(page)).toEqual([])
      await page.evaluate(
        ([ada, ben]) => {
          scene.enter(ada, 'Ada')
          scene.enter(ben, 'نور')
          const id = scene.say(ada, 'the setlist: https://example.org/setlist')
          scene.say(ben, 'مساء الخير', { replyTo: id })
        },
        [ADA, BEN] as const,
      )
      await page.getByTestId('message').getByText('مساء الخير').waitFor()
      expect(await violations(page)).toEqual([])
      if (width === 'a phone') {
        await page.getByTestId('menu-button').click()
        await page.getByTestId('menu').waitFor()
        expect(await violations(page)).toEqual([])
        await page.getByTestId('menu-share').click()
      } else await page.getByTestId('share-button').click()
      await page.locator('.qr').waitFor()
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.evaluate(() => {
        scene.connect('offline')
      })
      await page.context().setOffline(true)
      await page.getByTestId('error').getByText('Connection lost').waitFor()
      expect(await violations(page)).toEqual([])
      await page.context().setOffline(false)
      await page.evaluate(
        ([ada, ben]) => {
          scene.connect('direct')
          scene.exit(ada)
          scene.exit(ben)
        },
        [ADA, BEN] as const,
      )
      await expect.poll(() => page.evaluate(() => document.querySelector('ghost-chat')!.isLast)).toBe(true)
      await page.getByTestId('leave-button').click()
      await page.getByTestId('leave-question').waitFor()
      expect(await violations(page)).toEqual([])
      await page.getByTestId('yes').click()
      await page.getByTestId('join-button').waitFor()
      await page.waitForLoadState('networkidle')
      await page.context().setOffline(true)
      await page.getByTestId('offline').waitFor()
      expect(await violations(page)).toEqual([])
      await page.context().setOffline(false)
      // The browser's own words, where the page was just fetching files to keep.
      const cutOff = 'Failed to load resource: net::ERR_INTERNET_DISCONNECTED'
      expect((await theatre.clear()).filter((problem) => problem !== cutOff)).toEqual([])
    })
  })
})
