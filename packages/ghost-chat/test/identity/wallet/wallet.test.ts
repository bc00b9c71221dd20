import { verifyMessage } from 'viem'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GhostChatError } from '../../../src/errors.ts'
import { platformCrypto } from '../../../src/identity/crypto.ts'
import type { KeyIdentity } from '../../../src/identity/identity.ts'
import { parseSiweMessage } from '../../../src/identity/wallet/siwe-message.ts'
import { wallet } from '../../../src/identity/wallet/wallet.ts'
import type { WalletOptions } from '../../../src/identity/wallet/wallet-options.ts'
import { spaceName } from '../../../src/wire/names.ts'
import { fakeWallet, keyOf, personalSign, type FakeWallet } from '../../support/fake-wallet.ts'
import { rejectedCode, thrownCode } from '../../support/thrown.ts'

const space = spaceName('my-dapp')
const suite = await platformCrypto()
const domain = 'chat.example'

const logIn = (provider: FakeWallet, options: Partial<WalletOptions> = {}): Promise<KeyIdentity> =>
  wallet({ provider, domain, ...options })(space, suite) as Promise<KeyIdentity>

const code = (provider: FakeWallet, options: Partial<WalletOptions> = {}): Promise<string | undefined> =>
  rejectedCode(logIn(provider, options))

const failing = (error: unknown): (() => never) => {
  return () => {
    throw error
  }
}
const rpcError = (number: number): Error => Object.assign(new Error('no'), { code: number })

describe('logging in', () => {
  it('[AC2] asks the wallet once to sign one message: this site, this session, this space, until then', async () => {
    const provider = fakeWallet()
    const identity = await logIn(provider)
    expect(provider.asked).toEqual(['eth_requestAccounts', 'eth_chainId', 'personal_sign'])
    const message = parseSiweMessage(provider.shown[0]!)
    expect(message).toMatchObject({
      domain,
      address: provider.address,
      uri: identity.did,
      chainId: 1,
      resources: ['ghost-chat://space/my-dapp'],
    })
    expect(message?.nonce).toMatch(/^[0-9a-f]{32}$/)
    await identity.sign(new Uint8Array(1))
    expect(provider.asked).toHaveLength(3)
  })

  it('[AC2] every log-in has a session key and a nonce of its own, though the wallet signs alike', async () => {
    const provider = fakeWallet()
    const [one, two] = [await logIn(provider), await logIn(provider)]
    expect(one.did).not.toBe(two.did)
    expect(one.proof?.p.nonce).not.toBe(two.proof?.p.nonce)
  })

  it('[AC2] a space with letters beyond ASCII is named percent-encoded', async () => {
    const provider = fakeWallet()
    await wallet({ provider, domain })(spaceName('Käse.1'), suite)
    expect(provider.shown[0]).toContain('- ghost-chat://space/K%C3%A4se%2E1')
  })

  it('[AC4] the delegation ends after a day, or after what was asked for', async () => {
    const lifetime = async (options: Partial<WalletOptions>): Promise<number> => {
      const { proof } = await logIn(fakeWallet(), options)
      return Date.parse(proof!.p.exp) - Date.parse(proof!.p.iat)
    }
    expect(await lifetime({})).toBe(86_400_000)
    expect(await lifetime({ expiresIn: 604_800_000 })).toBe(604_800_000)
  })

  it('[AC10] the proof is kept back where the account is not to be disclosed', async () => {
    const identity = await logIn(fakeWallet(), { disclose: false })
    expect(identity).toMatchObject({ account: expect.stringMatching(/^did:pkh:eip155:1:0x/) as string })
    expect(identity).not.toHaveProperty('proof')
  })

  it('viem believes the signature too', async () => {
    const provider = fakeWallet()
    const { proof } = await logIn(provider)
    const address = provider.address as `0x${string}`
    const signature = proof!.s.s as `0x${string}`
    expect(await verifyMessage({ address, message: provider.shown[0]!, signature })).toBe(true)
    expect(await verifyMessage({ address, message: `${provider.shown[0]!}.`, signature })).toBe(false)
  })
})

describe('what cannot be asked of a wallet', () => {
  const options = (change: object): WalletOptions => ({ provider: fakeWallet(), domain, ...change })
  it.each([
    ['no wallet', { provider: undefined }, 'ERR_WALLET_ABSENT'],
    ['what is no wallet', { provider: {} }, 'ERR_WALLET_ABSENT'],
    ['no domain, outside browsers', { domain: undefined }, 'ERR_WALLET_MESSAGE'],
    ['a look-alike domain', { domain: 'ch\u0430t.example' }, 'ERR_WALLET_MESSAGE'],
    ['a domain with a user part', { domain: 'bank.example@evil.example' }, 'ERR_WALLET_MESSAGE'],
    ['a domain with a line break', { domain: 'a.example\n\nURI: x' }, 'ERR_WALLET_MESSAGE'],
    ['a statement of two lines', { statement: 'a\nb' }, 'ERR_WALLET_MESSAGE'],
    ['a statement of 513 characters', { statement: 'a'.repeat(513) }, 'ERR_WALLET_MESSAGE'],
    ['a delegation of 7 days and 1 ms', { expiresIn: 604_800_001 }, 'ERR_OPTION_INVALID'],
    ['a delegation of nothing', { expiresIn: 0 }, 'ERR_OPTION_INVALID'],
    ['a delegation without end', { expiresIn: Infinity }, 'ERR_OPTION_INVALID'],
    ['half a chain', { chainId: 0.5 }, 'ERR_OPTION_INVALID'],
  ])('%s', (_, change, expected) => {
    expect(thrownCode(() => wallet(options(change)))).toBe(expected)
  })

  it('a page need not name its domain', async () => {
    vi.stubGlobal('location', { host: 'page.example:8443' })
    const provider = fakeWallet()
    await wallet({ provider })(space, suite)
    vi.unstubAllGlobals()
    expect(provider.shown[0]).toMatch(/^page\.example:8443 wants you to sign in/)
  })
})

