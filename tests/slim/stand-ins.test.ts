/** The stand-ins do what the modules do that they stand in for, as far as a member makes use of them. */
import net from 'node:net'
import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { x25519 as noble } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { gossipOptions, MEMBER_MESH } from '../../packages/ghost-chat/src/network/libp2p/gossip.ts'
import * as keys from '../../tools/slim/stand-ins/ed25519-keys.ts'
import { cidrContains } from '../../tools/slim/stand-ins/global-ip6.ts'
import { isIPv4, isIPv6 } from '../../tools/slim/stand-ins/is-ip.ts'
import createLock from '../../tools/slim/stand-ins/lock.ts'
import { Netmask } from '../../tools/slim/stand-ins/netmask.ts'
import { Peer } from '../../tools/slim/stand-ins/peer-codec.ts'
import pRetry from '../../tools/slim/stand-ins/p-retry.ts'
import { PeerScore } from '../../tools/slim/stand-ins/peer-score.ts'
import Queue from '../../tools/slim/stand-ins/queue.ts'
import { buildRawMessage, validateToRawMessage } from '../../tools/slim/stand-ins/unsigned.ts'
import { x25519 } from '../../tools/slim/stand-ins/x25519.ts'

/** A module that is stood in for: its package does not export it. */
const installed = async <T>(path: string): Promise<T> =>
  (await import(new URL(`../../node_modules/${path}`, import.meta.url).href)) as T

const theirs = await installed<{ isIPv4: typeof isIPv4; isIPv6: typeof isIPv6 }>(
  '@chainsafe/is-ip/lib/is-ip.js',
)
const netmask = await installed<{ cidrContains: typeof cidrContains }>('@chainsafe/netmask/dist/src/index.js')

describe('x25519', () => {
  const pairs = Array.from({ length: 20 }, () => [x25519.keygen(), x25519.keygen()] as const)

  test("makes the public keys, and agrees on the secrets, of noble's and of OpenSSL's", () => {
    for (const [one, other] of pairs) {
      expect(one.publicKey).toEqual(noble.getPublicKey(one.secretKey))
      const secret = x25519.getSharedSecret(one.secretKey, other.publicKey)
      expect(secret).toEqual(noble.getSharedSecret(one.secretKey, other.publicKey))
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
      const jwk = { kty: 'OKP', crv: 'X25519' }
      const d = { ...jwk, d: text(one.secretKey), x: text(one.publicKey) }
      const native = diffieHellman({
        privateKey: createPrivateKey({ key: d, format: 'jwk' }),
        publicKey: createPublicKey({ key: { ...jwk, x: text(other.publicKey) }, format: 'jwk' }),
      })
      expect(secret).toEqual(Uint8Array.from(native))
    }
  })

  test('agrees on nothing with a point of small order', () => {
    for (const small of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))])
      expect(() => x25519.getSharedSecret(new Uint8Array(32).fill(7), small)).toThrow()
  })
})

describe('Ed25519 keys', () => {
  const data = new TextEncoder().encode('signed')

  test.each([true, false])("sign and verify as libp2p's do; native: %s", async (isNative) => {
    vi.resetModules()
    if (!isNative) vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    const own = await import('../../tools/slim/stand-ins/ed25519-keys.ts')
    const { privateKey, publicKey } = await own.generateKey()
    const signature = await own.hashAndSign(privateKey, data)
    expect(await own.hashAndVerify(publicKey, Uint8Array.from(signature), data)).toBe(true)
    vi.unstubAllGlobals()
    const theirs = await generateKeyPairFromSeed('Ed25519', privateKey.subarray(0, 32))
    expect(theirs.publicKey.raw).toEqual(publicKey)
    expect(Uint8Array.from(await theirs.sign(data))).toEqual(signature)
    expect(await keys.hashAndVerify(publicKey, Uint8Array.from(signature), new Uint8Array(6))).toBe(false)
  })

  test('of a seed are those of libp2p', async () => {
    const seed = new Uint8Array(32).fill(9)
    const theirs = await generateKeyPairFromSeed('Ed25519', seed)
    expect((await keys.generateKeyFromSeed(seed)).privateKey).toEqual(theirs.raw)
  })
})

test("private ranges are those of netmask's", async () => {
  const { Netmask: Real } = await installed<{
    Netmask: new (range: string) => { contains: (ip: string) => boolean }
  }>('netmask/dist/netmask.js')
  const addresses = [
    '0.0.0.1',
    '9.255.255.255',
    '10.0.0.0',
    '10.255.255.255',
    '11.0.0.0',
    '127.0.0.1',
    '172.15.0.1',
  ]
  addresses.push(
    '172.16.0.1',
    '172.31.255.255',
    '172.32.0.0',
    '192.0.0.7',
    '192.0.0.8',
    '192.0.0.9',
    '255.255.255.255',
  )
  for (const range of [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.0.0.8/32',
    '192.0.0.0/29',
    '240.0.0.0/4',
  ])
    for (const address of addresses)
      expect([range, address, new Netmask(range).contains(address)]).toEqual([
        range,
        address,
        new Real(range).contains(address),
      ])
})

