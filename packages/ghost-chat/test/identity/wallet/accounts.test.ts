import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { platformCrypto } from '../../../src/identity/crypto.ts'
import { guest } from '../../../src/identity/guest.ts'
import type { IdentityFactory, KeyIdentity } from '../../../src/identity/identity.ts'
import { AccountJudge } from '../../../src/identity/account.ts'
import { createVerifier, judgeFrame } from '../../../src/identity/verify.ts'
import { wallet } from '../../../src/identity/wallet/wallet.ts'
import { MemoryHub } from '../../../src/network/memory/index.ts'
import type { ChannelHandler, FrameVerdict } from '../../../src/network/port.ts'
import { claimAt, claimOf } from '../../../src/wire/account.ts'
import { parseEnvelopeText } from '../../../src/wire/envelope.ts'
import { LIMITS } from '../../../src/wire/limits.ts'
import { spaceName } from '../../../src/wire/names.ts'
import { parseProof, type Proof } from '../../../src/wire/proof.ts'
import { fakeWallet, keyOf, personalSign } from '../../support/fake-wallet.ts'
import { bytes, forge, joinPayload, NOW, TOPIC, type Json } from '../../support/forge.ts'
import { closeAll, join, say, type Person } from '../../support/memory-chat.ts'
import { delegationText } from '../../../src/identity/wallet/delegation.ts'

const suite = await platformCrypto()
const domain = 'chat.example'
const provider = fakeWallet()
const account = `did:pkh:eip155:1:${provider.address}`
const ann = (await wallet({ provider, domain })(spaceName('my-dapp'), suite)) as KeyIdentity
const mallory = await guest()
const elsewhere = (await wallet({ provider, domain })(spaceName('other'), suite)) as KeyIdentity
const good = JSON.parse(JSON.stringify(ann.proof)) as { h: Json; p: Json; s: Json }

/** What a relay or member makes of a `join` with a proof. */
async function judged(identity: KeyIdentity, proof: unknown): Promise<string> {
  const text = await forge(identity, joinPayload(identity.did, { proof }))
  const { verdict, code } = await judgeFrame(bytes(text), TOPIC, NOW, createVerifier(suite))
  return `${verdict}: ${code}`
}

/** The good proof with another payload, signed anew by a key. */
function signedAnew(change: Json, key = keyOf(7)): unknown {
  const p = { ...good.p, ...change }
  const text = delegationText(p as never)
  return { ...good, p, s: { t: 'eip191', s: personalSign(text ?? '', key) } }
}

describe('the form of a proof', () => {
  const inP = (change: Json): Json => ({ ...good, p: { ...good.p, ...change } })
  it('[AC1] a good one is accepted', async () => {
    expect(await judged(ann, good)).toBe('accept: ok')
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'proof'],
    ['a list', []],
    ['no header', { p: good.p, s: good.s }],
    ['a member more', { ...good, x: 1 }],
    ['a member more in the header', { ...good, h: { t: 'eip4361', x: 1 } }],
    ['another header', { ...good, h: { t: 'caip122' } }],
    ['a member more in the payload', inP({ requestId: 'x' })],
    ['a member more in the signature', { ...good, s: { ...good.s, m: {} } }],
    ['another kind of signature', { ...good, s: { ...good.s, t: 'solana:ed25519' } }],
    ['a signature in capitals', { ...good, s: { t: 'eip191', s: String(good.s['s']).toUpperCase() } }],
    ['a signature of 64 bytes', { ...good, s: { t: 'eip191', s: String(good.s['s']).slice(0, -2) } }],
    ['half a byte', { ...good, s: { t: 'eip1271', s: '0xabc' } }],
    ['another chain namespace', inP({ iss: 'did:pkh:solana:x:y' })],
    ['chain 0', inP({ iss: account.replace(':1:', ':0:') })],
    ['version 2', inP({ version: '2' })],
    ['no expiration', inP({ exp: undefined })],
    ['an expiration before it begins', inP({ exp: good.p['iat'] })],
    ['a time that is none', inP({ nbf: 'never' })],
    ['no space', inP({ resources: [] })],
    ['two spaces', inP({ resources: [...(good.p['resources'] as string[]), 'ghost-chat://space/x'] })],
    ['a line break in the statement', inP({ statement: 'a\nb' })],
    ['a session that is no DID', inP({ aud: 'https://evil.example' })],
    ['a number for a nonce', inP({ nonce: 12345678 })],
  ])('[AC1] %s is refused', async (_, proof) => {
    expect(await judged(ann, proof)).toBe('ignore: fields')
  })

  it('[AC1] 4,096 bytes are taken, more are not', () => {
    const sized = (length: number): unknown => {
      const make = (count: number): unknown => ({
        ...good,
        s: { t: 'eip1271', s: `0x${'ab'.repeat(count)}` },
      })
      const rest = JSON.stringify(make(0)).length
      return make((length - rest) / 2)
    }
    const even = JSON.stringify(sized(4_096)).length === 4_096 ? 4_096 : 4_095
    expect(parseProof(sized(even))).not.toBeNull()
    expect(parseProof(sized(even + 2))).toBeNull()
  })

  it('[AC3] a domain that hides another is refused', async () => {
    expect(await judged(ann, inP({ domain: 'bank.example@evil.example' }))).toBe('ignore: fields')
    expect(await judged(ann, inP({ domain: 'ch\u0430t.example' }))).toBe('ignore: fields')
  })

  it('[AC4] 7 days are taken, a millisecond more is refused', async () => {
    const iat = Date.parse(String(good.p['iat']))
    const exp = (ms: number): Json => ({ exp: new Date(iat + ms).toISOString() })
    expect(await judged(ann, signedAnew(exp(604_800_000)))).toBe('accept: ok')
    expect(await judged(ann, signedAnew(exp(604_800_001)))).toBe('ignore: fields')
  })

  it('[AC1] what was parsed is frozen, all of it', () => {
    const proof = parseProof(good)!
    for (const part of [proof, proof.h, proof.p, proof.p.resources, proof.s]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })
})

