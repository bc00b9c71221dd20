/**
 * The page with a stage in place of the network (see fake-space.ts), in a real browser that reports whatever
 * should not happen: errors, violations of the page's policy, requests to anywhere else.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { buildPage } from '../../apps/web/build.ts'
import { launchChromium } from '../support/chromium.ts'
import type { Stage } from './fake-space.ts'
import { EMPTY_PAGE, servePage } from './serve-page.ts'

const PATIENCE_MS = 5_000
const STAGE_KEY = 'stage'

export interface Visit extends BrowserContextOptions {
  /** What follows the `#` of the address. */
  at?: string
  /** How the stage is set. */
  stage?: Partial<Pick<Stage, 'joinFailures' | 'sendFailures' | 'backlog'>>
}

export interface Theatre {
  visit(visit?: Visit): Promise<Page>
  /** Empties all pages; returns everything that went wrong on them. */
  clear(): Promise<string[]>
  close(): Promise<void>
}

export async function openTheatre(): Promise<Theatre> {
  const directory = await mkdtemp(join(tmpdir(), 'ghost-chat-page-test-'))
  await buildPage({ outDir: directory, alias: { 'ghost-chat': join(import.meta.dirname, 'fake-space.ts') } })
  const [served, browser] = await Promise.all([servePage(directory), launchChromium()])
  let problems: string[] = []
  const pages = new Map<string, Page>()

  const openPage = async (options: BrowserContextOptions): Promise<Page> => {
    // Motion costs a browser without a graphics card more than everything else here.
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    context.setDefaultTimeout(PATIENCE_MS)
    context.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(served.origin)) problems.push(`request to ${url}`)
    })
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
    })
    context.on('weberror', (error) => problems.push(error.error().message))
    context.on('dialog', (dialog) => {
      problems.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    await context.addInitScript((key) => {
      // The blank page that a tab begins with has no storage.
      if (location.origin === 'null') return
      const setup = sessionStorage.getItem(key)
      if (setup !== null)
        globalThis.stageSetup = JSON.parse(setup) as NonNullable<typeof globalThis.stageSetup>
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
      })
    }, STAGE_KEY)
    return context.newPage()
  }

  return {
    async visit({ at = '', stage = {}, ...options } = {}) {
      // A page of its own for every test would take most of the time; a page is emptied much faster.
      const kind = JSON.stringify(options)
      const page = pages.get(kind) ?? (await openPage(options))
      pages.set(kind, page)
      await page.goto(`${served.origin}${EMPTY_PAGE}`)
      await page.evaluate(
        ([key, setup]) => {
          sessionStorage.clear()
          sessionStorage.setItem(key, setup)
        },
        [STAGE_KEY, JSON.stringify(stage)] as const,
      )
      await page.goto(`${served.origin}/#${at}`)
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

/** Comes in by the door, and waits until the room is there. */
export async function comeIn(page: Page, room = 'lobby', name = 'Mira'): Promise<void> {
  await page.getByTestId('room-input').fill(room)
  await page.getByTestId('name-input').fill(name)
  await page.getByTestId('join-button').click()
  await page.getByTestId('connection').getByText('Connected').waitFor()
}

/** Writes and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer').fill(text)
  await page.getByTestId('composer').press('Enter')
}

export const OWN_DID = 'did:key:z6MkownownownownownownownownownownownownMe42'
export const ADA = 'did:key:z6MkadaadaadaadaadaadaadaadaadaadaAda9xQ'
export const BEN = 'did:key:z6MkbenbenbenbenbenbenbenbenbenbenBen7tK'
