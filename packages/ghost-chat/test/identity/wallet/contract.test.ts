import { encodeDeployData, hashMessage, parseAbi, erc6492SignatureValidatorByteCode } from 'viem'
import { describe, expect, it } from 'vitest'
import { AccountJudge, type ProofContext } from '../../../src/identity/account.ts'
import { platformCrypto } from '../../../src/identity/crypto.ts'
import type { KeyIdentity } from '../../../src/identity/identity.ts'
import { contractVouches } from '../../../src/identity/wallet/contract.ts'
import { delegationText } from '../../../src/identity/wallet/delegation.ts'
import { wallet } from '../../../src/identity/wallet/wallet.ts'
import { VALIDATOR } from '../../../src/identity/wallet/validator-bytecode.ts'
import { spaceName } from '../../../src/wire/names.ts'
import { fakeWallet, keyOf } from '../../support/fake-wallet.ts'
import { NOW, OTHER_TOPIC, TOPIC } from '../../support/forge.ts'
import { rejectedCode } from '../../support/thrown.ts'
import { turn } from '../../support/sync-crypto.ts'

const suite = await platformCrypto()
const yes = (): string => '0x01'
/** A wallet whose account is a contract: what it signs recovers to nobody. */
const contractWallet = (signature = '0xabcdef', vouches = yes): ReturnType<typeof fakeWallet> =>
  fakeWallet(keyOf(9), { personal_sign: () => signature, eth_call: vouches })
const logIn = (provider: ReturnType<typeof fakeWallet>): Promise<KeyIdentity> =>
  wallet({ provider, domain: 'chat.example' })(spaceName('my-dapp'), suite) as Promise<KeyIdentity>
const holder = await logIn(contractWallet())
const proof = holder.proof!

describe('logging in with a contract', () => {
  it('a signature that its contract vouches for is taken', () => {
    expect(proof.s).toEqual({ t: 'eip1271', s: '0xabcdef' })
  })

  it('one that ends as EIP-6492 says is that of a contract yet to come', async () => {
    const wrapped = `0xabcd${'6492'.repeat(16)}`
    expect((await logIn(contractWallet(wrapped))).proof?.s).toEqual({ t: 'eip6492', s: wrapped })
  })

  it.each([
    ['0x00'],
    ['0x'],
    [`0x${'0'.repeat(64)}`],
    ['0x02'],
    [1],
    [null],
    [`0x1626ba7e${'0'.repeat(56)}`],
  ])('one of which its chain says %j is not', async (answer) => {
    const provider = contractWallet('0xabcdef', () => answer as string)
    expect(await rejectedCode(logIn(provider))).toBe('ERR_WALLET_FAILED')
  })
})

describe('asking a chain', () => {
  it('the question is EIP-6492’s, as viem would put it', async () => {
    expect(VALIDATOR).toBe(erc6492SignatureValidatorByteCode)
    const calls: unknown[] = []
    const chain = fakeWallet(keyOf(1), { eth_call: (params) => (calls.push(...params), '0x01') })
    const hash = hashMessage(delegationText(proof.p)!)
    expect(await contractVouches(proof, hash.slice(2), chain)).toBe(true)
    const data = encodeDeployData({
      abi: parseAbi(['constructor(address signer, bytes32 hash, bytes signature)']),
      bytecode: erc6492SignatureValidatorByteCode,
      args: [proof.p.iss.slice(-42) as `0x${string}`, hash, '0xabcdef'],
    })
    expect(calls).toEqual([{ data }, 'latest'])
  })

  it('another chain is not asked', async () => {
    const chain = fakeWallet(keyOf(1), { eth_chainId: () => '0xa', eth_call: yes })
    expect(await contractVouches(proof, '00'.repeat(32), chain)).toBe(false)
    expect(chain.asked).not.toContain('eth_call')
  })
})

describe('a contract’s account in a room', () => {
  const judgeWith = (
    answer: () => unknown,
    now = (): number => NOW,
  ): { proven: () => Promise<boolean | undefined>; asked: () => number } => {
    const chain = fakeWallet(keyOf(1), { eth_call: answer })
    const judge = new AccountJudge(suite.sha256, { provider: chain }, now)
    return {
      proven: async () => {
        const claim = await judge.judge(proof, holder.did, TOPIC)
        for (let i = 0; i < 20; i++) await turn()
        return claim === 'busy' ? undefined : claim?.proven
      },
      asked: () => chain.asked.filter((method) => method === 'eth_call').length,
    }
  }

  it('[AC9] nobody waits for the chain: the next renewal is proven, and it is asked once', async () => {
    const { proven, asked } = judgeWith(yes)
    expect(await proven()).toBe(false)
    expect([await proven(), await proven()]).toEqual([true, true])
    expect(asked()).toBe(1)
  })

  it('[AC9] a chain that fails or says no proves nothing, is no offence, and is asked again after 30 s', async () => {
    let now = NOW
    let answer: unknown = new Error('down')
    const { proven, asked } = judgeWith(
      () => {
        if (answer instanceof Error) throw answer
        return answer
      },
      () => now,
    )
    await proven()
    now += 29_999
    expect([await proven(), asked()]).toEqual([false, 1])
    now += 1
    answer = '0x00'
    expect([await proven(), asked()]).toEqual([false, 2])
    now += 30_000
    answer = '0x01'
    await proven()
    expect([await proven(), asked()]).toEqual([true, 3])
  })

  it('[AC9] four questions at once and no more', async () => {
    const chain = fakeWallet(keyOf(1), { eth_call: () => new Promise(() => undefined) })
    const judge = new AccountJudge(suite.sha256, { provider: chain })
    for (let i = 0; i < 6; i++) {
      const other = { ...proof, s: { t: 'eip1271' as const, s: `0x0${i}` } }
      expect(await judge.judge(other, holder.did, TOPIC)).toMatchObject({ proven: false })
    }
    for (let i = 0; i < 20; i++) await turn()
    expect(chain.asked.filter((method) => method === 'eth_call')).toHaveLength(4)
  })

  it('[AC9] 30 accounts a minute in a room, half of them of one peer’s, and none in a room of more than 50', async () => {
    let now = NOW
    const chain = fakeWallet(keyOf(1), { eth_call: yes })
    const asked = (): number => chain.asked.filter((method) => method === 'eth_call').length
    const judge = new AccountJudge(suite.sha256, { provider: chain }, () => now)
    let made = 0
    const ask = async (count: number, context: ProofContext, topic = TOPIC): Promise<number> => {
      const before = asked()
      for (let i = 0; i < count; i++) {
        const other = {
          ...proof,
          s: { t: 'eip1271' as const, s: `0x${(++made).toString(16).padStart(4, '0')}` },
        }
        await judge.judge(other, holder.did, topic, context)
        for (let n = 0; n < 20; n++) await turn()
      }
      return asked() - before
    }
    expect(await ask(40, { sessions: 51 })).toBe(0)
    expect(await ask(40, { sessions: 50, bearers: ['eve'] })).toBe(15)
    expect(await ask(40, { sessions: 50 })).toBe(15)
    expect(await ask(40, { sessions: 50 })).toBe(0)
    expect(await ask(5, {}, OTHER_TOPIC)).toBe(5)
    now += 60_000
    expect(await ask(40, { sessions: 50 })).toBe(30)
  })
})
