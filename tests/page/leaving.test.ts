/** The last one in a room ends the conversation by leaving, and is asked first. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ADA, comeIn, openTheatre, walkIn, type Theatre } from './theatre.ts'

let theatre: Theatre
beforeAll(async () => {
  theatre = await openTheatre()
})
afterAll(() => theatre.close())
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

const isLast = (page: Page) => page.evaluate(() => document.querySelector('ghost-chat')!.isLast)
const question = (page: Page) => page.getByTestId('leave-question')
const leaves = (page: Page) => page.evaluate(() => scene.leaves)

/** Alone with one message. */
async function alone(): Promise<Page> {
  const page = await theatre.visit()
  await comeIn(page)
  await expect.poll(() => isLast(page)).toBe(true)
  return page
}

describe('the last one in a room in which something was said', () => {
  it('is asked by the button that leaves, and stays or goes', async () => {
    const page = await alone()
    const before = await leaves(page)
    await page.getByTestId('leave-button').click()
    await question(page).getByText('You’re the last one here. Leave and the conversation is gone.').waitFor()
    const focused = await page.evaluate(() => document.activeElement?.textContent)
    expect(focused).toBe('Stay')
    await page.keyboard.press('Enter')
    await question(page).waitFor({ state: 'detached' })
    await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    expect(await leaves(page)).toBe(before)
    await page.getByTestId('leave-button').click()
    await page.getByTestId('yes').click()
    await page.getByTestId('join-button').waitFor()
    await expect.poll(() => leaves(page)).toBe(before + 1)
  })

  it('is asked by the browser’s back button and by another address, once', async () => {
    const page = await alone()
    const at = page.url()
    for (const go of [() => page.goBack(), () => page.evaluate(() => void (location.hash = '#/two'))]) {
      await go()
      await question(page).waitFor()
      expect(page.url()).toBe(at)
      await page.keyboard.press('Escape')
      await question(page).waitFor({ state: 'detached' })
      await page.getByTestId('message').getByText('hello', { exact: true }).waitFor()
    }
    await page.evaluate(() => void (location.hash = '#/two'))
    await page.getByTestId('yes').click()
    await page.getByRole('heading', { name: 'two' }).waitFor()
    expect(await question(page).count()).toBe(0)
  })

  it('is asked by the browser before a reload', async () => {
    const page = await alone()
    const [asked] = await Promise.all([page.waitForEvent('dialog'), page.reload()])
    expect(asked.type()).toBe('beforeunload')
  })

  it('is told what another identity would end', async () => {
    const page = await alone()
    const draft = page.getByTestId('identity-draft')
    const choose = async (): Promise<void> => {
      await page.getByTestId('settings-button').click()
      await page.getByTestId('identity').getByText('This browser', { exact: true }).click()
      await draft.getByText('You’ll leave the room and come back as someone new.').waitFor()
    }
    await choose()
    await draft.getByText('so the conversation goes away too').waitFor()
    await page.keyboard.press('Escape')
    await page.evaluate((did) => scene.enter(did, 'Ada'), ADA)
    await expect.poll(() => isLast(page)).toBe(false)
    await choose()
    expect(await draft.innerText()).not.toContain('conversation')
  })
})

describe('nobody is asked', () => {
  it.each([
    ['while somebody else is here', (page: Page) => page.evaluate((did) => scene.enter(did, 'Ada'), ADA)],
    ['while somebody else reads', (page: Page) => page.evaluate(() => scene.read(1))],
  ])('%s', async (_, join) => {
    const page = await alone()
    await join(page)
    await expect.poll(() => isLast(page)).toBe(false)
    await page.getByTestId('leave-button').click()
    await page.getByTestId('join-button').waitFor()
  })

  it('in a room in which nothing was said', async () => {
    const page = await theatre.visit()
    await walkIn(page)
    await page.getByTestId('leave-button').click()
    await page.getByTestId('join-button').waitFor()
  })
})