describe('whose proof it is', () => {
  it('[AC5] a change of any field makes it a forgery', async () => {
    for (const change of [
      { domain: 'evil.example' },
      { nonce: '12345678' },
      { statement: 'Hello' },
      { nbf: '2020-01-01T00:00:00Z' },
    ]) {
      expect(await judged(ann, { ...good, p: { ...good.p, ...change } })).toBe('ignore: proof')
    }
  })

  it('[AC5] another key cannot sign for the account', async () => {
    expect(await judged(ann, signedAnew({}, keyOf(8)))).toBe('ignore: proof')
  })

  it('[AC5] an address is written in one way only', async () => {
    const small = { iss: account.toLowerCase() }
    expect(await judged(ann, { ...good, p: { ...good.p, ...small } })).toBe('ignore: proof')
  })

  it('[AC5] a signature is written in one way only: no high s', async () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const signature = String(good.s['s'])
    const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0')
    const v = signature.endsWith('1b') ? '1c' : '1b'
    const high = { ...good, s: { t: 'eip191', s: `${signature.slice(0, 66)}${s}${v}` } }
    expect(await judged(ann, high)).toBe('ignore: proof')
  })

  it('[AC6] another’s proof under one’s own key is refused', async () => {
    expect(await judged(mallory, good)).toBe('ignore: proof')
  })

  it('[AC6] a proof for another space is refused', async () => {
    expect(await judged(elsewhere, elsewhere.proof)).toBe('ignore: proof')
  })
})

