/** Chromium and Firefox in one room of the page that `npm start` serves, through the interface alone. */
import type { Browser as Firefox, Page as FirefoxPage } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { launchFirefox } from '../support/firefox.ts'
import { startPage, type PageProcess } from './page-process.ts'
import { openProfile, type Profile, type Tab } from './profile.ts'

vi.setConfig({ testTimeout: 90_000 })
const SOON = { timeout: 30_000 }

let server: PageProcess
let firefox: Firefox
let chromium: Profile
beforeAll(async () => {
  ;[server, firefox, chromium] = await Promise.all([startPage(), launchFirefox(), openProfile()])
})
afterAll(async () => {
  await Promise.all([firefox.close(), chromium.close()])
  await server.kill()
})

/** A part of the interface, inside whichever shadow root. */
const part = (name: string): string => `>>> [data-testid="${name}"]`

describe('two browsers of different make', () => {
  let ada: Tab
  let fay: FirefoxPage
  const errors: string[] = []
  const texts = async (name: string): Promise<string[]> =>
    (await fay.$$eval(part(name), (found) => found.map((element) => element.textContent))).map((text) =>
      text.replaceAll(/\s+/g, ' ').trim(),
    )
  const heard = async (text: string): Promise<void> => {
    await expect.poll(async () => (await texts('text')).filter((said) => said === text), SOON).toEqual([text])
  }

  test('walk from the door into the room', async () => {
    ada = await chromium.enter(server.url, 'salon')
    fay = await firefox.newPage()
    fay.on('pageerror', (error) => errors.push(String(error)))
    fay.setDefaultTimeout(SOON.timeout)
    await fay.goto(server.url)
    await fay.locator(part('room-input')).fill('salon')
    await fay.locator(part('join-button')).click()
    await expect.poll(() => texts('connection'), SOON).toEqual([expect.stringContaining('Connected')])
  })

  test('hear each other, and are asked who they are with the first message', async () => {
    await ada.introduce('Ada', 'hello, Firefox')
    await heard('hello, Firefox')
    await fay.locator(part('composer')).fill('hello, Chromium')
    await fay.locator(part('send-button')).click()
    await fay.locator(part('name-input')).fill('Fay')
    await fay.locator(`>>> dialog [data-testid="join-button"]`).click()
    await expect.poll(() => ada.message('hello, Chromium').count(), SOON).toBe(1)
    await heard('hello, Chromium')
    await expect.poll(ada.people, SOON).toEqual(['Ada', 'Fay'])
  })

  test('answer each other', async () => {
    await ada.replyTo('hello, Chromium', 'how are you?')
    await heard('how are you?')
    expect((await texts('quote')).join()).toContain('hello, Chromium')
  })

  test('have nothing to complain of', () => {
    expect(chromium.problems()).toEqual([])
    expect(errors).toEqual([])
  })
})
