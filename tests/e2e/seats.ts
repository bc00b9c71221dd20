/** Seats in Chromium, in Firefox and here: each browser is started once, and each of its seats is a tab of its own. */
import type { Page } from 'playwright-core'
import { launchChromium } from '../support/chromium.ts'
import { launchFirefox } from '../support/firefox.ts'
import { bundleLibrary, serveLibrary } from '../support/library-page.ts'
import { createSeat, type Seat } from './seat.ts'

export type Platform = 'Chromium' | 'Firefox' | 'Node'

declare global {
  var seat: Seat
}

/** What a tab of either browser can be asked. */
interface Tab {
  readonly call: (method: keyof Seat, args: readonly unknown[]) => Promise<unknown>
}

interface Browser {
  readonly version: string
  readonly tab: (url: string) => Promise<Tab>
  readonly close: () => Promise<void>
}

export interface Seats {
  /**
   * A seat, taken from the first on: the same number is the same tab.
   * @throws Error where the browser could not be started
   */
  readonly take: (platform: Platform, number: number) => Promise<Seat>
  readonly version: (platform: Platform) => Promise<string>
  readonly close: () => Promise<void>
}

/** The script of a page that is a seat. */
export const SEAT_PAGE = `
  import { createSeat } from './tests/e2e/seat.ts'
  globalThis.seat = createSeat()`

/** Runs in a tab. */
async function call([method, args]: readonly [keyof Seat, readonly unknown[]]): Promise<unknown> {
  const ask = globalThis.seat[method] as (...given: readonly unknown[]) => Promise<unknown>
  return ask(...args)
}
const isReady = (): boolean => 'seat' in globalThis

/** A seat in a tab of Chromium that has loaded a seat's page. */
export async function tabSeat(page: Page): Promise<Seat> {
  await page.waitForFunction(isReady)
  return remote({ call: (method, args) => page.evaluate(call, [method, args] as const) })
}

async function startChromium(): Promise<Browser> {
  const browser = await launchChromium()
  return {
    version: browser.version(),
    async tab(url) {
      const page = await (await browser.newContext()).newPage()
      await page.goto(url)
      await page.waitForFunction(isReady)
      return { call: (method, args) => page.evaluate(call, [method, args] as const) }
    },
    close: () => browser.close(),
  }
}

async function startFirefox(): Promise<Browser> {
  const browser = await launchFirefox()
  return {
    version: (await browser.version()).replace(/^firefox\//, ''),
    async tab(url) {
      const page = await (await browser.createBrowserContext()).newPage()
      await page.goto(url)
      await page.waitForFunction(isReady)
      return { call: (method, args) => page.evaluate(call, [method, args] as const) }
    },
    close: () => browser.close(),
  }
}

/** Starts the browsers that are named, all at once. One that cannot be started fails whoever takes a seat in it. */
export async function startSeats(...platforms: readonly Platform[]): Promise<Seats> {
  const served = await serveLibrary(await bundleLibrary(SEAT_PAGE))
  const start = { Chromium: startChromium, Firefox: startFirefox }
  const browsers = new Map<Platform, Promise<Browser>>()
  for (const platform of platforms) if (platform !== 'Node') browsers.set(platform, start[platform]())
  await Promise.allSettled(browsers.values())
  const taken = new Map<string, Promise<Seat>>()

  async function browserOf(platform: Platform): Promise<Browser> {
    const browser = browsers.get(platform)
    if (browser === undefined) throw new Error(`${platform} was not started.`)
    return browser
  }

  async function make(platform: Platform): Promise<Seat> {
    if (platform === 'Node') return createSeat()
    const tab = await (await browserOf(platform)).tab(served.url)
    return remote(tab)
  }

  return {
    take(platform, number) {
      const name = `${platform} ${number}`
      const seat = taken.get(name) ?? make(platform)
      taken.set(name, seat)
      return seat
    },
    version: async (platform) =>
      platform === 'Node' ? process.versions.node : (await browserOf(platform)).version,
    async close() {
      const ended = await Promise.allSettled(browsers.values())
      for (const started of ended) if (started.status === 'fulfilled') await started.value.close()
      served.close()
    },
  }
}

/** A seat whose calls go to a tab. */
function remote({ call: ask }: Tab): Seat {
  const method =
    (name: keyof Seat) =>
    (...args: readonly unknown[]) =>
      ask(name, args)
  const names: readonly (keyof Seat)[] = [
    ...(['open', 'join', 'view', 'times', 'say', 'count', 'stop', 'numbers', 'leave'] as const),
  ]
  return Object.fromEntries(names.map((name) => [name, method(name)])) as unknown as Seat
}
