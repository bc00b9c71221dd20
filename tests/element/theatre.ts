/**
 * Pages with `<ghost-chat>` on them and a stage in place of the network (see stage.ts), under the strictest policy that
 * an app may have, in a real browser that reports whatever should not happen: errors, violations of the policy,
 * dialogs, requests to anywhere else.
 */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { slim } from '../../tools/slim/plugin.ts'
import { launchChromium } from '../support/chromium.ts'
import { isAboutIcon, watchContext } from '../support/watched-context.ts'
import type { Stage } from './stage.ts'
import { scriptsOf, serveStrictly } from './strict-page.ts'

export { ADA, BEN, NOUR, OWN_DID } from '../support/people.ts'

// Wallets bring their pictures along.
const IMAGES = "img-src 'self' data:"

/** Inline, the element has the window for itself. */
const STYLE = `body { margin: 0; background: #f7f7f7; font-family: sans-serif }
h1, main > button { margin: 24px }
h1:has(~ ghost-chat:not([layout=popup])), button:has(~ ghost-chat:not([layout=popup])) {
  position: absolute; margin: 0; clip-path: inset(50%)
}
ghost-chat:not([layout=popup]) { block-size: 100dvh }`

export interface Visit extends BrowserContextOptions {
  /** Attributes of the element, as in HTML. @default a room `lobby` of the space `demo` */
  readonly chat?: Readonly<Record<string, string | true>>
  readonly direction?: 'ltr' | 'rtl'
  /** Another person's browser: pages of one name are kept apart from all others. */
  readonly who?: string
  /** How the stage is set. */
  readonly stage?: Partial<
    Pick<Stage, 'openFailures' | 'joinFailures' | 'sendFailures' | 'walletFailures' | 'backlog' | 'wallets'>
  >
}

export interface Theatre {
  readonly origin: string
  /** A page with one element, loaded anew. */
  visit(visit?: Visit): Promise<Page>
  /** Empties all pages; returns everything that went wrong on them. */
  clear(): Promise<string[]>
  close(): Promise<void>
}

export interface TheatreOptions {
  /** Plays the library itself, with what it needs besides. @default the stage */
  readonly library?: 'stage' | 'real'
}

export async function openTheatre({ library = 'stage' }: TheatreOptions = {}): Promise<Theatre> {
  const files = await buildFiles(library)
  const more = [IMAGES, ...(library === 'real' ? ['connect-src http: ws:'] : [])]
  const served = await serveStrictly(more, (name, { searchParams }) =>
    name === '' ? pageOf(searchParams) : name === 'page.css' ? STYLE : files.get(name),
  )
  const { origin } = served
  const browser = await launchChromium()
  let problems: string[] = []
  const pages = new Map<string, Page>()

  const openPage = async (options: BrowserContextOptions): Promise<Page> => {
    const context = await browser.newContext({
      // Motion costs a browser without a graphics card more than everything else here.
      reducedMotion: 'reduce',
      viewport: { width: 1100, height: 700 },
      ...options,
    })
    context.setDefaultTimeout(5_000)
    // The library asks its relay, and nobody else.
    const request = (url: string): boolean =>
      url.startsWith(origin) || url.startsWith('data:image/') || library === 'real'
    await watchContext(context, { request, message: isAboutIcon }, (problem) => problems.push(problem))
    await context.addInitScript(() => {
      const setup = new URLSearchParams(location.search).get('stage')
      if (setup !== null)
        globalThis.sceneSetup = JSON.parse(setup) as NonNullable<typeof globalThis.sceneSetup>
    })
    return context.newPage()
  }

  return {
    origin,
    async visit({
      chat = { space: 'demo', room: 'lobby' },
      direction = 'ltr',
      stage = {},
      who = '',
      ...options
    } = {}) {
      // A browser context of its own for every test would take most of the time; a page is emptied much faster.
      const kind = who + JSON.stringify(options)
      const page = pages.get(kind) ?? (await openPage(options))
      pages.set(kind, page)
      const attributes = new URLSearchParams({
        ...{ direction, chat: JSON.stringify(chat), stage: JSON.stringify(stage) },
      })
      await page.goto(`${origin}/?${attributes.toString()}`)
      return page
    },
    async clear() {
      for (const page of pages.values()) {
        await page.unrouteAll()
        // Whether a pop-up was open is kept for a reload, and the next test loads the page anew.
        if (page.url() !== 'about:blank') await page.evaluate(() => sessionStorage.clear())
        await page.goto('about:blank')
      }
      const seen = problems
      problems = []
      return seen
    },
    async close() {
      await browser.close()
      await served.close()
    },
  }
}

function pageOf(query: URLSearchParams): string {
  const attributes = JSON.parse(query.get('chat') ?? '{}') as Record<string, string | true>
  const written = Object.entries(attributes).map(([name, value]) =>
    value === true ? ` ${name}` : ` ${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
  )
  return `<!doctype html>
<html lang="en" dir="${query.get('direction') ?? 'ltr'}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
    <title>A page with a chat</title>
    <link rel="stylesheet" href="/page.css" />
    <script type="module" src="/index.js"></script>
  </head>
  <body>
    <main>
      <h1>A page</h1>
      <button>Something of the page</button>
      <ghost-chat${written.join('')}></ghost-chat>
    </main>
  </body>
</html>`
}

function buildFiles(library: 'stage' | 'real'): Promise<Map<string, string>> {
  return scriptsOf(`${import.meta.dirname}/../../packages/element/src/index.ts`, {
    alias: library === 'real' ? {} : { 'ghost-chat': `${import.meta.dirname}/stage.ts` },
    plugins: [slim()],
    platform: 'browser',
  })
}

/** Waits until the room is there. */
export async function connected(page: Page): Promise<void> {
  await page.getByTestId('connection').getByText('Connected').waitFor()
}

/** Writes and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text)
  await page.getByTestId('composer').press('Enter')
}

/** Says something as a guest, whom the dialog asks for a name. */
export async function sayAsGuest(page: Page, text: string, name = 'Mira'): Promise<void> {
  await say(page, text)
  await page.getByTestId('name-input').fill(name)
  await page.getByTestId('join-button').click()
  await page.getByTestId('message').getByText(text, { exact: true }).waitFor()
}
