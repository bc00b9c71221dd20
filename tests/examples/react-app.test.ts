/** The example app, built as its README says, over a real relay that serves it, in two windows. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildApp } from '../../examples/react-app/build.ts'
import { launchChromium } from '../support/chromium.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'

/** For a machine that has other things to do. */
const SOON = { timeout: 60_000 }
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let directory: string
let relay: RelayProcess
let browser: Browser
const problems: string[] = []
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ghost-chat-react-app-'))
  await buildApp(directory)
  ;[relay, browser] = await Promise.all([startRelay({ args: ['--serve', directory] }), launchChromium()])
})
afterAll(async () => {
  await Promise.all([browser.close(), relay.kill()])
  await rm(directory, { recursive: true, force: true })
})

/** Opens the app in a window of its own, under a name. */
async function window(name: string): Promise<Page> {
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(relay.url)
  await page.getByLabel('Your name').fill(name)
  return page
}

const hooks = (page: Page) => page.getByRole('region', { name: 'Made of hooks' })
const ready = (page: Page) => page.getByRole('region', { name: 'The ready interface' })
const lines = (page: Page) => hooks(page).getByRole('list', { name: 'Messages' }).getByRole('listitem')

async function say(page: Page, text: string): Promise<void> {
  await hooks(page).getByRole('textbox').fill(text)
  await hooks(page).getByRole('button', { name: 'Send' }).click()
}

test('two windows talk by hooks and by the ready interface, in one room and then another', async () => {
  const [ada, ben] = await Promise.all([window('Ada'), window('Ben')])
  await expect.poll(() => hooks(ada).getByRole('status').innerText(), SOON).toMatch(/2 here: Ada, Ben$/)
  await expect.poll(() => hooks(ben).getByRole('status').innerText(), SOON).toMatch(/2 here: Ben, Ada$/)

  await say(ada, 'hello from hooks')
  for (const page of [ada, ben]) {
    await expect.poll(() => lines(page).allInnerTexts(), SOON).toEqual(['Ada hello from hooks'])
    await ready(page).getByTestId('message').getByText('hello from hooks').waitFor()
  }
  await hooks(ben).getByRole('textbox').fill('I wonder whether')
  await hooks(ada).getByText('Ben …', { exact: true }).waitFor()
  await hooks(ben).getByRole('textbox').fill('')
  await ready(ben).getByTestId('composer').fill('hello from the element')
  await ready(ben).getByTestId('composer').press('Enter')
  for (const page of [ada, ben]) {
    await expect
      .poll(() => lines(page).allInnerTexts(), SOON)
      .toEqual(['Ada hello from hooks', 'Ben hello from the element'])
  }

  await ben.getByRole('button', { name: 'garden' }).click()
  await expect.poll(() => hooks(ben).getByRole('status').innerText(), SOON).toMatch(/1 here: Ben$/)
  await expect.poll(() => hooks(ada).getByRole('status').innerText(), SOON).toMatch(/1 here: Ada$/)
  expect(await lines(ben).count()).toBe(0)
  expect(problems).toEqual([])
})
