/**
 * A page that shows a conversation alone, under the strictest policy an app may have, in a real browser that reports
 * whatever should not happen: errors, violations of the policy, dialogs, requests to anywhere else.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { build } from 'esbuild'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import type { Said } from './conversation-page.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ')

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
  const files = await buildPage()
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://page').pathname)
    const body = name === '' ? PAGE : name === 'page.css' ? 'body { margin: 0 }' : files.get(name)
    response.writeHead(body === undefined ? 404 : 200, {
      'content-security-policy': POLICY,
      'content-type': typeOf(name),
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launchChromium()
  let problems: string[] = []

  const pages = new Map<string, Page>()

  const openPage = async (options: BrowserContextOptions, at: string): Promise<Page> => {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    context.setDefaultTimeout(10_000)
    context.on('request', (request) => {
      if (!request.url().startsWith(origin)) problems.push(`request to ${request.url()}`)
    })
    context.on('console', (message) => {
      // The browser asks for an icon of its own accord.
      if (message.location().url.endsWith('/favicon.ico')) return
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
    })
    context.on('weberror', (error) => problems.push(error.error().message))
    context.on('dialog', (dialog) => {
      problems.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    context.on('page', (page) => {
      if (context.pages().length > 1) problems.push(`page ${page.url()}`)
    })
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
      })
      addEventListener('error', (event) => {
        console.error(`error: ${event.message}`)
      })
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
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

async function buildPage(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/conversation-page.ts`],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: '/',
    write: false,
    minify: true,
    target: 'es2022',
    conditions: ['ghost-chat-source'],
    logLevel: 'warning',
  })
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
}

function typeOf(name: string): string {
  if (name.endsWith('.js')) return 'text/javascript; charset=utf-8'
  return name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/html; charset=utf-8'
}

export const SELF = 'did:key:z6MkownownownownownownownownownownownownMe42'
export const ADA = 'did:key:z6MkadaadaadaadaadaadaadaadaadaadaAda9xQ'
export const BEN = 'did:key:z6MkbenbenbenbenbenbenbenbenbenbenBen7tK'
export const NOUR = 'did:key:z6MknournournournournournournournournNou3wR'

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