describe('wallets that do not do as asked', () => {
  const junk = {
    toString: failing(new Error('no')),
    get code(): never {
      throw new Error('no')
    },
  }
  it.each<[string, Parameters<typeof fakeWallet>[1], string]>([
    ['refuse the accounts', { eth_requestAccounts: failing(rpcError(4001)) }, 'ERR_WALLET_REFUSED'],
    ['refuse to sign', { personal_sign: failing(rpcError(4001)) }, 'ERR_WALLET_REFUSED'],
    ['are locked', { eth_requestAccounts: failing(rpcError(4100)) }, 'ERR_WALLET_LOCKED'],
    ['have no connection', { eth_requestAccounts: failing(rpcError(4900)) }, 'ERR_WALLET_LOCKED'],
    ['give no account', { eth_requestAccounts: () => [] }, 'ERR_WALLET_LOCKED'],
    ['have lost their chain', { eth_chainId: failing(rpcError(4901)) }, 'ERR_WALLET_CHAIN'],
    ['give accounts of another kind', { eth_requestAccounts: () => 'me' }, 'ERR_WALLET_FAILED'],
    ['give an account that is no address', { eth_requestAccounts: () => ['0x12'] }, 'ERR_WALLET_FAILED'],
    ['give a chain that is none', { eth_chainId: () => 'mainnet' }, 'ERR_WALLET_FAILED'],
    ['give a chain of 2^60', { eth_chainId: () => '0x1000000000000000' }, 'ERR_WALLET_FAILED'],
    ['throw a text', { eth_requestAccounts: failing('boo') }, 'ERR_WALLET_FAILED'],
    ['throw nothing', { eth_requestAccounts: failing(undefined) }, 'ERR_WALLET_FAILED'],
    ['throw what throws', { eth_requestAccounts: failing(junk) }, 'ERR_WALLET_FAILED'],
    ['sign nothing', { personal_sign: () => null }, 'ERR_WALLET_FAILED'],
    ['sign half a byte', { personal_sign: () => '0xabc' }, 'ERR_WALLET_FAILED'],
    ['sign with zeros', { personal_sign: () => `0x${'00'.repeat(65)}` }, 'ERR_WALLET_FAILED'],
    ['sign at length', { personal_sign: () => `0x${'ab'.repeat(4_096)}` }, 'ERR_WALLET_FAILED'],
    [
      'sign with another key',
      {
        personal_sign: ([data]) =>
          personalSign(Buffer.from(String(data).slice(2), 'hex').toString(), keyOf(8)),
      },
      'ERR_WALLET_FAILED',
    ],
    ['sign another text', { personal_sign: () => personalSign('send all', keyOf(7)) }, 'ERR_WALLET_FAILED'],
  ])('that %s', async (_, answers, expected) => {
    expect(await code(fakeWallet(keyOf(7), answers))).toBe(expected)
  })

  it('that are on another chain than the app wants', async () => {
    expect(await code(fakeWallet(), { chainId: 10 })).toBe('ERR_WALLET_CHAIN')
    expect((await logIn(fakeWallet(), { chainId: 1 })).account).toContain(':eip155:1:')
  })

  it('that never answer: waiting ends, by time or by the app', async () => {
    const silent = fakeWallet(keyOf(7), { personal_sign: () => new Promise(() => undefined) })
    expect(await code(silent, { timeout: 20 })).toBe('ERR_WALLET_FAILED')
    const controller = new AbortController()
    const waiting = logIn(silent, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })

  it('the wallet’s own error is the cause', async () => {
    const cause = rpcError(4001)
    const error: unknown = await logIn(fakeWallet(keyOf(7), { personal_sign: failing(cause) })).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ cause })
  })
})

describe('an account switched in mid-session', () => {
  let changes: string[]
  const onChange = (error: GhostChatError): void => {
    changes.push(error.code)
  }
  beforeEach(() => {
    changes = []
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('is told once, and then no longer listened for', async () => {
    const provider = fakeWallet()
    await logIn(provider, { onChange })
    expect(provider.listeners()).toBe(1)
    provider.switchTo([provider.address.toLowerCase()])
    expect(changes).toEqual([])
    provider.switchTo(['0x0000000000000000000000000000000000000001'])
    provider.switchTo(['0x0000000000000000000000000000000000000002'])
    expect(changes).toEqual(['ERR_WALLET_CHANGED'])
    expect(provider.listeners()).toBe(0)
  })

  it.each([[[]], ['junk'], [undefined], [[7]]])(
    '%j instead of accounts is a change too',
    async (accounts) => {
      const provider = fakeWallet()
      await logIn(provider, { onChange })
      provider.switchTo(accounts)
      expect(changes).toEqual(['ERR_WALLET_CHANGED'])
    },
  )

  it('is not listened for where nobody asked, nor after the signal', async () => {
    const provider = fakeWallet()
    await logIn(provider)
    expect(provider.listeners()).toBe(0)
    const controller = new AbortController()
    await logIn(provider, { onChange, signal: controller.signal })
    expect(provider.listeners()).toBe(1)
    controller.abort()
    expect(provider.listeners()).toBe(0)
  })
})