describe('addresses', () => {
  const group = fc.oneof(
    fc.nat(0xffff).map((n) => n.toString(16)),
    fc.constantFrom('', '0000', 'g', '12345', '1.2.3.4'),
  )
  const octet = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '01', '1a', '-1'))
  const texts = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.array(octet, { minLength: 3, maxLength: 5 }).map((all) => all.join('.')),
    fc.array(group, { minLength: 1, maxLength: 9 }).map((all) => all.join(':')),
  )

  test('are told from other texts as Node does', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect([text, isIPv4(text), isIPv6(text)]).toEqual([text, net.isIPv4(text), net.isIPv6(text)])
      }),
      { numRuns: 2_000 },
    )
    expect(isIPv6('fe80::1%eth0')).toBe(true)
  })

  test('are told from other texts as @chainsafe/is-ip does, where they are addresses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect([isIPv4(text), isIPv6(text)]).toEqual([theirs.isIPv4(text), theirs.isIPv6(text)])
      }),
    )
  })

  test('are global as netmask has it', () => {
    fc.assert(
      fc.property(
        fc.ipV6().filter((text) => !text.includes('.')),
        (text) => {
          const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1)
          expect(cidrContains('2000::/3', canonical)).toBe(netmask.cidrContains('2000::/3', canonical))
        },
      ),
    )
    expect(() => cidrContains('fc00::/7', '::1')).toThrow('left out')
  })
})

test("a peer's record comes out as it would of protobuf, and nothing of it is shared", async () => {
  type Codec = { Peer: { encode: (peer: object) => never; decode: (form: never) => object } }
  const { Peer: real } = await installed<Codec>('@libp2p/peer-store/dist/src/pb/peer.js')
  const record = {
    addresses: [{ multiaddr: Uint8Array.of(4, 1, 2, 3, 4), isCertified: true, observed: 1_700_000_000_000 }],
    protocols: ['/a/1', '/b/2'],
    metadata: new Map([['agent', Uint8Array.of(1)]]),
    tags: new Map([['keep-alive', { value: 1, expiry: 1_700_000_000_001n }]]),
    peerRecordEnvelope: Uint8Array.of(2),
    updated: 1_700_000_000_002,
  }
  const kept = Peer.decode(Peer.encode(record))
  expect(kept).toEqual(real.decode(real.encode(record)))
  expect(Peer.decode(Peer.encode({ updated: 1 }))).toEqual(real.decode(real.encode({ updated: 1 })))
  record.tags.clear()
  record.addresses.pop()
  record.protocols.pop()
  expect(kept).toMatchObject({ addresses: [{}], protocols: ['/a/1', '/b/2'] })
  expect(kept.tags?.size).toBe(1)
})

test('messages without a signature are made and judged as by gossipsub', async () => {
  type Theirs = { buildRawMessage: typeof buildRawMessage; validateToRawMessage: typeof validateToRawMessage }
  const theirs = await installed<Theirs>('@libp2p/gossipsub/dist/src/utils/buildRawMessage.js')
  const { PublishConfigType } = await installed<{ PublishConfigType: { Anonymous: number } }>(
    '@libp2p/gossipsub/dist/src/types.js',
  )
  const data = Uint8Array.of(1)
  const config = { type: PublishConfigType.Anonymous }
  expect(await buildRawMessage(config, 't', data, data)).toEqual(
    await theirs.buildRawMessage(config, 't', data, data),
  )
  for (const message of [
    { topic: 't', data },
    { topic: 't' },
    { topic: 't', data, signature: data },
    { topic: 't', data, seqno: data },
    { topic: 't', data, key: data },
    { topic: 't', data, from: data },
  ])
    expect(await validateToRawMessage('StrictNoSign', message)).toEqual(
      await theirs.validateToRawMessage('StrictNoSign', message),
    )
})

test('a queue gives back in order, however it is filled and emptied', () => {
  const queue = new Queue<number>()
  const plain: number[] = []
  for (let i = 0; i < 1_000; i++) {
    queue.push(i)
    plain.push(i)
    for (let n = i % 3; n > 0; n--) {
      queue.shift()
      plain.shift()
    }
    expect(queue.peekFront()).toBe(plain[0])
  }
  queue.clear()
  expect(queue.peekFront()).toBeUndefined()
})

