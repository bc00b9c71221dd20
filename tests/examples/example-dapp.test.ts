/** The example dapp as it is built and served, in two pages of a real browser. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { buildDapp } from '../../examples/example-dapp/build.ts'
import { fakeWallet, keyOf } from '../../packages/ghost-chat/test/support/fake-wallet.ts'
import { launchChromium } from '../support/chromium.ts'
import { startRelay, type RelayProcess } from '../support/relay-process.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

declare global {
  var askWallet: (method: string, params: readonly unknown[]) => Promise<unknown>
}

const wallet = fakeWallet(keyOf(7))
let directory: string
let relay: RelayProcess
let browser: Browser
/** Whatever should not happen on a page. */
const problems: string[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ghost-chat-dapp-test-'))
  await buildDapp(directory)
  ;[relay, browser] = await Promise.all([startRelay({ args: ['--serve', directory] }), launchChromium()])
})
afterAll(async () => {
  await browser.close()
  await relay.kill()
  await rm(directory, { recursive: true, force: true })
})

/** A page of the dapp, in a browser with a wallet or without. */
async function visit(hasWallet: boolean): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 } })
  context.setDefaultTimeout(30_000)
  context.on('weberror', (error) => problems.push(error.error().message))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  context.on('dialog', (dialog) => {
    problems.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  if (hasWallet) {
    await context.exposeFunction('askWallet', (method: string, params: readonly unknown[]) =>
      wallet.request({ method, params }),
    )
    await context.addInitScript(() => {
      const request = ({ method, params = [] }: { method: string; params?: readonly unknown[] }): unknown =>
        globalThis.askWallet(method, params)
      Object.assign(window, { ethereum: { request } })
    })
  }
  const page = await context.newPage()
  await page.goto(relay.url)
  return page
}

const posts = (page: Page): Promise<string[]> => page.locator('#posts p').allTextContents()
const postCount = (page: Page, count: number): Promise<unknown> =>
  page.waitForFunction((wanted) => document.querySelectorAll('#posts li').length === wanted, count)
const membersAre = (page: Page, text: string): Promise<void> =>
  page.getByRole('heading', { name: text, exact: true }).waitFor()

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.getByRole('button', { name: 'Post' }).click()
}

test('one with a wallet posts, one without reads, logs in and answers; posts are texts, whatever they look like', async () => {
  const [ann, ben] = [await visit(true), await visit(true)]
  const address = `${wallet.address.slice(0, 6)}…${wallet.address.slice(-4)}`

  await ann.getByRole('button', { name: 'Open with a wallet' }).click()
  await ann.getByText(`The box of ${wallet.address.toLowerCase()} is open`).waitFor()
  expect(wallet.shown).toEqual([])
  // Threads that are kept are no more, and the dapp says so.
  await ann.getByRole('switch', { name: 'Ghost' }).uncheck()
  await ann.getByRole('button', { name: 'Join' }).click()
  await ann.getByRole('alert').getByText('only ghost threads are left').waitFor()
  await ann.getByRole('switch', { name: 'Ghost' }).check()
  await ann.getByRole('button', { name: 'Join' }).click()
  await ann.getByRole('heading', { name: 'example-dapp / lobby ghost' }).waitFor()
  expect(wallet.shown).toHaveLength(1)
  await membersAre(ann, '1 online')

  await ben.getByRole('button', { name: 'Read without a box' }).click()
  await ben.getByRole('button', { name: 'Join' }).click()
  await membersAre(ben, '1 online')
  await ben.getByText('You only read').waitFor()
  expect(await ben.locator('#members').textContent()).toBe(address)

  const attack = '<img src=x onerror="alert(1)"><script>alert(2)</script><b>bold</b>'
  await say(ann, 'hello world')
  await say(ann, attack)
  for (const page of [ann, ben]) await postCount(page, 2)
  expect(await posts(ben)).toEqual(['hello world', attack])
  expect(await ben.locator('#posts :is(img, script, p b)').count()).toBe(0)
  expect(await ben.locator('#posts li b').allTextContents()).toEqual([address, address])

  await ben.getByRole('button', { name: 'Open with a wallet' }).click()
  await ben.getByText('The box of').waitFor()
  await ben.getByRole('button', { name: 'Join' }).click()
  for (const page of [ann, ben]) await membersAre(page, '2 online')
  await postCount(ben, 2)
  await say(ben, 'and hello to you')
  for (const page of [ann, ben]) await postCount(page, 3)
  expect((await posts(ann)).at(-1)).toBe('and hello to you')
  const screenshots = process.env['GHOST_SCREENSHOTS']
  if (screenshots !== undefined) await ann.screenshot({ path: join(screenshots, 'example-dapp.png') })

  await ben.getByRole('button', { name: 'Leave' }).click()
  await membersAre(ann, '1 online')
  await ann.getByRole('button', { name: 'Log out' }).click()
  await ann.getByText('No box is open.').waitFor()
  expect(await ann.getByRole('button', { name: 'Join' }).isDisabled()).toBe(true)
  expect(problems).toEqual([])
})

test('a browser without a wallet is told so', async () => {
  const page = await visit(false)
  await page.getByRole('button', { name: 'Open with a wallet' }).click()
  await page.getByRole('alert').getByText('This browser has no wallet.').waitFor()
  expect(problems).toEqual([])
})
