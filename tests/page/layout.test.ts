/** How the page holds together: small screens, long words, many messages, two colour schemes. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { contrastFaults } from './contrast.ts'
import { ADA, BEN, comeIn, openTheatre, say, type Theatre } from './theatre.ts'

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
      stage.enter(ada, 'W'.repeat(64))
      stage.enter(ben)
      const id = stage.say(ada, 'x'.repeat(700))
      stage.say(ben, `https://a.example/${'y'.repeat(300)}`, { replyTo: id })
      stage.say(ben, 'line\n'.repeat(40))
      stage.sendFailures.push('ERR_OFFLINE')
      stage.connect('offline')
    },
    [ADA, BEN] as const,
  )
  await setup
  await say(page, 'z'.repeat(300))
  await page.getByTestId('retry-button').waitFor()
  await page.getByTestId('online-count').getByText('3').waitFor()
}

const overflow = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'body, main, .content, .text, .bar, .banner, .composer, .people',
      ),
    ]
      .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth)
      .map((element) => `${element.className || element.tagName} ${element.scrollWidth}`),
  )

describe('a screen 320 pixels wide', () => {
  it('needs no sideways scrolling, at the door, in the room and in the list of people', async () => {
    const page = await theatre.visit({
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
      at: `/space/${'m'.repeat(64)}`,
    })
    expect(await overflow(page)).toEqual([])
    await comeIn(page, 'm'.repeat(64), 'M'.repeat(64))
    await fill(page)
    expect(await overflow(page)).toEqual([])
    await page.getByRole('button', { name: /People in the room/ }).click()
    await page.getByTestId('online-list').waitFor()
    expect(await overflow(page)).toEqual([])
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(320)
  })

  it('opens the list of people over the messages, and gives the focus back', async () => {
    const page = await theatre.visit({ viewport: PHONE })
    await comeIn(page)
    const opener = page.getByRole('button', { name: /People in the room/ })
    expect(await page.getByTestId('online-list').isVisible()).toBe(false)
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('online-list').getByText('you').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('online-list').waitFor({ state: 'hidden' })
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('has fields that a phone does not zoom into', async () => {
    const page = await theatre.visit({ viewport: PHONE })
    const sizes = () =>
      page
        .locator('input, textarea')
        .evaluateAll((fields) => fields.map((field) => getComputedStyle(field).fontSize))
    expect(await sizes()).toEqual(['16px', '16px'])
    await comeIn(page)
    expect(await sizes()).toEqual(['16px'])
  })
})

describe('many messages', () => {
  it('keep the newest in sight, and at most 500 of them in the page', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate((did) => {
      for (let i = 1; i <= 520; i++) stage.say(did, `message ${i}`)
    }, ADA)
    const newest = page.getByTestId('message').getByText('message 520', { exact: true })
    await expect
      .poll(() => newest.evaluate((element) => element.getBoundingClientRect().bottom < innerHeight))
      .toBe(true)
    expect(await page.getByTestId('message').count()).toBe(500)
  })

  it('leave a reader further up in place, and say how many are new', async () => {
    const page = await theatre.visit()
    await comeIn(page)
    await page.evaluate((did) => {
      for (let i = 1; i <= 40; i++) stage.say(did, `message ${i}`)
    }, ADA)
    const read = page.getByTestId('message').getByText('message 5', { exact: true })
    await read.scrollIntoViewIfNeeded()
    const place = () => read.evaluate((element) => Math.round(element.getBoundingClientRect().top))
    const before = await place()
    await page
      .getByRole('region', { name: 'Conversation' })
      .evaluate(
        (scroller) =>
          new Promise((resolve) => scroller.ownerDocument.defaultView?.requestAnimationFrame(resolve)),
      )
    await page.evaluate((did) => {
      stage.say(did, 'new 1')
      stage.say(did, 'new 2')
    }, BEN)
    const button = page.getByRole('button', { name: '2 new messages' })
    await button.waitFor()
    expect(await place()).toBe(before)
    await button.click()
    await button.waitFor({ state: 'hidden' })
    await expect
      .poll(() =>
        page
          .getByText('new 2', { exact: true })
          .evaluate((element) => element.getBoundingClientRect().bottom < innerHeight),
      )
      .toBe(true)
  })
})

describe.each(['light', 'dark'] as const)('the %s scheme', (colorScheme) => {
  it('has contrast enough for all its text', async () => {
    const page = await theatre.visit({ colorScheme })
    await page.getByTestId('room-input').fill(' ')
    await page.getByTestId('join-button').click()
    expect(await contrastFaults(page)).toEqual([])
    await comeIn(page)
    await fill(page)
    expect(await contrastFaults(page)).toEqual([])
  })
})
