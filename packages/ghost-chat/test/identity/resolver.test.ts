import { expect, it, vi } from 'vitest'
import { platformCrypto } from '../../src/identity/crypto.ts'
import { keysOf } from '../../src/identity/did-document.ts'
import { publicKeyOf } from '../../src/identity/did-key.ts'
import { decompress, P256 } from '../../src/identity/ec-point.ts'
import { ResolverCache, type Resolver } from '../../src/identity/resolver.ts'
import { createVerifier, judgeFrame } from '../../src/identity/verify.ts'
import { encodeBase64url } from '../../src/wire/base64url.ts'
import type { Did } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import { Inbox } from '../../src/chat/inbox.ts'
import { careful } from '../support/curves.ts'
import { alice, bytes, chatPayload, forge, HEADER, mallory, NOW, TOPIC, type Json } from '../support/forge.ts'
import { joinedRoom } from '../support/rooms.ts'

const suite = await platformCrypto()
const DID = 'did:example:alice' as Did
const KID = `${DID}#1`
const multikey = (key: { did: string }, id = KID, more: Json = {}): Json => {
  const publicKeyMultibase = key.did.slice('did:key:'.length)
  return { id, type: 'Multikey', controller: DID, publicKeyMultibase, ...more }
}
const doc = (methods: unknown, more: Json = {}): Json => {
  const ids: unknown = Array.isArray(methods) ? methods.map(({ id }: Json) => id) : undefined
  const relation = 'authentication' in more || 'assertionMethod' in more ? {} : { authentication: ids }
  return { id: DID, verificationMethod: methods, ...relation, ...more }
}
const judge = async (resolver: Resolver, kid?: string, key = alice): Promise<string> => {
  const header = kid === undefined ? HEADER : { ...HEADER, kid }
  const frame = bytes(await forge(key, chatPayload(DID), header))
  const { verdict, code } = await judgeFrame(frame, TOPIC, NOW, createVerifier(suite, undefined, resolver))
  return `${verdict}: ${code}`
}
const judgeDoc = (document: unknown, kid?: string): Promise<string> =>
  judge(() => Promise.resolve(document), kid)

it('[ID5] a key of the DID’s document is believed, by its id or as the only one', async () => {
  const two = doc([multikey(alice), multikey(mallory, `${DID}#2`)])
  expect(await judgeDoc(doc([multikey(alice)]))).toBe('accept: ok')
  expect(await judgeDoc(two, KID)).toBe('accept: ok')
  expect(await judgeDoc(two)).toBe('ignore: unresolved')
  expect(await judgeDoc(two, `${DID}#3`)).toBe('ignore: unresolved')
  expect(await judgeDoc(two, `${DID}#2`)).toBe('ignore: unresolved')
  expect(await judgeDoc(doc([multikey(mallory)]))).toBe('ignore: unresolved')
  expect(await judgeDoc(doc([multikey(careful('p256'))]))).toBe('ignore: unresolved')
})

it.each<[string, unknown]>([
  ['another DID', { ...doc([multikey(alice)]), id: 'did:example:bob' }],
  ['no id', { verificationMethod: [multikey(alice)] }],
  ['no method', { id: DID }],
  ['methods that are no list', doc(multikey(alice))],
  ['null', null],
  ['a text', 'did'],
  [
    'a cycle',
    Object.assign(
      {},
      {
        toJSON: () => {
          throw new Error('cycle')
        },
      },
    ),
  ],
  ['too much', doc([multikey(alice)], { padding: 'x'.repeat(LIMITS.didDocumentBytes) })],
  ['too many methods', doc(Array.from({ length: 33 }, () => multikey(alice)))],
  ['a key of another controller', doc([multikey(alice, KID, { controller: 'did:example:bob' })])],
  ['a key with another’s id', doc([multikey(alice, 'did:example:bob#1')])],
  ['a kind of key that is not known', doc([multikey(alice, KID, { type: 'RsaVerificationKey2018' })])],
  ['a key that no relation lists', doc([multikey(alice)], { authentication: [`${DID}#2`] })],
  ['relations that list nothing', doc([multikey(alice)], { assertionMethod: [] })],
  [
    'no relation that is for signing',
    { id: DID, verificationMethod: [multikey(alice)], keyAgreement: [KID] },
  ],
])('[ID5] a document with %s gives no key', async (_, document) => {
  expect(await judgeDoc(document)).toBe('ignore: unresolved')
})

