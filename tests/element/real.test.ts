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
  await ada.getByTestId('readers').getByText('You and 1 other are reading').waitFor()

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

it('a message that is written while the relay is dead waits, and goes out when the relay is back', async () => {
  let own = await startRelay()
  const chat = { space: 'element', room: 'outage', relay: own.url }
  try {
    const ada = await theatre.visit({ chat, who: 'ada' })
    ada.setDefaultTimeout(SOON.timeout)
    await connected(ada)
    await sayAsGuest(ada, 'before', 'Ada')
    await ada.getByTestId('message').getByText('before').waitFor()
    await own.kill()
    await ada.getByTestId('error').getByText('Connection lost').waitFor()
    for (const text of ['meanwhile', 'mistaken', 'and then']) await say(ada, text)
    const waiting = ada.getByTestId('outgoing')
    await expect.poll(() => waiting.getByText('Waiting for connection').count(), SOON).toBe(3)
    await waiting.filter({ hasText: 'mistaken' }).getByTestId('discard-button').click()
    await expect.poll(() => waiting.count(), SOON).toBe(2)

    own = await startRelay({ port: own.port })
    await expect.poll(() => ada.getByTestId('message').count(), SOON).toBe(3)
    await expect.poll(() => waiting.count(), SOON).toBe(0)
    expect(await ada.getByTestId('message').locator('.text').allTextContents()).toEqual([
      'before',
      'meanwhile',
      'and then',
    ])
    // The browser says of each attempt that it was refused; there is nothing else.
    const complaints = await theatre.clear()
    expect(complaints.filter((words) => !words.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
  } finally {
    await own.kill()
  }
})
