import { describe, expect, it } from 'vitest'
import {
  fromDid,
  didProvider,
  openSpace,
  type DidInstance,
  type RpcProvider,
  type RpcRequest,
} from '../../src/index.ts'
import { compactJws } from '../../src/identity/compact-jws.ts'
import { platformCrypto } from '../../src/identity/crypto.ts'
import { guest } from '../../src/identity/guest.ts'
import type { Identity } from '../../src/identity/identity.ts'
import { isSameJson } from '../../src/identity/same-json.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import { createVerifier, judgeFrame } from '../../src/identity/verify.ts'
import { MemoryHub } from '../../src/network/memory/index.ts'
import { spaceName } from '../../src/wire/names.ts'
import { join, say, closeAll, settled } from '../support/memory-chat.ts'
import { alice, bytes, chatPayload, forge, mallory, NOW, SID, TOPIC, type Json } from '../support/forge.ts'
import { rejectedCode, thrownCode } from '../support/thrown.ts'

const suite = await platformCrypto()
const SPACE = spaceName('my-dapp')

interface Signing {
  readonly payload: Json
  readonly protected: Json
}

/** What a provider answers to a call: its own part of EIP-2844, or whatever a test has it say. */
interface Answers {
  readonly authenticate?: (nonce: unknown) => unknown
  readonly sign?: (asked: Signing) => unknown
}

const general = (compact: string, extra: Json = {}): Json => {
  const [header, payload, signature] = compact.split('.')
  return { payload, signatures: [{ protected: header, signature, ...extra }] }
}
const signed = (payload: Json, header: Json = {}, key = alice): Promise<string> =>
  forge(key, payload, { alg: 'EdDSA', ...header })

/** A provider by `request`, with alice's key. */
function provider({ authenticate, sign }: Answers = {}): RpcProvider {
  return {
    request: async ({ method, params }) => {
      if (method === 'did_authenticate') {
        const { nonce } = params
        if (authenticate !== undefined) return authenticate(nonce)
        return general(await signed({ did: alice.did, nonce, paths: [], exp: 2e9 }))
      }
      const asked = params as unknown as Signing
      if (sign !== undefined) return sign(asked)
      return { jws: general(await signed(asked.payload, asked.protected)) }
    },
  }
}

/** The same by `send`. */
function sender(answer: (request: RpcRequest, result: unknown) => unknown): RpcProvider {
  const { request } = provider()
  return { send: async (asked) => answer(asked, await request?.(asked)) }
}

const draft = {
  claims: {
    iss: alice.did,
    aud: TOPIC,
    issuedAt: NOW,
    expiresAt: NOW + 1000,
    sid: SID,
    seq: 0,
    link: { chain: 'content', prev: null },
  },
  body: { type: 'chat', messages: [{ content: { deep: [1, { a: 'b' }] } }] },
} as const

const identityOf = (given: RpcProvider, timeout = 30_000): Promise<Identity> =>
  didProvider(given, { timeout })(SPACE, suite)
const attempt = async (sign: Answers['sign'], timeout?: number): Promise<string | undefined> =>
  rejectedCode(
    signEnvelope(await identityOf(provider(sign === undefined ? {} : { sign }), timeout), draft, suite),
  )

