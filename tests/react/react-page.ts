/**
 * A page in a real browser with React and the hooks in hand, and nothing on it. Bundled as for development, where
 * StrictMode does everything twice.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { slim } from '../../tools/slim/plugin.ts'
import type {} from '../../packages/react/test/support/kit.ts'
import { launchChromium } from '../support/chromium.ts'
import { serveLibrary } from '../support/library-page.ts'

const KIT = fileURLToPath(new URL('../../packages/react/test/support/kit.ts', import.meta.url))

export interface ReactPage {
  readonly page: Page
  /** What went wrong in the page since somebody asked last. */
  readonly problems: () => readonly string[]
  readonly close: () => Promise<void>
}

/** @param options `libp2p`: whether rooms over a relay can be joined, for which far more is to be bundled */
export async function openReactPage({ libp2p = false } = {}): Promise<ReactPage> {
  const { outputFiles } = await build({
    entryPoints: { stdin: KIT },
    outdir: '/',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['ghost-chat-source'],
    define: { 'process.env.NODE_ENV': '"development"' },
    ...(libp2p ? { plugins: [slim()] } : { external: ['#libp2p'] }),
    logLevel: 'warning',
  })
  const files = new Map(outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, '/'), contents]))
  const [browser, site]: [Browser, Awaited<ReturnType<typeof serveLibrary>>] = await Promise.all([
    launchChromium(),
    serveLibrary(files),
  ])
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', ({ message }) => problems.push(message))
  await page.goto(site.url)
  await page.waitForFunction('globalThis.reactKit !== undefined')
  return {
    page,
    problems: () => problems.splice(0),
    async close() {
      await browser.close()
      site.close()
    },
  }
}
