import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findWallets, type FoundWallet } from '../../../src/identity/wallet/find-wallets.ts'
import { fakeWallet } from '../../support/fake-wallet.ts'

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const provider = fakeWallet()
const info = {
  uuid: uuid(1),
  name: 'Good Wallet',
  icon: 'data:image/png;base64,AAAA',
  rdns: 'io.good.wallet',
}

let page: EventTarget
beforeEach(() => {
  page = new EventTarget()
  vi.stubGlobal('window', page)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** What is found where these are announced. */
function found(...details: readonly unknown[]): Promise<readonly FoundWallet[]> {
  page.addEventListener('eip6963:requestProvider', () => {
    for (const detail of details) {
      page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
    }
  })
  return findWallets({ timeout: 10 })
}

describe('wallets that announce themselves', () => {
  it('[AC11] are found, in a copy that nobody can change', async () => {
    const [one] = await found({ info, provider })
    expect(one).toEqual({ info, provider })
    expect(Object.isFrozen(one?.info)).toBe(true)
  })

  it('[AC11] each once, the first with a uuid', async () => {
    const wallets = await found({ info, provider }, { info: { ...info, name: 'Copy' }, provider })
    expect(wallets.map((one) => one.info.name)).toEqual(['Good Wallet'])
  })

  it('[AC11] 50 at most', async () => {
    const many = Array.from({ length: 51 }, (_, i) => ({ info: { ...info, uuid: uuid(i) }, provider }))
    expect(await found(...many)).toHaveLength(50)
  })

  it.each([
    ['nothing', null],
    ['no provider', { info }],
    ['a provider that cannot be asked', { info, provider: { request: 1 } }],
    ['no name', { info: { ...info, name: '\u200B\u0000' }, provider }],
    ['a uuid that is none', { info: { ...info, uuid: 'x' }, provider }],
    ['a reversed domain that is none', { info: { ...info, rdns: '<b>' }, provider }],
    [
      'getters that throw',
      {
        get info(): never {
          throw new Error('boo')
        },
        provider,
      },
    ],
  ])('[AC11] %s is no wallet', async (_, detail) => {
    expect(await found(detail)).toEqual([])
  })

  it.each([
    ['https://evil.example/track.png'],
    ['javascript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    [`data:image/png;base64,${'A'.repeat(65_536)}`],
    [undefined],
  ])('[AC11] a wallet whose icon is %.40s has none', async (icon) => {
    const [one] = await found({ info: { ...info, icon }, provider })
    expect(one?.info).toEqual({ uuid: info.uuid, name: info.name, rdns: info.rdns })
  })

  it('[AC11] an icon of 65,536 characters is taken', async () => {
    const icon = 'data:image/png;base64,'.padEnd(65_536, 'A')
    expect((await found({ info: { ...info, icon }, provider }))[0]?.info.icon).toBe(icon)
  })

  it('[AC11] names are shortened, and what turns the reading around is taken out', async () => {
    const [one] = await found({ info: { ...info, name: `\u202EGood\u0007 ${'x'.repeat(100)}` }, provider })
    expect(one?.info.name).toBe(`Good ${'x'.repeat(59)}`)
  })

  it('[AC11] outside browsers there are none; waiting can be given up', async () => {
    const controller = new AbortController()
    const waiting = findWallets({ timeout: 60_000, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    vi.unstubAllGlobals()
    expect(await findWallets()).toEqual([])
  })
})
