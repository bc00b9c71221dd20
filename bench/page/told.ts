/** How long a person waits until a room says that its relay cannot be reached. */
import { createServer, type AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import type { Host } from './host.ts'

/** What a page may say of it, in any version. */
const SAID = /does(?:n[’']t| not) answer|isn[’']t answering|can[’']t (?:be )?reach|refused|still connecting/i
const PATIENCE = 60_000

/** Takes connections and answers nothing. */
export async function silentRelay(): Promise<{ readonly url: string; readonly close: () => void }> {
  const open = new Set<{ destroy(): void }>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** Nobody listens there: connections are refused. */
export async function closedRelay(): Promise<string> {
  const { url, close } = await silentRelay()
  close()
  return url
}

/** Milliseconds from the address until the words are there. */
export async function toldAfter(browser: Browser, host: Host, relay: string): Promise<number> {
  const context = await browser.newContext({ serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(`${host.origin}/?relay=${relay}#/told`, { waitUntil: 'commit' })
    await page.getByText(SAID).first().waitFor({ timeout: PATIENCE })
    return performance.now() - began
  } finally {
    await context.close()
  }
}
