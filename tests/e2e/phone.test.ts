/** The page of `npm start` on a phone: a small screen, fingers, a slow processor and a slow network. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { startPage, type PageProcess } from './page-process.ts'
import { openProfile, PHONE, type Profile, type Tab } from './profile.ts'

vi.setConfig({ testTimeout: 120_000 })

const SOON = { timeout: 60_000 }

/** As Lighthouse has a phone in the middle of the range: a fourth of the speed, and slow 4G. Bytes and milliseconds. */
const SLOW = {
  cpu: 4,
  network: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 },
}

let server: PageProcess
let phone: Profile
let desk: Profile
beforeAll(async () => {
  ;[server, phone, desk] = await Promise.all([startPage(), openProfile(PHONE), openProfile()])
})
afterAll(async () => {
  await Promise.all([phone.close(), desk.close()])
  await server.kill()
})

/** Slows a page down before it loads anything. Websockets are not slowed by this, what loads is. */
async function slowDown(page: Page): Promise<void> {
  page.setDefaultTimeout(SOON.timeout)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', SLOW.network)
}

describe('a phone beside a desk', () => {
  let ada: Tab
  let ben: Tab

  test('joins, and has the first message', async () => {
    ben = await desk.enter(server.url, 'bus')
    ada = await phone.enter(server.url, 'bus', slowDown)
    await ben.introduce('Ben', 'where are you?')
    await expect.poll(() => ada.page.getByTestId('online-count').innerText(), SOON).toBe('2')
    await expect.poll(() => ada.message('where are you?').count(), SOON).toBe(1)
  })

  test('answers by touch', async () => {
    const { page } = ada
    await page.getByTestId('composer').tap()
    await page.getByTestId('composer').fill('on the bus')
    await page.getByTestId('send-button').tap()
    await page.getByTestId('name-input').fill('Ada')
    await page.getByTestId('join-button').tap()
    await expect.poll(() => ben.message('on the bus').count(), SOON).toBe(1)
    await expect.poll(() => ada.message('on the bus').count(), SOON).toBe(1)
  })

  test('opens the list of people over the messages, and closes it', async () => {
    const { page } = ada
    const list = page.getByTestId('online-list')
    expect(await list.isVisible()).toBe(false)
    await page.getByTestId('people-button').tap()
    await list.getByText('Ben').waitFor(SOON)
    const box = await list.boundingBox()
    expect(box!.x + box!.width).toBeLessThanOrEqual(PHONE.viewport!.width)
    await page.getByRole('button', { name: 'Close the list of people' }).tap()
    await list.waitFor({ state: 'hidden', ...SOON })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.viewport!.width)
  })

  test('nothing went wrong on either', () => {
    expect([...phone.problems(), ...desk.problems()]).toEqual([])
  })
})