it('[ID5] as many keys and characters as may be are read', () => {
  const methods = Array.from({ length: 32 }, (_, i) => multikey(alice, `${DID}#${i}`))
  expect(keysOf(doc(methods), DID)?.size).toBe(32)
  const room = LIMITS.didDocumentBytes - JSON.stringify(doc([multikey(alice)], { padding: '' })).length
  expect(keysOf(doc([multikey(alice)], { padding: 'x'.repeat(room) }), DID)?.size).toBe(1)
  expect(keysOf(doc([multikey(alice)], { padding: 'x'.repeat(room + 1) }), DID)).toBeNull()
})

it.each<[string, Json]>([
  ['by id', { authentication: [KID] }],
  ['by fragment', { assertionMethod: ['#1'] }],
  ['by the other relation', { authentication: [], assertionMethod: [KID] }],
])('[ID5] a key that a relation lists %s is believed', async (_, relation) => {
  expect(await judgeDoc(doc([multikey(alice)], relation))).toBe('accept: ok')
})

it('[ID5] a key that stands in a relation itself is believed', async () => {
  expect(await judgeDoc({ id: DID, authentication: [multikey(alice)] })).toBe('accept: ok')
})

it('[ID5] JSON web keys are read, but not those that are wrong or hold a private half', () => {
  const curve = publicKeyOf(careful('p256').did)
  const point = curve && decompress(P256, curve.bytes)
  const [x, y] = [encodeBase64url(point!.subarray(1, 33)), encodeBase64url(point!.subarray(33))]
  const read = (publicKeyJwk: Json): unknown =>
    keysOf(doc([{ id: '#1', type: 'JsonWebKey2020', controller: DID, publicKeyJwk }]), DID)?.get(KID)
  expect(read({ kty: 'EC', crv: 'P-256', x, y })).toEqual(curve)
  const said = { use: 'sig', key_ops: ['sign', 'verify'], alg: 'ES256' }
  expect(read({ kty: 'EC', crv: 'P-256', x, y, ...said })).toEqual(curve)
  const ed = publicKeyOf(alice.did)
  const okp = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(ed!.bytes) }
  for (const alg of [undefined, 'EdDSA', 'Ed25519']) expect(read({ ...okp, alg })).toEqual(ed)
  expect(read({ ...okp, alg: 'ES256' })).toBeUndefined()
  expect(read({ ...okp, use: 'enc' })).toBeUndefined()
  const wrong = [
    { d: x },
    { y: x },
    { x: y },
    { crv: 'secp256k1' },
    { crv: 'toString' },
    { kty: 'OKP' },
    { y: 7 },
    // Of Wycheproof's JWS cases: keys that say that they are for something else, or for another algorithm.
    { use: 'enc' },
    { use: '' },
    { key_ops: ['encrypt', 'decrypt'] },
    { key_ops: ['sign'] },
    { key_ops: 'verify' },
    { alg: 'ES521' },
    { alg: 'ES224' },
    { alg: 'ES256K' },
    { alg: 'EdDSA' },
    { alg: 'ECDH-ES+A128KW' },
    { alg: 7 },
  ]
  for (const change of wrong) {
    expect(read({ kty: 'EC', crv: 'P-256', x, y, ...change })).toBeUndefined()
  }
})

it.each<[string, Resolver]>([
  [
    'throws',
    () => {
      throw new Error('no')
    },
  ],
  ['rejects', () => Promise.reject(new Error('no'))],
])('[ID6] a resolver that %s has the envelope ignored', async (_, resolver) => {
  expect(await judge(resolver)).toBe('ignore: unresolved')
})

it('[ID6] without a resolver another method is ignored', async () => {
  const frame = bytes(await forge(alice, chatPayload(DID)))
  expect(await judgeFrame(frame, TOPIC, NOW, createVerifier())).toMatchObject({ code: 'unsupported' })
})

it('[ID6] a resolver that hangs is given up, told so, and not asked again for a while', async () => {
  let [asked, aborted, now] = [0, 0, 0]
  const hang: Resolver = (_, { signal }) => {
    asked++
    signal.addEventListener('abort', () => aborted++)
    return new Promise(() => undefined)
  }
  const cache = new ResolverCache(hang, suite, { now: () => now, timeout: 20 })
  expect(await Promise.all([cache.find(DID, KID), cache.find(DID, KID)])).toEqual([null, null])
  now = LIMITS.unresolvedFor - 1
  expect(await cache.find(DID, KID)).toBeNull()
  expect([asked, aborted]).toEqual([1, 1])
  now = LIMITS.unresolvedFor
  await cache.find(DID, KID)
  expect(asked).toBe(2)
})