describe('a DID provider', () => {
  it.each<[string, RpcProvider]>([
    ['by request', provider()],
    ['by send', sender(({ id }, result) => ({ jsonrpc: '2.0', id, result }))],
  ])('[ID7] %s signs envelopes that are accepted', async (_, given) => {
    const { text, claims } = await signEnvelope(await identityOf(given), draft, suite)
    expect(claims.iss).toBe(alice.did)
    expect(await judgeFrame(bytes(text), TOPIC, NOW, createVerifier())).toMatchObject({ code: 'ok' })
  })

  it.each<[string, (compact: string) => unknown]>([
    ['compact', (compact) => compact],
    ['general', (compact) => general(compact)],
    ['flattened', (compact) => ({ payload: compact.split('.')[1], ...first(general(compact)) })],
  ])('[ID7] the %s serialization is taken', async (_, serialize) => {
    const sign = async ({ payload, protected: header }: Signing): Promise<unknown> => ({
      jws: serialize(await signed(payload, header)),
    })
    expect(await attempt(sign)).toBeUndefined()
  })

  it.each<[string, (asked: Signing) => unknown]>([
    ['throws', () => Promise.reject(new Error('refused'))],
    ['answers with nothing', () => undefined],
    ['answers with null', () => null],
    ['answers with a number', () => 7],
    ['answers with junk', () => ({ jws: 'junk' })],
    ['answers with an empty object', () => ({ jws: {} })],
    ['answers with a text that is far too long', () => ({ jws: `${'A'.repeat(10_000_000)}.A.A` })],
    ['answers with no signature', () => ({ jws: { payload: 'e30', signatures: [] } })],
    [
      'answers with two signatures',
      async ({ payload, protected: header }) => {
        const one = general(await signed(payload, header))
        return { jws: { ...one, signatures: [first(one), first(one)] } }
      },
    ],
    [
      'answers with an unprotected header',
      async ({ payload, protected: header }) => ({
        jws: general(await signed(payload, header), { header: { kid: 'x' } }),
      }),
    ],
    [
      'answers with a list of two answers',
      async ({ payload }) => [await signed(payload), await signed(payload)],
    ],
    [
      'changes a claim',
      async ({ payload }) => ({ jws: await typed({ ...payload, seq: 1, prev: 'A'.repeat(43) }) }),
    ],
    [
      'changes what is said',
      async ({ payload }) => ({ jws: await typed({ ...payload, messages: [{ content: 'x' }] }) }),
    ],
    [
      'changes it deep within',
      async ({ payload }) => ({
        jws: await typed({ ...payload, messages: [{ content: { deep: [1, { a: 'c' }] } }] }),
      }),
    ],
    ['adds a claim', async ({ payload }) => ({ jws: await typed({ ...payload, scope: 'all' }) })],
    [
      'speaks as another DID',
      async ({ payload }) => ({ jws: await typed({ ...payload, iss: mallory.did }) }),
    ],
    ['answers an earlier question', async () => ({ jws: await typed(chatPayload(alice.did)) })],
    ['leaves the type of the token out', async ({ payload }) => ({ jws: await signed(payload) })],
    [
      'adds to the header',
      async ({ payload, protected: header }) => ({
        jws: await signed(payload, { ...header, cap: 'ipfs://x' }),
      }),
    ],
    [
      'names another DID’s key',
      async ({ payload, protected: header }) => ({
        jws: await signed(payload, { ...header, kid: `${mallory.did}#x` }),
      }),
    ],
    [
      'turns the algorithm off',
      async ({ payload, protected: header }) => ({ jws: await signed(payload, { ...header, alg: 'none' }) }),
    ],
  ])('[ID7] that %s is an error, and nothing goes out', async (_, sign) => {
    expect(await attempt(sign)).toBe('ERR_IDENTITY')
  })

  it('[ID7] changing the payload it was handed does not change what was drafted', async () => {
    const sign = async ({ payload, protected: header }: Signing): Promise<unknown> => {
      payload['messages'] = [{ content: 'changed' }]
      return { jws: await signed(payload, header) }
    }
    expect(await attempt(sign)).toBe('ERR_IDENTITY')
  })

  it('that hangs is given up, and is told so', async () => {
    const started = performance.now()
    expect(await attempt(() => new Promise(() => undefined), 30)).toBe('ERR_IDENTITY')
    expect(performance.now() - started).toBeLessThan(5_000)
    let aborted: unknown
    const createJws = (_: unknown, __: unknown, { signal }: { signal: AbortSignal }): Promise<never> =>
      new Promise((___, reject) => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason
          // Too late for anyone to hear.
          reject(new Error('late'))
        })
      })
    const error: unknown = await signEnvelope({ did: alice.did, timeout: 30, createJws }, draft, suite).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'ERR_IDENTITY', cause: { name: 'TimeoutError' } })
    expect(aborted).toMatchObject({ name: 'TimeoutError' })
  })

  it.each<[string, (nonce: unknown) => unknown]>([
    ['throws', () => Promise.reject(new Error('locked'))],
    ['answers with nothing', () => undefined],
    ['answers for another nonce', async () => general(await signed({ did: alice.did, nonce: 'x' }))],
    ['names no DID', async (nonce) => general(await signed({ did: 'alice', nonce }))],
    ['answers with junk', () => general('a.b.c')],
    ['hangs', () => new Promise(() => undefined)],
  ])('that %s when it is asked who it is opens no space', async (_, authenticate) => {
    const identity = didProvider(provider({ authenticate }), { timeout: 50 })
    const opening = openSpace('my-dapp', { identity, network: new MemoryHub().network() })
    expect(await rejectedCode(opening)).toBe('ERR_IDENTITY')
  })

  it.each<[string, (request: RpcRequest, result: unknown) => unknown]>([
    ['an error', ({ id }) => ({ jsonrpc: '2.0', id, error: { code: -32_000, message: 'no' } })],
    ['an error without a code', ({ id }) => ({ jsonrpc: '2.0', id, error: 'no' })],
    ['an error and a result', ({ id }, result) => ({ jsonrpc: '2.0', id, result, error: { code: 1 } })],
    ['the answer to another call', (_, result) => ({ jsonrpc: '2.0', id: 'x', result })],
    ['no JSON-RPC', (_, result) => result],
    ['two answers', ({ id }, result) => [1, 2].map(() => ({ jsonrpc: '2.0', id, result }))],
    ['null', () => null],
  ])('by send that answers with %s is refused', async (_, answer) => {
    await expect(identityOf(sender(answer))).rejects.toThrow()
  })

  it('is one only if it can be asked', () => {
    for (const none of [undefined, null, {}, 'x', { send: 1 }]) {
      expect(thrownCode(() => didProvider(none as RpcProvider))).toBe('ERR_OPTION_INVALID')
    }
  })
})

