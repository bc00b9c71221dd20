/**
 * The page with a stage in place of the network (see tests/element/stage.ts), or with the library as it is, in a real
 * browser that reports whatever should not happen: errors, violations of the page's policy, requests to anywhere else.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core'
import { buildPage } from '../../apps/web/build.ts'
import { launchChromium } from '../support/chromium.ts'
import { watchContext } from '../support/watched-context.ts'
import type { Stage } from './library.ts'
import { EMPTY_PAGE, servePage } from './serve-page.ts'

export { ADA, BEN, OWN_DID } from '../support/people.ts'

const PATIENCE_MS = 20_000
const UNTHROTTLED = ['--disable-frame-rate-limit', '--disable-gpu-vsync']
const STAGE_KEY = 'stage'
/** What the driver says because it keeps workers away: offline.test.ts is about them. */
const NO_WORKERS = 'Service Worker registration blocked by Playwright'

export interface Visit extends BrowserContextOptions {
  /** What follows the `#` of the address. */
  at?: string
  /** What follows the `?`. */
  search?: string
  /** Where the page lies. @default the server's root */
  path?: string
  /** How the stage is set. */
  stage?: Partial<Pick<Stage, 'joinFailures' | 'sendFailures' | 'backlog' | 'wallets'>>
}

export interface TheatreOptions {
  /** What stands in for the library; with `real`, nothing does. @default 'stage' */
  readonly library?: 'stage' | 'real'
  /** Origins, beside the page's own, that it may ask. */
  readonly others?: readonly string[]
  /** As many frames a second as the machine can draw, rather than those of a screen. */
  readonly fast?: boolean
  /** The size of letters that the browser is set to, in pixels. @default 16 */
  readonly letters?: number
}

export interface Theatre {
  readonly origin: string
  /** Serves another folder from now on. */
  show(directory: string): void
  visit(visit?: Visit): Promise<Page>
  /** Empties all pages; returns everything that went wrong on them. */
  clear(): Promise<string[]>
  close(): Promise<void>
}

export async function openTheatre({
  library = 'stage',
  others = [],
  fast = false,
  letters = 16,
}: TheatreOptions = {}): Promise<Theatre> {
  const directory = await mkdtemp(join(tmpdir(), 'ghost-chat-page-test-'))
  const stage = join(import.meta.dirname, 'library.ts')
  await buildPage({ outDir: directory, ...(library === 'stage' ? { alias: { 'ghost-chat': stage } } : {}) })
  const [served, browser] = await Promise.all([
    servePage(directory),
    launchChromium([...(fast ? UNTHROTTLED : []), `--blink-settings=defaultFontSize=${letters}`]),
  ])
  const known = [served.origin, ...others, 'data:', 'blob:']
  let problems: string[] = []
  const pages = new Map<string, Page>()

  const openPage = async (options: BrowserContextOptions): Promise<Page> => {
    const context = await browser.newContext({
      // Motion costs a browser without a graphics card more than everything else here.
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
      ...options,
    })
    context.setDefaultTimeout(PATIENCE_MS)
    const request = (url: string): boolean => known.some((origin) => url.startsWith(origin))
    const message = (said: ConsoleMessage): boolean => said.text() === NO_WORKERS
    await watchContext(context, { request, message }, (problem) => problems.push(problem))
    await context.addInitScript((key) => {
      // The blank page that a tab begins with has no storage.
      if (location.origin === 'null') return
      const setup = sessionStorage.getItem(key)
      if (setup !== null)
        globalThis.sceneSetup = JSON.parse(setup) as NonNullable<typeof globalThis.sceneSetup>
    }, STAGE_KEY)
    return context.newPage()
  }

  return {
    origin: served.origin,
    show: (other) => served.show(other),
    async visit({ at = '', search = '', path = '', stage: setup = {}, ...options } = {}) {
      // A page of its own for every test would take most of the time; a page is emptied much faster.
      const kind = JSON.stringify(options)
      const page = pages.get(kind) ?? (await openPage(options))
      pages.set(kind, page)
      await page.goto(`${served.origin}${EMPTY_PAGE}`)
      await page.evaluate(
        async ([key, value]) => {
          for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
          localStorage.clear()
          sessionStorage.clear()
          sessionStorage.setItem(key, value)
        },
        [STAGE_KEY, JSON.stringify(setup)] as const,
      )
      await page.goto(`${served.origin}/${path}${search === '' ? '' : `?${search}`}#${at}`)
      return page
    },
    async clear() {
      for (const page of pages.values()) {
        await page.unrouteAll()
        await page.goto(`${served.origin}${EMPTY_PAGE}`)
      }
      const seen = problems
      problems = []
      return seen
    },
    async close() {
      await browser.close()
      await served.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Comes in by the door, and waits until one can read. */
export async function walkIn(page: Page, room = 'lobby'): Promise<void> {
  await page.getByTestId('room-input').fill(room)
  await page.getByTestId('join-button').click()
  await connected(page)
}

/** Comes in by the door, and says who one is with the first message. */
export async function comeIn(page: Page, room = 'lobby', name = 'Mira', words = 'hello'): Promise<void> {
  await walkIn(page, room)
  await say(page, words)
  await signIn(page, name)
  await page.getByTestId('message').getByText(words, { exact: true }).waitFor()
}

/** As a guest, where one is asked. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByTestId('name-input').fill(name)
  await page.getByTestId('join-button').click()
}

export async function connected(page: Page): Promise<void> {
  await page.getByTestId('connection').getByText('Connected').waitFor()
}

/** Writes and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text)
  await page.getByTestId('composer').press('Enter')
}
