/**
 * The text that a wallet shows, read in a browser: the very bytes that a wallet is given, in a plain page.
 * With GHOST_PICTURE=<file> the page is kept: so docs/images/wallet-message.png came to be.
 */
import { expect, it } from 'vitest'
import { GhostChatError, openSpace, wallet, type Eip1193Provider } from 'ghost-chat'
import { MemoryHub } from 'ghost-chat/network/memory'
import { launchChromium } from '../support/chromium.ts'

/** Has a wallet asked to sign, and refuses once it has seen what. */
async function messageShown(): Promise<string> {
  let shown = ''
  const provider: Eip1193Provider = {
    async request({ method, params = [] }) {
      if (method === 'eth_requestAccounts') return ['0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2']
      if (method === 'eth_chainId') return '0x1'
      shown = Buffer.from(String(params[0]).slice(2), 'hex').toString()
      throw Object.assign(new Error('seen enough'), { code: 4001 })
    },
  }
  const identity = wallet({ provider, domain: 'chat.example' })
  const opening = openSpace('my-dapp', { identity, network: new MemoryHub().network() })
  const error: unknown = await opening.catch((thrown: unknown) => thrown)
  expect(error instanceof GhostChatError && error.code).toBe('ERR_WALLET_REFUSED')
  return shown
}

it('[AC2] a wallet’s window says who asks, for what, where and until when, each on a line of its own', async () => {
  const text = await messageShown()
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 760, height: 400 } })
    await page.setContent(
      '<body style="margin:24px;font:15px/1.5 monospace"><pre style="white-space:pre-wrap">',
    )
    const pre = page.locator('pre')
    await pre.evaluate((element, message) => {
      element.textContent = message
    }, text)
    const lines = (await pre.innerText()).split('\n').filter((line) => line !== '')
    expect(lines).toHaveLength(11)
    expect(lines[0]).toBe('chat.example wants you to sign in with your Ethereum account:')
    expect(lines[2]).toMatch(/^Let this site send chat messages in my name, .* costs nothing\.$/)
    expect(lines[8]).toMatch(/^Expiration Time: /)
    expect(lines.slice(-2)).toEqual(['Resources:', '- ghost-chat://space/my-dapp'])
    const path = process.env['GHOST_PICTURE']
    if (path !== undefined) await page.screenshot({ path })
  } finally {
    await browser.close()
  }
})
