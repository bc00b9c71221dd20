/** Generations of people in one room, in browsers of their own: the last one reads the words of the first. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { connected, openTheatre, say, sayAsGuest, type Theatre } from './theatre.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 30_000 }
vi.setConfig({ testTimeout: 120_000 })

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

async function opens(who: string, room: string): Promise<Page> {
  const page = await theatre.visit({ chat: { space: 'element', room, relay: relay.url }, who })
  page.setDefaultTimeout(SOON.timeout)
  await connected(page)
  return page
}

const said = (page: Page): Promise<string[]> =>
  page.getByTestId('message').getByTestId('text').allInnerTexts()

it('a person who read and then spoke passes on all that is on the screen', async () => {
  const ada = await opens('ada', 'generations')
  await sayAsGuest(ada, 'one', 'Ada')
  await say(ada, 'two')
  const cem = await opens('cem', 'generations')
  await expect.poll(() => said(cem), SOON).toEqual(['one', 'two'])
  await sayAsGuest(cem, 'three', 'Cem')
  await expect.poll(() => said(ada), SOON).toEqual(['one', 'two', 'three'])
  await ada.goto('about:blank')
  await cem.getByTestId('online-list').getByText('Ada').waitFor({ state: 'detached' })
  const dana = await opens('dana', 'generations')
  await expect.poll(() => said(dana), SOON).toEqual(['one', 'two', 'three'])
  // Ada has left; what she said still bears her name.
  const authors = dana.getByTestId('author-button')
  await expect
    .poll(() => authors.allInnerTexts(), SOON)
    .toEqual([expect.stringContaining('Ada'), expect.stringContaining('Cem')])
})
