/** A person at a browser: a Chromium process with a profile of its own, and what the person does with the page. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContextOptions, type Locator, type Page } from 'playwright-core'
import { CHROMIUM } from '../support/chromium.ts'

const DESKTOP: BrowserContextOptions = { viewport: { width: 1_280, height: 800 } }
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
}

export interface Profile {
  /** Opens the page in a new tab, which may be prepared first, and walks into a room: nobody is seen by that. */
  readonly enter: (url: string, room: string, prepare?: (page: Page) => Promise<void>) => Promise<Tab>
  /** What went wrong on any page since this was last asked. */
  readonly problems: () => string[]
  readonly close: () => Promise<void>
}

export interface Tab {
  readonly page: Page
  /** The message of this text. */
  readonly message: (text: string) => Locator
  readonly say: (text: string) => Promise<void>
  /** Says the first thing, and then, asked who does, comes as a guest of this name. */
  readonly introduce: (name: string, text: string) => Promise<void>
  readonly replyTo: (text: string, reply: string) => Promise<void>
  /** The names in the list of people, in alphabetical order. */
  readonly people: () => Promise<string[]>
  /** How the page says it is connected, in words. */
  readonly connection: () => Promise<string>
}

const PATIENCE_MS = 20_000

export async function openProfile(options: BrowserContextOptions = DESKTOP): Promise<Profile> {
  const directory = await mkdtemp(join(tmpdir(), 'ghost-chat-e2e-profile-'))
  const context = await chromium.launchPersistentContext(directory, {
    ...CHROMIUM,
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  let problems: string[] = []
  let origin = ''
  const seen = (url: string): void => {
    if (new URL(url).host !== origin && url !== 'about:blank') problems.push(`request to ${url}`)
  }
  context.on('request', (request) => seen(request.url()))
  context.on('page', (page) => page.on('websocket', (socket) => seen(socket.url())))
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  context.on('weberror', (error) => problems.push(error.error().message))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })

  return {
    async enter(url, room, prepare) {
      origin = new URL(url).host
      const page = await context.newPage()
      await prepare?.(page)
      await page.goto(url)
      await page.getByTestId('room-input').fill(room)
      await page.getByTestId('join-button').click()
      await page.getByTestId('connection').getByText('Connected').waitFor()
      return tab(page)
    },
    problems() {
      const found = problems
      problems = []
      return found
    },
    async close() {
      await context.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function tab(page: Page): Tab {
  const message = (text: string): Locator =>
    page.getByTestId('message').filter({ has: page.locator('.said').getByText(text, { exact: true }) })
  const say = async (text: string): Promise<void> => {
    await page.getByTestId('composer').fill(text)
    await page.getByTestId('send-button').click()
  }
  return {
    page,
    message,
    say,
    async introduce(name, text) {
      await say(text)
      await page.getByTestId('name-input').fill(name)
      await page.getByTestId('join-button').click()
      await message(text).waitFor()
    },
    async replyTo(text, reply) {
      await message(text).hover()
      await message(text).getByTestId('reply-button').click()
      await say(reply)
    },
    people: async () => (await page.getByTestId('online-list').locator('.nick').allTextContents()).sort(),
    connection: () => page.getByTestId('connection').innerText(),
  }
}
