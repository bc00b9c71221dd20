/** One newcomer's visit: from the address to the first message of a room in which another one is. */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import type { Host } from './host.ts'

/** As people meet it; bit/s and ms. */
export interface Line {
  readonly latency: number
  readonly bits: number
}

export const LINES = {
  '3G': { latency: 400, bits: 400_000 },
  'slow 4G': { latency: 150, bits: 1_600_000 },
} as const satisfies Record<string, Line>

export interface Circumstances {
  readonly name: string
  /** Whether the page was there before, and its worker has kept it. */
  readonly warm: boolean
  /** How many times slower the processor is. */
  readonly slower: number
  readonly line?: Line
}

/** Milliseconds since the address was opened, unless something else is said. */
export interface Figures {
  readonly firstPaint: number
  readonly largestPaint: number
  readonly canWrite: number
  readonly firstMessage: number
  /** Cumulative layout shift until 1.5 s after the first message; no unit. */
  readonly layoutShift: number
  /** What the main thread's tasks took beyond 50 ms each, until the first message. */
  readonly blocked: number
  readonly longestTask: number
  /** Asked of the network until the first message, and the bytes of the answers' bodies; also what came until the end. */
  readonly requests: number
  readonly bytes: number
  readonly requestsInAll: number
  readonly bytesInAll: number
}

/** A visit that takes longer has failed, in milliseconds. */
const PATIENCE = 90_000
/** What still moves then is not of the entrance. */
const AFTERWARDS = 1_500
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

interface Seen {
  canWrite: number
  firstMessage: number
  firstPaint: number
  largestPaint: number
  layoutShift: number
  tasks: { start: number; took: number }[]
}

declare global {
  var benchSeen: Seen
}

/** Runs in the page before its scripts. */
function watch(): void {
  const seen: Seen = {
    ...{ canWrite: 0, firstMessage: 0, firstPaint: 0, largestPaint: 0, layoutShift: 0 },
    tasks: [],
  }
  globalThis.benchSeen = seen
  const observe = (type: string, take: (entry: PerformanceEntry) => void): void => {
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true })
  }
  observe('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') seen.firstPaint = startTime
  })
  observe('largest-contentful-paint', ({ startTime }) => (seen.largestPaint = startTime))
  observe('longtask', ({ startTime, duration }) => seen.tasks.push({ start: startTime, took: duration }))
  observe('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
    if (!hadRecentInput) seen.layoutShift += value
  })
  // The room draws in shadow roots, one inside the other.
  const roots: ShadowRoot[] = []
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its element below
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (init) {
    const made = attach.call(this, init)
    roots.push(made)
    return made
  }
  const first = (selector: string): Element | undefined => {
    for (const root of roots) {
      const found = root.querySelector(selector)
      if (found !== null) return found
    }
    return undefined
  }
  const look = (): void => {
    if (seen.canWrite === 0) {
      const composer = first('[data-testid=composer]')
      if (composer instanceof HTMLTextAreaElement && !composer.disabled) seen.canWrite = performance.now()
    }
    if (seen.firstMessage === 0 && first('[data-testid=message]') !== undefined)
      seen.firstMessage = performance.now()
    if (seen.canWrite === 0 || seen.firstMessage === 0) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** @param room what follows the page's address, and what the relay's address is */
export async function visit(
  browser: Browser,
  host: Host,
  relay: string,
  room: string,
  { warm, slower, line }: Circumstances,
): Promise<Figures> {
  const context = await browser.newContext(PHONE)
  try {
    context.setDefaultTimeout(PATIENCE)
    if (warm) await comeBefore(context, host)
    const page = await context.newPage()
    await page.addInitScript(watch)
    const devtools = await context.newCDPSession(page)
    await throttle(devtools, slower, line)
    const ofRelay: number[] = []
    page.on('request', (request) => {
      if (request.url().startsWith(relay)) ofRelay.push(Date.now())
    })
    host.asked()
    await page.goto(`${host.origin}/${room}`, { waitUntil: 'commit' })
    await page.waitForFunction(() => globalThis.benchSeen.firstMessage > 0, undefined, { polling: 50 })
    await page.waitForTimeout(AFTERWARDS)
    return await figuresOf(page, host, ofRelay)
  } finally {
    await context.close()
  }
}

/** A visit to the door, until the worker has kept the page. */
async function comeBefore(context: BrowserContext, host: Host): Promise<void> {
  const page = await context.newPage()
  await page.goto(host.origin)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.close()
}

async function throttle(devtools: CDPSession, slower: number, line: Line | undefined): Promise<void> {
  if (slower !== 1) await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
  if (line === undefined) return
  const { latency, bits } = line
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency },
    ...{ downloadThroughput: bits / 8, uploadThroughput: bits / 8 },
  })
}

async function figuresOf(page: Page, host: Host, ofRelay: readonly number[]): Promise<Figures> {
  const seen = await page.evaluate(() => ({ ...globalThis.benchSeen, origin: performance.timeOrigin }))
  const shown = seen.origin + seen.firstMessage
  const asked = host.asked()
  const before = asked.filter(({ at }) => at <= shown)
  const tasks = seen.tasks.filter(({ start }) => start <= seen.firstMessage)
  const bytesOf = (answers: readonly { bytes: number }[]): number =>
    answers.reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    firstPaint: seen.firstPaint,
    largestPaint: seen.largestPaint,
    canWrite: seen.canWrite,
    firstMessage: seen.firstMessage,
    layoutShift: seen.layoutShift,
    blocked: tasks.reduce((sum, { took }) => sum + Math.max(0, took - 50), 0),
    longestTask: Math.max(0, ...tasks.map(({ took }) => took)),
    requests: before.length + ofRelay.filter((at) => at <= shown).length,
    bytes: bytesOf(before),
    requestsInAll: asked.length + ofRelay.length,
    bytesInAll: bytesOf(asked),
  }
}
