import { launch, type Browser } from 'puppeteer-core'

/** Which Firefox; empty where `npm test` found none. */
const path = process.env['GHOST_FIREFOX'] ?? '/usr/bin/firefox-esr'

/**
 * Starts a stock Firefox over WebDriver BiDi, without a screen and with an empty profile.
 * @throws Error where there is none
 */
export async function launchFirefox(): Promise<Browser> {
  if (path === '') throw new Error('There is no Firefox here: install one, or name it in FIREFOX_PATH.')
  return launch({
    browser: 'firefox',
    executablePath: path,
    headless: true,
    extraPrefsFirefox: {
      // A machine in CI may have no other network, and nobody there answers for the names that hide addresses.
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
    },
  })
}
