/** The pop-up: a button in the corner, the room behind it, and what came while nobody looked. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { ADA, openTheatre, OWN_DID, sayAsGuest, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const CHAT = { space: 'demo', room: 'lobby', layout: 'popup' }
const PHONE = { width: 390, height: 760 }

async function visit(viewport?: { width: number; height: number }): Promise<Page> {
  const page = await theatre.visit({ chat: CHAT, ...(viewport === undefined ? {} : { viewport }) })
  await page.waitForFunction(() => 'scene' in globalThis && scene.joins.length > 0)
  return page
}

/** The test id of what has the focus, in however many shadow roots. */
function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => {
    let active = document.activeElement
    for (;;) {
      const inner = active?.shadowRoot?.activeElement
      if (inner === null || inner === undefined) break
      active = inner
    }
    return active?.getAttribute('data-testid')
  })
}

describe('the launcher', () => {
  it('opens and closes with the keyboard, and the focus goes along', async () => {
    const page = await visit()
    await page.getByTestId('launcher').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('composer')
    expect(await page.getByTestId('launcher').getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toBe('launcher')
    expect(await page.getByTestId('composer').isVisible()).toBe(false)
  })

  it('counts what came while nobody looked, tells the page, and forgets it when it is seen', async () => {
    const page = await visit()
    await page.evaluate(() => {
      const counts: number[] = []
      Object.assign(globalThis, { counts })
      document
        .querySelector('ghost-chat')!
        .addEventListener('ghost-unread', ({ detail }) => counts.push(detail.count))
    })
    await page.evaluate((did) => {
      scene.enter(did, 'Ada')
      scene.say(did, 'one')
      scene.say(did, 'two')
    }, ADA)
    await page.getByTestId('unread-badge').getByText('2').waitFor()
    await page.getByRole('button', { name: 'Open the chat lobby, 2 unread' }).click()
    await page.getByTestId('message').getByText('two').waitFor()
    await page.evaluate((did) => scene.say(did, 'three'), ADA)
    await page.getByTestId('launcher').click()
    expect(await page.getByTestId('unread-badge').count()).toBe(0)
    expect(await page.evaluate(() => (globalThis as unknown as { counts: number[] }).counts)).toEqual([
      1, 2, 0,
    ])
  })

  it('keeps what was written and said behind it', async () => {
    const page = await visit()
    await page.getByTestId('launcher').click()
    await sayAsGuest(page, 'hello')
    await page.getByTestId('composer').fill('half a thought')
    await page.getByTestId('launcher').click()
    await page.getByTestId('launcher').click()
    expect(await page.getByTestId('composer').inputValue()).toBe('half a thought')
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
  })

  it('is open again after a reload of its page, and keeps nothing once it is closed', async () => {
    const page = await visit()
    await page.getByTestId('launcher').click()
    await page.getByTestId('composer').waitFor()
    await page.reload()
    await page.getByTestId('composer').waitFor()
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
    await page.getByTestId('launcher').click()
    await page.getByTestId('composer').waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    await page.reload()
    await page.waitForFunction(() => 'scene' in globalThis && scene.joins.length > 0)
    expect(await page.getByTestId('composer').isVisible()).toBe(false)
  })

  it('says that one of what came is private, and is the one button that closes', async () => {
    const page = await visit()
    await page.evaluate(
      ([ada, own]) => {
        scene.enter(ada, 'Ada')
        scene.say(ada, 'to all')
        scene.say(ada, 'psst', { to: own })
      },
      [ADA, OWN_DID] as const,
    )
    await page.getByTestId('unread-badge').and(page.locator('.private')).getByText('2').waitFor()
    await page.getByRole('button', { name: 'Open the chat lobby, 2 unread, 1 of them private' }).click()
    await page.getByTestId('composer').waitFor()
    expect(await page.getByTestId('minimise-button').isVisible()).toBe(false)
  })

  it('does not take the focus of a page that loads with it open', async () => {
    const page = await theatre.visit({ chat: { ...CHAT, open: true } })
    await page.getByTestId('composer').waitFor()
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
  })
})

describe('on a phone', () => {
  it('the room takes the whole screen and nothing sticks out of it', async () => {
    const page = await visit(PHONE)
    await page.getByTestId('launcher').click()
    await page.getByTestId('composer').waitFor()
    // It opens by an animation.
    await expect
      .poll(() => page.locator('ghost-chat .frame').boundingBox(), { timeout: 20_000 })
      .toEqual({ x: 0, y: 0, ...PHONE })
    await page.getByTestId('launcher').waitFor({ state: 'hidden' })
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width)
  })

  it('the people lie over the conversation, take the focus and give it back', async () => {
    const page = await visit(PHONE)
    await page.getByTestId('launcher').click()
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await page.getByTestId('people-button').click()
    await page.getByTestId('online-list').getByText('Ada', { exact: true }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await page.getByTestId('online-list').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('people-button')
    // Escape closed the list alone.
    expect(await page.getByTestId('composer').isVisible()).toBe(true)
  })
})

describe('sound', () => {
  it('is off, and is switched on by its button', async () => {
    const page = await visit()
    await page.getByTestId('launcher').click()
    const button = page.getByTestId('sound-button')
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    await button.click()
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    expect(await page.locator('ghost-chat').getAttribute('sound')).toBe('')
  })
})