describe('in a room', () => {
  it('[ID7] a provider that signs with another key is found out at every envelope', async () => {
    const hub = new MemoryHub()
    let key = alice
    const sign = async ({ payload, protected: header }: Signing): Promise<unknown> => ({
      jws: await signed(payload, header, key),
    })
    const ann = await join(hub)
    const bob = await join(hub, { identity: await identityOf(provider({ sign })) })
    await hub.settle(() => ann.chat.onlineUsers().length === 2)
    await say(hub, bob, 'mine', [ann])
    key = mallory
    expect(await rejectedCode(settled(hub, bob.chat.send('not mine')))).toBe('ERR_IDENTITY')
    key = alice
    await say(hub, bob, 'mine again', [ann])
    expect(ann.heard).toEqual(['mine', 'mine again'])
    expect(hub.rejectsOf(bob.network.self)).toBe(0)
    await closeAll(hub, [ann, bob])
  })
})

describe('a DID of the dids package', () => {
  it('that is not authenticated is refused', () => {
    const unknown: DidInstance = {
      get id(): string {
        throw new Error('DID is not authenticated')
      },
      createJWS: () => Promise.reject(new Error('DID is not authenticated')),
    }
    expect(thrownCode(() => fromDid(unknown))).toBe('ERR_IDENTITY')
    expect(thrownCode(() => fromDid({ id: 'nobody', createJWS: unknown.createJWS }))).toBe('ERR_IDENTITY')
  })

  it('that is authenticated as somebody else afterwards signs nothing', async () => {
    const other = await guest()
    const createJWS: DidInstance['createJWS'] = async (payload, { protected: header }) =>
      general(await signed(payload, { ...header, kid: `${other.did}#x` }, other))
    const identity = fromDid({ id: alice.did, createJWS })
    expect(await rejectedCode(signEnvelope(identity, draft, suite))).toBe('ERR_IDENTITY')
  })
})

it('JSON is the same in any order, and not otherwise', () => {
  expect(isSameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true)
  const different: [unknown, unknown][] = [
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1, b: 1 }, { a: 1 }],
    [{ a: 1 }, { b: 1 }],
    [{ toString: 1 }, { valueOf: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [null, {}],
    [1, '1'],
    [{ a: null }, { a: 0 }],
  ]
  for (const [one, other] of different) expect(isSameJson(one, other)).toBe(false)
})

it('a JWS that is no text anywhere is none', () => {
  for (const part of ['payload', 'protected', 'signature']) {
    const whole = { payload: 'a', protected: 'b', signature: 'c' }
    expect(compactJws(whole)).toBe('b.a.c')
    expect(compactJws({ ...whole, [part]: 1 })).toBeNull()
  }
})

function typed(payload: Json): Promise<string> {
  return signed(payload, { typ: 'ghost-chat+jwt' })
}

function first(jws: Json): Json {
  return (jws['signatures'] as Json[])[0] ?? {}
}