describe('a lock', () => {
  test('lets many read and one write, in the order in which they came', async () => {
    const lock = createLock()
    const log: string[] = []
    const enter = async (name: string, taken: Promise<() => void>): Promise<() => void> => {
      const release = await taken
      log.push(name)
      return release
    }
    const first = [enter('read 1', lock.readLock()), enter('read 2', lock.readLock())]
    const write = enter('write', lock.writeLock())
    const last = enter('read 3', lock.readLock())
    const [one, two] = await Promise.all(first)
    expect(log).toEqual(['read 1', 'read 2'])
    one?.()
    one?.()
    await Promise.resolve()
    expect(log).toHaveLength(2)
    two?.()
    ;(await write)()
    ;(await last)()
    expect(log).toEqual(['read 1', 'read 2', 'write', 'read 3'])
  })

  test('is waited for until the signal aborts', async () => {
    const lock = createLock()
    const release = await lock.writeLock()
    const gone = new AbortController()
    const waiting = lock.writeLock({ signal: gone.signal })
    const behind = lock.readLock()
    gone.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    release()
    await expect(behind).resolves.toBeTypeOf('function')
    await expect(lock.readLock({ signal: gone.signal })).rejects.toThrow('gone')
  })
})

test('what is not retried is tried once', async () => {
  const attempt = vi.fn(() => Promise.reject(new Error('no')))
  await expect(pRetry(attempt, { retries: 0 })).rejects.toThrow('no')
  expect(attempt).toHaveBeenCalledTimes(1)
  await expect(pRetry(attempt, { retries: 1 })).rejects.toThrow('left out')
})

type Told = (peer: string, what: string) => void

describe('scores of peers', () => {
  test("are those of gossipsub's, whatever peers do, and be told of messages what will", async () => {
    const [{ PeerScore: Theirs }, { createPeerScoreParams }] = await Promise.all([
      installed<{ PeerScore: typeof PeerScore }>('@libp2p/gossipsub/dist/src/score/peer-score.js'),
      installed<{ createPeerScoreParams: (given: object) => ConstructorParameters<typeof PeerScore>[0] }>(
        '@libp2p/gossipsub/dist/src/score/peer-score-params.js',
      ),
    ])
    const logger = { forComponent: () => () => undefined }
    const peer = fc.constantFrom('relay', 'ann', 'ben')
    const deed = fc.oneof(
      fc.record({ kind: fc.constantFrom('addPeer' as const, 'removePeer' as const), peer }),
      fc.record({ kind: fc.constant('addPenalty' as const), peer, by: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ kind: fc.constantFrom('graft' as const, 'addIP' as const), peer }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(500, 1_000, 61_000) }),
      fc.record({ kind: fc.constant('refreshScores' as const) }),
    )
    vi.useFakeTimers()
    try {
      fc.assert(
        fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
          const params = createPeerScoreParams({
            ...gossipOptions(MEMBER_MESH, () => true).scoreParams,
            appSpecificScore: (id: string) => (id === 'relay' ? 1 : 0),
          })
          const both = [PeerScore, Theirs].map(
            (make) => new make(params, null, logger, { scoreCacheValidityMs: 1_000 }),
          )
          both.forEach((score) => ['relay', 'ann', 'ben'].forEach((one) => score.addPeer(one)))
          for (const done of deeds) {
            if (done.kind === 'wait') vi.setSystemTime(Date.now() + done.ms)
            else if (done.kind === 'refreshScores') both.forEach((score) => score.refreshScores())
            else if (done.kind === 'addPenalty') both.forEach((score) => score.addPenalty(done.peer, done.by))
            else if (done.kind === 'addPeer' || done.kind === 'removePeer')
              both.forEach((score) => score[done.kind](done.peer))
            else for (const score of both) (score[done.kind] as Told)(done.peer, 'what')
            const [ours, original] = both.map((score) =>
              ['relay', 'ann', 'ben'].map((one) => score.score(one)),
            )
            expect(ours).toEqual(original)
          }
        }),
      )
    } finally {
      vi.useRealTimers()
    }
  })

  test('decay by themselves while they are kept', () => {
    vi.useFakeTimers()
    try {
      const params = {
        ...{
          appSpecificScore: () => 0,
          appSpecificWeight: 1,
          behaviourPenaltyWeight: -1,
          behaviourPenaltyThreshold: 0,
        },
        ...{ behaviourPenaltyDecay: 0.5, decayInterval: 1_000, decayToZero: 0.1, retainScore: 1 },
      }
      const score = new PeerScore(params, null, null, { scoreCacheValidityMs: 1 })
      score.addPeer('ann')
      score.addPenalty('ann', 4)
      expect(score.score('ann')).toBe(-16)
      score.start()
      vi.advanceTimersByTime(1_000)
      expect(score.score('ann')).toBe(-4)
      score.stop()
      expect([vi.getTimerCount(), score.score('ann')]).toEqual([0, 0])
    } finally {
      vi.useRealTimers()
    }
  })
})
