/** How the page holds together: small screens, long words, many messages, two colour schemes. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, comeIn, openTheatre, say, walkIn, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const PHONE = { width: 320, height: 568 }

/** A room with a bit of everything in it. */
async function fill(page: Page): Promise<void> {
  const setup = page.evaluate(
    ([ada, ben]) => {
      scene.enter(ada, 'W'.repeat(64))
      scene.enter(ben)
      const id = scene.say(ada, 'x'.repeat(700))
      scene.say(ben, `https://a.example/${'y'.repeat(300)}`, { replyTo: id })
      scene.say(ben, 'line\n'.repeat(40))
      scene.sendFailures.push('ERR_OFFLINE')
      scene.connect('offline')
    },
    [ADA, BEN] as const,
  )
  await setup
  await say(page, 'z'.repeat(300))
  await page.getByTestId('retry-button').waitFor()
  await page.getByTestId('online-count').getByText('3').waitFor()
}

/** What is wider than its box, in whichever shadow root. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const all = (root: Document | ShadowRoot): HTMLElement[] =>
      [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) =>
        element.shadowRoot === null ? [element] : [element, ...all(element.shadowRoot)],
      )
    return all(document)
      .filter((element) =>
        element.matches(
          'body, main, .stage, .text, .bar, .banner, .people, .field, .dialog-body, form, ghost-conversation',
        ),
      )
      .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth)
      .filter((element) => getComputedStyle(element).display !== 'inline')
      .map((element) => `${element.className || element.tagName} ${element.scrollWidth}`)
  })

describe('a screen 320 pixels wide', () => {
  it('needs no sideways scrolling: at the door, in the room, in the list of people, in the dialogs', async () => {
    const page = await theatre.visit({
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
      at: `/${'s'.repeat(64)}/${'m'.repeat(65)}`,
    })
    await page.getByTestId('error').waitFor()
    expect(await overflow(page)).toEqual([])
    await page.getByTestId('settings-button').click()
    for (const label of ['This browser', 'Portable key', 'Guest']) {
      await page.getByTestId('identity').getByText(label, { exact: true }).click()
      await page.getByTestId('identity-draft').waitFor()
      expect(await overflow(page)).toEqual([])
      if (label === 'Portable key') await page.getByTestId('save-key').click()
      await page.getByTestId('use-identity').click()
      if (label !== 'Guest') await page.getByTestId('own-did').waitFor()
      expect(await overflow(page)).toEqual([])
    }
    await page.keyboard.press('Escape')
    await comeIn(page, 'm'.repeat(64), 'M'.repeat(64))
    await fill(page)
    expect(await overflow(page)).toEqual([])
    await page.getByRole('button', { name: /^People/ }).click()
    await page.getByTestId('online-list').waitFor()
    expect(await overflow(page)).toEqual([])
    await page.getByRole('button', { name: 'Close the list of people' }).click()
    await page.getByTestId('menu-button').click()
    await page.getByTestId('menu-share').click()
    await page.locator('.qr').waitFor()
    expect(await overflow(page)).toEqual([])
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(320)
  })

  it('opens the list of people over the messages, and gives the focus back', async () => {
    const page = await theatre.visit({ viewport: PHONE })
    await comeIn(page)
    const opener = page.getByTestId('people-button')
    expect(await page.getByTestId('online-list').isVisible()).toBe(false)
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('online-list').getByText('you').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('online-list').waitFor({ state: 'hidden' })
    await expect.poll(() => opener.evaluate((element) => element.matches(':focus'))).toBe(true)
  })

  it('has fields that a phone does not zoom into', async () => {
    const page = await theatre.visit({ viewport: PHONE })
    const sizes = () =>
      page
        .locator('input:not([type=radio], [type=checkbox], [type=file]), textarea')
        .evaluateAll((fields) => fields.map((field) => getComputedStyle(field).fontSize))
    const allBig = async (least: number): Promise<void> => {
      const found = await sizes()
      expect(found.length).toBeGreaterThanOrEqual(least)
      expect(new Set(found)).toEqual(new Set(['16px']))
    }
    await allBig(1)
    await page.getByTestId('settings-button').click()
    await page.getByTestId('settings').waitFor()
    await allBig(3)
    await page.keyboard.press('Escape')
    await walkIn(page)
    await allBig(1)
  })

  it('shows the room in full: the bar on top, the composer at the bottom', async () => {
    const page = await theatre.visit({ viewport: PHONE })
    await walkIn(page)
    const bottom = await page.getByTestId('send-button').evaluate((it) => it.getBoundingClientRect().bottom)
    expect(bottom).toBeGreaterThan(PHONE.height - 60)
    expect(bottom).toBeLessThanOrEqual(PHONE.height)
    const top = await page.getByTestId('leave-button').evaluate((it) => it.getBoundingClientRect().top)
    expect(top).toBeGreaterThanOrEqual(0)
    expect(top).toBeLessThan(24)
    expect(await page.evaluate(() => document.scrollingElement?.scrollHeight)).toBe(PHONE.height)
  })
})

describe('letters as large as the browser’s are set', () => {
  /** Sizes of letters, by what they belong to. */
  const sizes = (page: Page) =>
    page.evaluate(() => {
      const shown = [...document.querySelectorAll('h1, h2, h3, p, input, button, label, li, summary')].filter(
        (element) => element.checkVisibility() && element.textContent !== '',
      )
      return shown.map((element) => parseFloat(getComputedStyle(element).fontSize))
    })

  it('all grow with them, and nothing has to be scrolled sideways on a phone', async () => {
    const large = await openTheatre({ letters: 32 })
    const found: number[][] = []
    for (const each of [theatre, large]) {
      const page = await each.visit({ viewport: { width: 390, height: 844 } })
      await page.getByTestId('join-button').waitFor()
      found.push(await sizes(page))
      expect(await overflow(page)).toEqual([])
      await page.getByTestId('settings-button').click()
      await page.getByTestId('identity').getByText('Portable key', { exact: true }).click()
      await page.getByTestId('identity-draft').waitFor()
      found.push(await sizes(page))
      expect(await overflow(page)).toEqual([])
      expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(390)
    }
    const [door = [], settings = [], ...grown] = found
    expect(door.length + settings.length).toBeGreaterThan(20)
    expect(grown).toEqual([door, settings].map((view) => view.map((size) => 2 * size)))
    expect(await large.clear()).toEqual([])
    await large.close()
  })
})