it('[ID6] a document is kept for its time; lookups, those who wait and what is kept are bounded', async () => {
  let [asked, now] = [0, 0]
  const resolver: Resolver = (did) => {
    asked++
    return Promise.resolve({ id: did, authentication: [{ ...multikey(alice, '#1'), controller: did }] })
  }
  const cache = new ResolverCache(resolver, suite, { now: () => now })
  await cache.find(DID, undefined)
  now = LIMITS.resolvedFor - 1
  expect(await cache.find(DID, undefined)).not.toBeNull()
  expect(asked).toBe(1)
  now = LIMITS.resolvedFor
  await cache.find(DID, undefined)
  expect(asked).toBe(2)
  const find = (did: string, peer: string): Promise<unknown> =>
    cache.find(did as Did, undefined, { bearers: [peer] })
  const many = Array.from({ length: 17 }, (_, i) => find(`did:example:${i}`, `${i}`))
  expect((await Promise.all(many)).filter((key) => key === null)).toHaveLength(1)
  const waiting = Array.from({ length: 257 }, (_, i) => find('did:example:new', `${i}`))
  expect((await Promise.all(waiting)).filter((key) => key === null)).toHaveLength(1)
  const greedy = Array.from({ length: 17 }, (_, i) => find(`did:example:greedy${i}`, 'eve'))
  expect(await find('did:example:honest', 'ann')).not.toBeNull()
  expect((await Promise.all(greedy)).filter((key) => key !== null)).toHaveLength(8)
  for (let i = 0; i < 600; i++) await cache.find(`did:example:more${i}` as Did, undefined)
  expect(cache.size).toBe(LIMITS.resolvedDids)
})

it('[ID6] a key that was changed is found when its old document is old enough', async () => {
  let [now, key] = [0, mallory]
  const cache = new ResolverCache(() => Promise.resolve(doc([multikey(key)])), suite, { now: () => now })
  const before = await cache.find(DID, undefined)
  key = alice
  now = LIMITS.unresolvedFor - 1
  let waits = 0
  const find = (): Promise<unknown> =>
    cache.find(DID, undefined, { onWait: () => waits++, younger: LIMITS.unresolvedFor })
  expect(await find()).toBe(before)
  expect(waits).toBe(0)
  now = LIMITS.unresolvedFor
  expect(await find()).not.toBe(before)
  expect(waits).toBe(1)
})

it('[ID6] an envelope whose document is looked for holds up nobody else', async () => {
  const { room } = await joinedRoom()
  const inner = createVerifier(suite, undefined, () => new Promise(() => undefined))
  const inbox = new Inbox(
    room,
    inner,
    () => NOW,
    () => undefined,
  )
  let [slow, aside] = ['waiting', 0]
  const onAside = (): unknown => aside++
  void inbox.take(await forge(alice, chatPayload(DID)), 'live', { onAside }).then(() => (slow = 'judged'))
  const honest = await forge(alice, chatPayload(alice.did))
  expect(await inbox.take(honest, 'live', { onAside })).toHaveProperty('claims')
  expect([slow, aside]).toEqual(['waiting', 1])
})

it('[ID6] nor does one whose document is looked for anew because its signature does not fit', async () => {
  const { room } = await joinedRoom()
  let [asked, now] = [0, 0]
  const resolver: Resolver = () =>
    asked++ === 0 ? Promise.resolve(doc([multikey(mallory)])) : new Promise(() => undefined)
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const inbox = new Inbox(
    room,
    createVerifier(suite, undefined, resolver),
    () => NOW,
    () => undefined,
  )
  await inbox.take(await forge(mallory, chatPayload(DID)), 'live')
  now = LIMITS.unresolvedFor
  void inbox.take(await forge(alice, chatPayload(DID, { seq: 1, prev: 'A'.repeat(43) })), 'live')
  expect(await inbox.take(await forge(alice, chatPayload(alice.did)), 'live')).toHaveProperty('claims')
  expect(asked).toBe(2)
  vi.restoreAllMocks()
})
