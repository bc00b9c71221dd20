/** The list of people: its order, the keyboard in it, its search, when it is drawn, and what is done from it. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, BEN, connected, openTheatre, sayAsGuest, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const PHONE = { width: 390, height: 760 }

/** People called "Person 0", "Person 1" and so on come in. */
async function crowd(page: Page, size: number): Promise<void> {
  await connected(page)
  await page.evaluate((count) => {
    const did = (i: number): string => `did:key:z6Mk${'crowd'.repeat(8)}${String(i).padStart(4, '0')}`
    for (let i = 0; i < count; i++) scene.enter(did(i), `Person ${i}`)
  }, size)
  await page.getByTestId('online-list').getByText('Person 0', { exact: true }).waitFor()
}

/** The name of the person in the list who has the focus. */
function focusedName(page: Page): Promise<string | undefined> {
  return page.evaluate(
    () =>
      document
        .querySelector('ghost-chat')
        ?.shadowRoot?.querySelector('ghost-room-people')
        ?.shadowRoot?.activeElement?.querySelector('.nick')?.textContent ?? undefined,
  )
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

const rows = (page: Page) => page.getByTestId('online-list').locator('li')

describe('the list', () => {
  it('has numbers in names in the order of their value', async () => {
    const page = await theatre.visit()
    await crowd(page, 12)
    expect(await rows(page).locator('.nick').allTextContents()).toEqual(
      Array.from({ length: 12 }, (_, i) => `Person ${i}`),
    )
  })

  it('is one stop of the Tab key, and arrow keys, Home and End go through it', async () => {
    const page = await theatre.visit()
    await crowd(page, 12)
    expect(await page.getByTestId('online-list').locator('button[tabindex="0"]').count()).toBe(1)
    await rows(page).first().getByRole('button').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await focusedName(page)).toBe('Person 2')
    await page.keyboard.press('End')
    expect(await focusedName(page)).toBe('Person 11')
    await page.keyboard.press('ArrowDown')
    expect(await focusedName(page)).toBe('Person 11')
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowUp')
    expect(await focusedName(page)).toBe('Person 0')
    await page.keyboard.press('ArrowDown')
    // The place is kept: Tab leaves the list, Shift+Tab comes back to where it was left.
    await expect.poll(() => rows(page).nth(1).getByRole('button').getAttribute('tabindex')).toBe('0')
    expect(await page.getByTestId('online-list').locator('button[tabindex="0"]').count()).toBe(1)
  })

  it('keeps the keyboard when the person who had the focus leaves', async () => {
    const page = await theatre.visit()
    await crowd(page, 3)
    await rows(page).nth(1).getByRole('button').focus()
    const did = (await rows(page).nth(1).getAttribute('data-did')) ?? ''
    await page.evaluate((left) => scene.exit(left), did)
    await expect.poll(() => rows(page).count()).toBe(2)
    await expect.poll(() => focusedName(page)).toBe('Person 0')
  })

  it('is drawn when people change, and not when they write', async () => {
    const page = await theatre.visit()
    await crowd(page, 3)
    await page.evaluate(() => {
      const panel = document.querySelector('ghost-chat')!.shadowRoot!.querySelector('ghost-room-people')!
      const drawn = panel as unknown as { update: (...changed: unknown[]) => void }
      const update = drawn.update.bind(panel)
      Object.assign(globalThis, { draws: 0 })
      drawn.update = (...changed) => {
        ;(globalThis as unknown as { draws: number }).draws += 1
        update(...changed)
      }
    })
    const draws = () => page.evaluate(() => (globalThis as unknown as { draws: number }).draws)
    for (let i = 0; i < 5; i++) {
      await page.evaluate(([did, text]) => scene.say(did, text), [ADA, `message ${i}`] as const)
      await page.getByTestId('message').getByText(`message ${i}`).waitFor()
    }
    // The list of people is read again a moment after a message.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)))
    expect(await draws()).toBe(0)
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await expect.poll(() => rows(page).count()).toBe(4)
    expect(await draws()).toBeGreaterThan(0)
  })
})

describe('the search', () => {
  it('is there above twenty people, and finds those who are not drawn', async () => {
    const page = await theatre.visit()
    await crowd(page, 20)
    expect(await page.getByTestId('people-search').count()).toBe(0)
    await crowd(page, 300)
    await expect.poll(() => rows(page).count()).toBe(200)
    await page.getByText('And 100 more. Search to find them.').waitFor()
    await page.getByTestId('people-search').fill('person 299')
    await expect.poll(() => rows(page).locator('.nick').allTextContents()).toEqual(['Person 299'])
    await page.getByTestId('people-search').press('ArrowDown')
    expect(await focusedName(page)).toBe('Person 299')
  })

  it('finds the code after a name, says when nobody is found, and Escape empties it', async () => {
    const page = await theatre.visit()
    await crowd(page, 30)
    const search = page.getByTestId('people-search')
    await search.fill('0017')
    await expect.poll(() => rows(page).locator('.nick').allTextContents()).toEqual(['Person 17'])
    await search.fill('nobody')
    await page.getByTestId('no-match').getByText('Nobody matches that.').waitFor()
    await search.press('Escape')
    await expect.poll(() => rows(page).count()).toBe(30)
  })
})

describe('on a phone', () => {
  it('a private message begins in the composer, with the list away', async () => {
    const page = await theatre.visit({ viewport: PHONE })
    await sayAsGuest(page, 'hello')
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await page.getByTestId('people-button').click()
    await page.getByTestId('online-list').locator(`li[data-did="${ADA}"] button`).click()
    await page.getByTestId('direct-button').getByText('Message privately').click()
    await page.getByTestId('online-list').waitFor({ state: 'detached' })
    await page.getByTestId('direct-mode').getByText('Ada').first().waitFor()
    await expect.poll(() => focused(page)).toBe('composer')
    await page.keyboard.type('psst')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => scene.sent.at(-1))).toEqual({ text: 'psst', to: ADA })
  })

  it('a block leads back to the room, says who was blocked, and can be undone there', async () => {
    const page = await theatre.visit({ viewport: PHONE })
    await sayAsGuest(page, 'hello')
    await page.evaluate((did) => {
      scene.enter(did, 'Ben')
      scene.say(did, 'buy now')
    }, BEN)
    const said = page.getByTestId('message').getByText('buy now')
    await said.waitFor()
    await page.getByTestId('people-button').click()
    await page.getByTestId('online-list').locator(`li[data-did="${BEN}"] button`).click()
    await page.getByTestId('block-button').click()
    await page.getByTestId('online-list').waitFor({ state: 'detached' })
    await page.getByTestId('blocked-line').getByText('You blocked').waitFor()
    await page.getByTestId('blocked-line').getByText('Ben', { exact: true }).waitFor()
    await said.waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('undo-block')
    await page.getByTestId('undo-block').click()
    await said.waitFor()
    await page.getByTestId('undo-block').waitFor({ state: 'detached' })
  })
})
