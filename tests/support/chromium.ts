import { chromium, type Browser } from 'playwright-core'

/** Which Chromium, and how: without a screen, and without a word to anyone but our own servers. */
export const CHROMIUM = {
  executablePath: process.env['GHOST_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, ...more] })
}