describe('when a proof holds', () => {
  const claim = claimOf(ann.proof!, true)
  const [iat, exp] = [Date.parse(ann.proof!.p.iat), Date.parse(ann.proof!.p.exp)]

  it('[AC7] from 600 s before it was issued until it expires', () => {
    const proven = (time: number): boolean => claimAt(claim, time).proven
    expect([proven(iat - 600_001), proven(iat - 600_000)]).toEqual([false, true])
    expect([proven(exp - 1), proven(exp)]).toEqual([true, false])
  })

  it('[AC7] not before its own beginning', () => {
    const later = parseProof(signedAnew({ nbf: new Date(iat + 5_000).toISOString() }))!
    expect(claimAt(claimOf(later, true), iat + 4_999).proven).toBe(false)
    expect(claimAt(claimOf(later, true), iat + 5_000).proven).toBe(true)
  })

  /** Proofs that differ, of keys; none of them is genuine, which takes as long to find out. */
  const numbered = (i: number, t = 'eip191'): Proof =>
    parseProof({ ...good, s: { t, s: `0x${i.toString(16).padStart(130, '0')}` } })!

  it('[AC8] verification is remembered for 1,024 proofs', async () => {
    let now = 0
    const judge = new AccountJudge(suite.sha256, {}, () => (now += 1_000))
    for (let i = 0; i < 1_025; i++) await judge.judge(numbered(i), ann.did, TOPIC)
    expect(judge.size).toBe(LIMITS.cachedProofs)
  })

  it('[AC12] 64 proofs are checked at once and 16 a second; those remembered cost nothing', async () => {
    let now = 1_000_000
    const judge = new AccountJudge(suite.sha256, {}, () => now)
    const ask = async (i: number): Promise<boolean> =>
      (await judge.judge(numbered(i), ann.did, TOPIC)) !== 'busy'
    const checked = async (from: number, to: number): Promise<number> => {
      let count = 0
      for (let i = from; i < to; i++) if (await ask(i)) count++
      return count
    }
    expect(await checked(0, 63)).toBe(63)
    expect(await ask(63)).toBe(true)
    expect(await ask(64)).toBe(false)
    expect(await checked(0, 64)).toBe(64)
    now += 1_000
    expect(await checked(100, 200)).toBe(16)
    now += 3_600_000
    expect(await checked(200, 400)).toBe(64)
  })

  it('[AC12] a contract’s proof uses nothing of the budget, and pushes no other one out of memory', async () => {
    const judge = new AccountJudge(suite.sha256, {}, () => NOW)
    for (let i = 0; i < 200; i++)
      expect(await judge.judge(numbered(i, 'eip1271'), ann.did, TOPIC)).toMatchObject({ proven: false })
    expect(judge.size).toBe(0)
    expect(await judge.judge(parseProof(good)!, ann.did, TOPIC)).toMatchObject({ proven: true })
  })

  it('[AC12] honest log-ins get through while another peer brings 1,000 throwaway proofs a second', async () => {
    let now = 1_000_000
    const judge = new AccountJudge(suite.sha256, {}, () => now)
    const outcome = { thrown: 0, honest: 0 }
    for (let ms = 0; ms < 3_000; ms++) {
      now++
      if ((await judge.judge(numbered(ms), ann.did, TOPIC, { bearers: ['eve', '6.6.6.6'] })) !== 'busy')
        outcome.thrown++
      // Five people a second, each by a peer of their own.
      if (ms % 200 !== 0) continue
      const proof = numbered(1_000_000 + ms)
      if ((await judge.judge(proof, ann.did, TOPIC, { bearers: [`peer ${ms}`] })) !== 'busy') outcome.honest++
    }
    expect(outcome.honest).toBe(15)
    // What the greedy one gets is what the others leave.
    expect(outcome.thrown).toBeLessThan(64 + 3 * 16 - outcome.honest)
  })

  it('[AC12] of whom there is no time to ask for a proof, a member says “here” but forwards nothing, and a relay nothing', async () => {
    const clock = vi.spyOn(Date, 'now').mockReturnValue(NOW)
    const spy = vi.spyOn(AccountJudge.prototype, 'accountOf').mockResolvedValue('busy')
    const verifier = createVerifier(suite, {})
    const text = await forge(ann, joinPayload(ann.did, { proof: good }))
    expect((await judgeFrame(bytes(text), TOPIC, NOW, verifier)).code).toBe('busy')
    const parsed = parseEnvelopeText(text)
    const verified = parsed.ok ? await verifier.verify(parsed.envelope) : parsed
    expect(verified.ok && verified.envelope.account === undefined && verified.unchecked).toBe(true)
    spy.mockRestore()
    clock.mockRestore()
  })
})

