/** A guest of the page: the same one for as long as the tab, another one in every room, gone with the tab. */
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { EMPTY_PAGE } from './serve-page.ts'
import { connected, openTheatre, say, signIn, type Theatre } from './theatre.ts'

vi.setConfig({ testTimeout: 90_000 })

let relay: RelayProcess
let theatre: Theatre
beforeAll(async () => {
  relay = await startRelay()
  theatre = await openTheatre({ library: 'real', others: [relay.url] })
})
afterAll(async () => {
  await theatre.close()
  await relay.kill()
})
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

let rooms = 0
/** A room in which nobody was before. */
const newRoom = () => `/room-${(rooms += 1)}`

/** Another visitor, in a browser of their own. */
const OTHER = { locale: 'en-GB' } as const

/** Joins over the relay of this test, which the settings name. */
async function come(at: string, options: { readonly locale?: string } = {}): Promise<Page> {
  const page = await theatre.visit(options)
  await page.evaluate((url) => localStorage.setItem('ghost-chat', JSON.stringify({ relay: url })), relay.url)
  await page.goto(`${theatre.origin}${EMPTY_PAGE}`)
  await page.goto(`${theatre.origin}/#${at}`)
  await connected(page)
  return page
}

const message = (page: Page, text: string) => page.getByTestId('message').filter({ hasText: text })

async function speak(page: Page, text: string, name: string): Promise<string> {
  await say(page, text)
  await signIn(page, name)
  return authorOf(page, text)
}

async function authorOf(page: Page, text: string): Promise<string> {
  const did = await message(page, text).getAttribute('data-from')
  return did ?? ''
}

describe('a guest', () => {
  it('is the same after a reload: one key, one name, own words on the own side, and the history by itself', async () => {
    const room = newRoom()
    const ada = await come(room)
    const ben = await come(room, OTHER)
    await speak(ben, 'ben was here', 'Ben')
    const did = await speak(ada, 'mine', 'Ada')
    expect(did).toMatch(/^did:key:/)
    await message(ben, 'mine').waitFor()

    await ada.reload()
    await connected(ada)
    await message(ada, 'mine').waitFor()
    await message(ada, 'ben was here').waitFor()
    expect(await message(ada, 'mine').getAttribute('class')).toContain('own')
    expect(await message(ada, 'ben was here').getAttribute('class')).not.toContain('own')

    // Nobody is asked again, and the others see who it is.
    await say(ada, 'back again')
    await message(ben, 'back again').getByText('back again').waitFor()
    expect(await authorOf(ben, 'back again')).toBe(did)
    await expect.poll(() => message(ben, 'back again').innerText()).toContain('Ada')
  })

  it('is the same who goes to the door and back, and has what was said meanwhile', async () => {
    const room = newRoom()
    const ada = await come(room)
    const ben = await come(room, OTHER)
    await speak(ben, 'ben was here', 'Ben')
    const did = await speak(ada, 'mine', 'Ada')
    await message(ben, 'mine').waitFor()
    await ada.getByTestId('leave-button').click()
    await ada.getByTestId('join-button').waitFor()
    await say(ben, 'while you were away')
    await message(ben, 'while you were away').waitFor()
    await ada.goBack()
    await connected(ada)
    await message(ada, 'while you were away').waitFor()
    expect(await message(ada, 'mine').getAttribute('class')).toContain('own')
    await say(ada, 'back again')
    await message(ben, 'back again').waitFor()
    expect(await authorOf(ben, 'back again')).toBe(did)
  })

  it('is another one in another room, and over another relay, so that keys link neither', async () => {
    const [one, two] = [newRoom(), newRoom()]
    const page = await come(one)
    const first = await speak(page, 'in one', 'Ada')
    await page.evaluate((hash) => (location.hash = hash), two)
    await page.getByTestId('yes').click()
    await connected(page)
    const second = await speak(page, 'in two', 'Ada')
    expect(second).not.toBe(first)
    await page.goto(`${theatre.origin}/?relay=${relay.url}/#${one}`)
    await connected(page)
    const third = await speak(page, 'by a link', 'Ada')
    expect([first, second]).not.toContain(third)
  })

  it('is gone with the tab: another tab knows neither key nor name, and nothing stays on the device', async () => {
    const room = newRoom()
    const page = await come(room)
    await speak(page, 'mine', 'Ada')
    const kept = await page.evaluate(() => [{ ...sessionStorage }, { ...localStorage }])
    expect(JSON.stringify(kept[0])).toMatch(/ghost-chat-guest .*Ada/)
    expect(JSON.stringify(kept[1])).not.toContain('Ada')
    expect(await page.evaluate(() => indexedDB.databases())).toEqual([])
    const tab = await page.context().newPage()
    await tab.goto(page.url())
    await connected(tab)
    await message(tab, 'mine').waitFor()
    expect(await message(tab, 'mine').getAttribute('class')).not.toContain('own')
    expect(await tab.evaluate(() => Object.keys(sessionStorage))).toEqual([])
    await tab.close()
  })

  it('is somebody else who chose another identity and a guest again', async () => {
    const room = newRoom()
    const page = await come(room)
    const did = await speak(page, 'as a guest', 'Ada')
    const keys = () => page.evaluate(() => Object.keys(sessionStorage))
    expect(await keys()).toContainEqual(expect.stringContaining('ghost-chat-guest '))
    await page.getByTestId('settings-button').click()
    for (const label of ['This browser', 'Guest']) {
      await page.getByTestId('identity').getByText(label, { exact: true }).click()
      await page.getByTestId('use-identity').click()
      await page.getByTestId('identity-draft').waitFor({ state: 'detached' })
    }
    expect(await keys()).not.toContainEqual(expect.stringContaining('ghost-chat-guest '))
    await page.keyboard.press('Escape')
    await page.getByTestId('identity').waitFor({ state: 'detached' })
    await expect
      .poll(() =>
        page.evaluate(async () => {
          const chat = document.querySelector('ghost-chat')!
          await chat.updateComplete
          return chat.identity
        }),
      )
      .toBe(undefined)
    await connected(page)
    expect(await speak(page, 'somebody else', 'Ada')).not.toBe(did)
  })
})
