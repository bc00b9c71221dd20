/** The element with the library itself: two browsers and a relay, everything by way of the interface. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { connected, openTheatre, say, sayAsGuest, type Theatre } from './theatre.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 20_000 }
vi.setConfig({ testTimeout: 90_000 })

let theatre: Theatre
let relay: RelayProcess
beforeAll(async () => {
  ;[theatre, relay] = await Promise.all([openTheatre({ library: 'real' }), startRelay()])
})
afterAll(async () => {
  await theatre.close()
  await relay.kill()
})
afterEach(async () => {
  expect(await theatre.clear()).toEqual([])
})

it('two people who never signed in read along, say who they are, and talk, to all and to one alone', async () => {
  const chat = { space: 'element', room: 'salon', relay: relay.url }
  const ada = await theatre.visit({ chat, who: 'ada' })
  const ben = await theatre.visit({ chat, who: 'ben' })
  for (const page of [ada, ben]) {
    page.setDefaultTimeout(SOON.timeout)
    await connected(page)
  }
  await ada.getByTestId('readers').getByText('You and 1 other only read').waitFor()

  await sayAsGuest(ada, 'good evening', 'Ada')
  await ben.getByTestId('message').getByText('good evening').waitFor()
  await ben.getByTestId('online-list').getByText('Ada', { exact: true }).waitFor()
  await sayAsGuest(ben, 'good evening to you', 'Ben')
  await ada.getByTestId('message').getByText('good evening to you').waitFor()
  for (const page of [ada, ben]) {
    await expect.poll(() => page.getByTestId('message').count(), SOON).toBe(2)
    await expect.poll(() => page.getByTestId('online-count').textContent(), SOON).toBe('2')
    await page.getByTestId('readers').waitFor({ state: 'detached' })
  }

  await ada.getByTestId('composer').pressSequentially('hm')
  await ben.getByTestId('typing').getByText('Ada').waitFor()
  await ada.getByTestId('composer').fill('')

  await ada.getByTestId('online-list').locator('li button').nth(1).click()
  await ada.getByTestId('direct-button').click()
  await say(ada, 'only you')
  await ben.getByTestId('direct-mark').waitFor()

  await ben.getByTestId('online-list').locator('li button').first().click()
  await ben.getByTestId('rename-input').fill('Benjamin')
  await ben.getByTestId('rename-button').click()
  await ada.getByTestId('online-list').getByText('Benjamin', { exact: true }).waitFor()

  await ben.goto('about:blank')
  await expect.poll(() => ada.getByTestId('online-count').textContent(), SOON).toBe('1')
})