describe('accounts in a room', () => {
  let hub: MemoryHub
  let people: Person[]
  const person = async (options: Parameters<typeof join>[1] = {}): Promise<Person> => {
    const one = await join(hub, options)
    people.push(one)
    await hub.settle(() => people.every(({ chat }) => chat.users().length === people.length))
    return one
  }
  const seenBy = (who: Person, whom: Person): object =>
    who.chat.users().find(({ did }) => did === whom.space.did)!

  beforeEach(() => {
    hub = new MemoryHub()
    people = []
  })
  afterEach(() => closeAll(hub, people))

  it('[AC10] a proven account is shown with its site, to those who came before and after, and by messages', async () => {
    const before = await person()
    const holder = await person({ identity: wallet({ provider, domain }) })
    const after = await person()
    for (const who of [before, holder, after]) {
      expect(seenBy(who, holder)).toMatchObject({ account, accountDomain: domain })
    }
    expect(seenBy(holder, before)).not.toHaveProperty('account')
    await say(hub, holder, 'hello', [before, after])
    await say(hub, before, 'who is it', [holder, after])
    for (const { chat } of people) {
      expect(chat.messages().map((message) => message.account)).toEqual([account, undefined])
      expect(chat.messages().map((message) => message.accountDomain)).toEqual([domain, undefined])
    }
    expect(holder.space.account).toBe(account)
  })

  it('[AC10] an account that is not disclosed is shown to nobody', async () => {
    const other = await person()
    const holder = await person({ identity: wallet({ provider, domain, disclose: false }) })
    const sessions = [expect.objectContaining({ self: false })]
    expect(seenBy(other, holder)).toEqual({ did: holder.space.did, sessions, self: false })
    const message = await say(hub, holder, 'hello', [other])
    expect(message.account).toBeUndefined()
    expect(holder.space.account).toBe(account)
  })

  it('[AC10] a site that is not on the list is believed by those without a list only', async () => {
    const strict = await person({ accounts: { domains: ['other.example'] } })
    const open = await person({ accounts: { domains: [domain] } })
    const holder = await person({ identity: wallet({ provider, domain }) })
    expect(seenBy(strict, holder)).toMatchObject({ unprovenAccount: account, accountDomain: domain })
    expect(seenBy(strict, holder)).not.toHaveProperty('account')
    expect(seenBy(open, holder)).toMatchObject({ account })
    await say(hub, holder, 'hello', [strict, open])
    expect(strict.chat.messages()[0]).not.toHaveProperty('account')
    expect(strict.chat.messages()[0]).not.toHaveProperty('accountDomain')
  })

  it('[AC7] an expired delegation leaves the session there, and its account unproven', async () => {
    const old: IdentityFactory = async () => {
      const iat = Date.now() - 10_000
      const times = { iat: new Date(iat).toISOString(), exp: new Date(iat + 9_000).toISOString() }
      return { ...ann, proof: parseProof(signedAnew(times))! }
    }
    const other = await person()
    const holder = await person({ identity: old })
    expect(seenBy(other, holder)).toMatchObject({ unprovenAccount: account })
    await say(hub, holder, 'still here', [other])
    expect(other.chat.messages()[0]).not.toHaveProperty('account')
  })

  it('[AC9] a contract’s account stays unproven where no chain can be asked', async () => {
    const contract = fakeWallet(keyOf(9), { personal_sign: () => '0xabcdef', eth_call: () => '0x01' })
    const other = await person()
    const holder = await person({ identity: wallet({ provider: contract, domain }) })
    expect(seenBy(other, holder)).toMatchObject({ unprovenAccount: `did:pkh:eip155:1:${contract.address}` })
  })

  it('[AC12] a session whose proof there was no time for is here, and its presence is forwarded to nobody', async () => {
    const verdicts: FrameVerdict[] = []
    const network = hub.network()
    const open = network.open.bind(network)
    vi.spyOn(network, 'open').mockImplementation((topic, handler) => {
      const judge: ChannelHandler['judge'] = async (...args) => {
        const verdict = await handler.judge(...args)
        verdicts.push(verdict)
        return verdict
      }
      return open(topic, { ...handler, judge })
    })
    const other = await person({ network })
    const spy = vi.spyOn(AccountJudge.prototype, 'accountOf').mockResolvedValue('busy')
    verdicts.length = 0
    const holder = await person({ identity: wallet({ provider, domain }) })
    expect(seenBy(other, holder)).not.toHaveProperty('account')
    expect(new Set(verdicts)).toEqual(new Set(['ignore']))
    spy.mockRestore()
  })

  it('options that make no sense are told', async () => {
    await expect(join(hub, { accounts: { domains: ['a b'] } })).rejects.toMatchObject({
      code: 'ERR_OPTION_INVALID',
    })
    await expect(join(hub, { accounts: { largestRoom: -1 } })).rejects.toMatchObject({
      code: 'ERR_OPTION_INVALID',
    })
    await expect(join(hub, { accounts: { provider: {} as never } })).rejects.toMatchObject({
      code: 'ERR_OPTION_INVALID',
    })
  })
})
