/**
 * A page that shows a conversation alone, under the strictest policy an app may have, in a real browser that reports
 * whatever should not happen: errors, violations of the policy, dialogs, requests to anywhere else.
 */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { ADA, BEN } from '../support/people.ts'
import { isAboutIcon, watchContext } from '../support/watched-context.ts'
import type { Said } from './conversation-page.ts'
import { scriptsOf, serveStrictly } from './strict-page.ts'

export { ADA, BEN, NOUR, OWN_DID as SELF } from '../support/people.ts'

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>A conversation</title>
    <link rel="stylesheet" href="/page.css" />
    <script type="module" src="/conversation-page.js"></script>
  </head>
  <body></body>
</html>`

export interface Visit extends BrowserContextOptions {
  readonly theme?: 'light' | 'dark'
  readonly direction?: 'ltr' | 'rtl'
  /** A page that nothing has been loaded into yet. */
  readonly fresh?: boolean
}

export interface Theatre {
  /** A page with a conversation that is empty. */
  visit(visit?: Visit): Promise<Page>
  /** Everything that went wrong since the last time. */
  problems(): string[]
  close(): Promise<void>
}

export async function openTheatre(): Promise<Theatre> {
  const files = await scriptsOf(`${import.meta.dirname}/conversation-page.ts`)
  const served = await serveStrictly(["img-src 'self'"], (name) =>
    name === '' ? PAGE : name === 'page.css' ? 'body { margin: 0 }' : files.get(name),
  )
  const { origin } = served
  const browser = await launchChromium()
  let problems: string[] = []
  const pages = new Map<string, Page>()

  const openPage = async (options: BrowserContextOptions, at: string): Promise<Page> => {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    context.setDefaultTimeout(10_000)
    const request = (url: string): boolean => url.startsWith(origin)
    await watchContext(context, { request, message: isAboutIcon }, (problem) => problems.push(problem))
    context.on('page', (page) => {
      if (context.pages().length > 1) problems.push(`page ${page.url()}`)
    })
    const page = await context.newPage()
    await page.goto(`${origin}/#${at}`)
    await page.waitForFunction(() => 'talk' in globalThis)
    return page
  }

  return {
    async visit({ theme = 'light', direction = 'ltr', fresh = false, ...options } = {}) {
      const at = `${theme},${direction}`
      const { viewport, ...rest } = options
      // A page of its own for every test would take most of the time.
      const kind = `${at} ${JSON.stringify(rest)}`
      const page = (fresh ? undefined : pages.get(kind)) ?? (await openPage(rest, at))
      if (!fresh) pages.set(kind, page)
      await page.setViewportSize(viewport ?? { width: 900, height: 700 })
      await page.mouse.move(0, 0)
      await page.evaluate(() => talk.begin())
      return page
    },
    problems() {
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

/** As many messages as asked for, of different lengths, by two people in turn. */
export function manyMessages(count: number, from = 0): Said[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index
    const words = 'word '.repeat((number * 7) % 60).trim()
    return {
      key: `m${number}`,
      from: number % 5 < 3 ? ADA : BEN,
      text: `message ${number} ${words}`,
      at: Date.UTC(2026, 0, 1) + number * 60_000,
    }
  })
}
