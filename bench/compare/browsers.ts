/** A stage of pages: each in a context, and so a profile, of its own, in one headless Chromium. */
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { bundleLibrary, serveLibrary } from '../../tests/support/library-page.ts'
import type { Contender, ContenderId } from './contenders.ts'
import type { Ask, Order, Orders } from './orders.ts'
import { Participant } from './processes.ts'
import { PATIENCE, type Performer, type Stage } from './stage.ts'

interface BrowserContender extends Omit<Contender, 'load' | 'serves' | 'rooms'> {
  /** Whose server serves it. */
  readonly server: ContenderId
}

export const BROWSERS = {
  'ghost-chat': {
    name: 'ghost-chat',
    packages: ['ghost-chat'],
    server: 'ghost-chat',
    signed: 'sender; all verify',
    path: 'WebRTC, relay',
    ...{ encrypted: true, list: 'signed', set: 'flood rule off, joining may take 40 s' },
  },
  trystero: {
    name: 'trystero',
    packages: ['@trystero-p2p/core'],
    server: 'trystero',
    ...{ signed: 'no', path: 'WebRTC', encrypted: true, list: 'its own' },
  },
  'y-webrtc': {
    name: 'y-webrtc awareness',
    packages: ['y-webrtc', 'yjs'],
    server: 'trystero',
    ...{ signed: 'no', path: 'WebRTC', encrypted: true, list: 'its own' },
  },
} as const satisfies Record<string, BrowserContender>

export type BrowserId = keyof typeof BROWSERS

/** A browser, and where each contender's page is. */
export interface Pages {
  readonly browser: Browser
  readonly urls: ReadonlyMap<BrowserId, string>
  readonly close: () => Promise<void>
}

export async function servePages(browser: Browser, ids: readonly BrowserId[]): Promise<Pages> {
  const served = await Promise.all(
    ids.map(async (id) => {
      const script = fileURLToPath(new URL(`pages/${id}.ts`, import.meta.url))
      return [id, await serveLibrary(await bundleLibrary(`import ${JSON.stringify(script)}`))] as const
    }),
  )
  return {
    browser,
    urls: new Map(served.map(([id, { url }]) => [id, url])),
    async close() {
      for (const [, { close }] of served) close()
      await browser.close()
    },
  }
}

export async function browserStage(id: BrowserId, { browser, urls }: Pages): Promise<Stage> {
  const server = new Participant(BROWSERS[id].server)
  const contexts: { readonly close: () => Promise<void> }[] = []
  const close = async (): Promise<void> => {
    await Promise.all([server.end(), ...contexts.map((context) => context.close())])
  }
  try {
    const { url } = await server.order('serve', {})
    return {
      server,
      close,
      async member() {
        const context = await browser.newContext()
        contexts.push(context)
        const page = await context.newPage()
        page.setDefaultTimeout(PATIENCE)
        await page.goto(urls.get(id) ?? '')
        await page.waitForFunction(() => 'obey' in globalThis)
        return performer(id, page)
      },
      async join(member, { contact = false, quiet = false } = {}) {
        return (await member.order('join', { url, room: 'room', contact, quiet })).took
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function performer(id: BrowserId, page: Page): Performer {
  return {
    async order<O extends Order>(order: O, ask: Orders[O]['ask']): Promise<Orders[O]['answer']> {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => {
        late.reject(new Error(`${id} did not ${order} within ${PATIENCE / 1_000} s.`))
      }, PATIENCE)
      const asked: [Order, Ask] = [order, ask]
      const answer = page.evaluate(([order, ask]) => globalThis.obey(order, ask), asked)
      try {
        return await Promise.race([answer, late.promise])
      } finally {
        clearTimeout(timer)
      }
    },
  }
}
