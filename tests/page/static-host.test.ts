/** The page on a host that is nothing but files, in a folder of it, with a relay elsewhere. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildPage } from '../../apps/web/build.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'
import { openTheatre, connected, say, signIn, type Theatre } from './theatre.ts'

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

describe('a static host', () => {
  it('needs nothing but the address of a relay: two people of one link talk, and ask nobody else', async () => {
    const here = { at: '/salon', search: `relay=${relay.url}` }
    // Other options make another browser context: two people, not two tabs.
    const ada = await theatre.visit(here)
    await connected(ada)
    await ada.getByTestId('share-button').click()
    const link = await ada.getByTestId('share-link').inputValue()
    await ada.keyboard.press('Escape')

    const ben = await theatre.visit({ locale: 'en-GB' })
    await ben.goto(link)
    await connected(ben)
    await introduce(ada, 'Ada', 'hello from the folder')
    await ben.getByTestId('message').getByText('hello from the folder', { exact: true }).waitFor()
    await introduce(ben, 'Ben', 'hello from the link')
    await ada.getByTestId('message').getByText('hello from the link', { exact: true }).waitFor()

    await ada.getByTestId('connection').click()
    await ada.getByTestId('connection-panel').getByText(relay.url).waitFor()
    expect(await theatre.clear()).toEqual([])
  })

  it('without a relay says so in the room, and goes on once the settings name one', async () => {
    const page = await theatre.visit({ at: '/salon' })
    await page.getByTestId('error').getByText(/relay/).waitFor()
    await page.getByTestId('settings-button').click()
    await page.getByTestId('relay-input').fill(relay.url)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await connected(page)
    // The host was asked for what only a relay has.
    const problems = new Set(await theatre.clear())
    expect([...problems]).toEqual([expect.stringContaining('404')])
  })
})

describe('a relay that is written into the page', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ghost-static-'))
    await buildPage({ outDir: join(folder, 'built'), relay: relay.url })
    await cp(join(folder, 'built'), join(folder, 'host', 'some', 'folder'), { recursive: true })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('is the one that is used, in whatever folder the page lies', async () => {
    theatre.show(join(folder, 'host'))
    // A visitor of its own: to others the server's root gave a worker, which is not there any more.
    const visitor = { viewport: { width: 900, height: 700 } }
    const page = await theatre.visit({ ...visitor, path: 'some/folder/index.html', at: '/salon' })
    await connected(page)
    await page.getByTestId('share-button').click()
    expect(await page.getByTestId('share-link').inputValue()).toBe(
      `${theatre.origin}/some/folder/index.html#/salon`,
    )
    expect(await theatre.clear()).toEqual([])
  })
})

async function introduce(page: Page, name: string, text: string): Promise<void> {
  await say(page, text)
  await signIn(page, name)
  await page.getByTestId('message').getByText(text, { exact: true }).waitFor()
}
