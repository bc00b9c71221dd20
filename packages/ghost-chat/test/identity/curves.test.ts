import { generateKeyPairSync } from 'node:crypto'
import { p256 as nobleP256 } from '@noble/curves/nist.js'
import { secp256k1 as nobleSecp256k1 } from '@noble/curves/secp256k1.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { platformCrypto } from '../../src/identity/crypto.ts'
import { decodeMultikey, didOfKey, keyIdOf, publicKeyOf } from '../../src/identity/did-key.ts'
import { decompress, isLowS, toLowS } from '../../src/identity/ec-point.ts'
import { load, LoadError } from '../../src/identity/load.ts'
import { nativeP256, pureP256, type VerifyScheme } from '../../src/identity/p256.ts'
import { chooseSecp256k1, platformSecp256k1, pureSecp256k1 } from '../../src/identity/secp256k1.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import { createVerifier, judgeFrame } from '../../src/identity/verify.ts'
import { encodeBase64url } from '../../src/wire/base64url.ts'
import { careful, careless, compressedOf, CURVES, otherForm, type CurveName } from '../support/curves.ts'
import {
  alice,
  bytes,
  chatPayload,
  encodePart,
  forge,
  HEADER,
  NOW,
  SID,
  TOPIC,
  type Json,
} from '../support/forge.ts'

const suite = await platformCrypto()
const noble = { p256: nobleP256, secp256k1: nobleSecp256k1 }
const header = (alg: string, more: Json = {}): Json => ({ ...HEADER, alg, ...more })
const judge = async (text: string, verifier = createVerifier()): Promise<string> => {
  const { verdict, code } = await judgeFrame(bytes(text), TOPIC, NOW, verifier)
  return `${verdict}: ${code}`
}

describe.each<[CurveName, string]>([
  ['p256', 'ES256'],
  ['secp256k1', 'ES256K'],
])('%s', (name, alg) => {
  const schemes: [string, VerifyScheme][] =
    name === 'p256'
      ? [
          ['native', nativeP256],
          ['pure', pureP256],
        ]
      : [
          ['native', platformSecp256k1],
          ['pure', pureSecp256k1],
        ]

  it.each(schemes)(
    '[ID1] %s accepts what the key of a did:key signed, and nothing else',
    async (_, scheme) => {
      const verifier = createVerifier({ ...suite, [name]: scheme })
      const [one, two] = [careful(name), careful(name)]
      const payload = chatPayload(one.did)
      expect(await judge(await forge(one, payload, header(alg)), verifier)).toBe('accept: ok')
      expect(await judge(await forge(two, payload, header(alg)), verifier)).toBe('reject: signature')
      const changed = { ...payload, seq: 1, prev: 'A'.repeat(43) }
      const signature = (await forge(one, payload, header(alg))).split('.')[2]
      const text = `${encodePart(header(alg))}.${encodePart(changed)}.${signature}`
      expect(await judge(text, verifier)).toBe('reject: signature')
    },
  )

  it.each(schemes)('[ID2] %s accepts the low form of a signature only', async (_, scheme) => {
    const verifier = createVerifier({ ...suite, [name]: scheme })
    const low = careful(name)
    const high = { sign: async (data: Uint8Array<ArrayBuffer>) => otherForm(name, await low.sign(data)) }
    const payload = chatPayload(low.did)
    expect(await judge(await forge(low, payload, header(alg)), verifier)).toBe('accept: ok')
    expect(await judge(await forge(high, payload, header(alg)), verifier)).toBe('reject: signature')
  })

  it.each(schemes)('[ID2] %s: a signature of another length than 64 bytes is none', async (_, scheme) => {
    const key = await scheme.importKey(publicKeyOf(careful(name).did)?.bytes ?? new Uint8Array(0))
    for (const length of [0, 1, 31, 32, 63, 65, 128])
      expect(await key.verify(new Uint8Array(length).fill(1), bytes('x'))).toBe(false)
  })

  it.each(schemes)('%s takes neither r nor s that is 0 or too large', async (_, scheme) => {
    const { n } = CURVES[name]
    const identity = careful(name)
    const key = await scheme.importKey(publicKeyOf(identity.did)?.bytes ?? new Uint8Array(0))
    const number = (value: bigint): number[] => [...Buffer.from(value.toString(16).padStart(64, '0'), 'hex')]
    const values = [0n, 1n, n - 1n, n, n + 1n, 2n ** 256n - 1n]
    for (const r of values) {
      for (const s of values) {
        expect(await key.verify(Uint8Array.of(...number(r), ...number(s)), bytes('x'))).toBe(false)
      }
    }
  })

  it.each(schemes)('[ID1] %s: bytes that are no point of the curve verify nothing', async (_, scheme) => {
    const verifier = createVerifier({ ...suite, [name]: scheme })
    // x = p, which is 0 to a careless decoder; and the first small x without a point.
    const outside = [CURVES[name].p, CURVES[name].p + 1n, 2n ** 256n - 1n, withoutPoint(name)]
    for (const x of outside) {
      const point = Uint8Array.from(Buffer.from(`02${x.toString(16).padStart(64, '0')}`, 'hex'))
      const did = didOfKey({ type: name, bytes: point })
      expect(await judge(await forge(careful(name), chatPayload(did), header(alg)), verifier)).toBe(
        'reject: signature',
      )
    }
  })

  it('[EN4] another algorithm than the key’s is rejected', async () => {
    const identity = careful(name)
    for (const other of ['EdDSA', 'ES256', 'ES256K'].filter((one) => one !== alg)) {
      const text = await forge(identity, chatPayload(identity.did), header(other))
      expect(await judge(text)).toBe('reject: key-type')
    }
  })

  it('[ID3] the key id is the DID’s own, whole', async () => {
    const identity = careful(name)
    const payload = chatPayload(identity.did)
    const own = keyIdOf(identity.did)
    expect(await judge(await forge(identity, payload, header(alg, { kid: own })))).toBe('accept: ok')
    for (const kid of [`${own}x`, own.slice(0, -1), `${identity.did}#key-1`, keyIdOf(alice.did)]) {
      expect(await judge(await forge(identity, payload, header(alg, { kid })))).toBe('reject: kid')
    }
  })

  it('[ID2] an identity that gives either form of a signature sends the low one', async () => {
    const identity = careless(name)
    const link = { chain: 'content', prev: null } as const
    const claims = {
      iss: identity.did,
      aud: TOPIC,
      issuedAt: NOW,
      expiresAt: NOW + 1,
      sid: SID,
      seq: 0,
      link,
    }
    let changed = 0
    for (let i = 0; i < 16; i++) {
      const draft = { claims, body: { type: 'chat', messages: [{ content: `${i}` }] } } as const
      let given = ''
      const sign = async (data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
        const signature = await identity.sign(data)
        given = encodeBase64url(signature)
        return signature
      }
      const { text } = await signEnvelope({ ...identity, sign }, draft, suite)
      expect(await judge(text)).toBe('accept: ok')
      if (!text.endsWith(given)) changed++
    }
    expect(changed).toBeGreaterThan(0)
    expect(changed).toBeLessThan(16)
  })

  it('a compressed point is unpacked as by another implementation, and refused with it', () => {
    const { Point } = noble[name]
    const unpacked = (compressed: Uint8Array): string | null => {
      try {
        return Point.fromBytes(compressed).toHex(false)
      } catch {
        return null
      }
    }
    let valid = 0
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3, 4, 5),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (sign, x) => {
          const compressed = Uint8Array.of(sign, ...x)
          const point = decompress(CURVES[name], compressed)
          if (point !== null) valid++
          expect(point === null ? null : Buffer.from(point).toString('hex')).toBe(unpacked(compressed))
        },
      ),
      { numRuns: 200 },
    )
    expect(valid).toBeGreaterThan(10)
    expect(decompress(CURVES[name], new Uint8Array(0))).toBeNull()
    expect(decompress(CURVES[name], Uint8Array.of(2, ...new Uint8Array(33)))).toBeNull()
  })

  it('a DID gives its key back', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: name === 'p256' ? 'prime256v1' : name })
    const key = compressedOf(privateKey)
    const did = didOfKey({ type: name, bytes: key })
    expect(did).toMatch(name === 'p256' ? /^did:key:zDn/ : /^did:key:zQ3s/)
    expect(publicKeyOf(did)).toEqual({ type: name, bytes: key })
    expect(decodeMultikey(did.slice('did:key:'.length))).toEqual(publicKeyOf(did))
  })

  it('half the order is low, one more is high', () => {
    const { n } = CURVES[name]
    const signature = (s: bigint): Uint8Array<ArrayBuffer> =>
      Uint8Array.from(Buffer.from('01'.repeat(32) + s.toString(16).padStart(64, '0'), 'hex'))
    expect(isLowS(CURVES[name], signature(n / 2n))).toBe(true)
    expect(isLowS(CURVES[name], signature(n / 2n + 1n))).toBe(false)
    expect(toLowS(CURVES[name], signature(n / 2n + 1n))).toEqual(signature(n / 2n))
    expect(toLowS(CURVES[name], signature(n / 2n))).toEqual(signature(n / 2n))
    // No form of s = n is valid; it is left as it is, to be refused.
    expect(toLowS(CURVES[name], signature(n))).toEqual(signature(n))
  })
})

describe('Ed25519', () => {
  it('[ID3] the key id is the DID’s own, whole', async () => {
    const payload = chatPayload(alice.did)
    const judgeKid = async (kid: string): Promise<string> =>
      judge(await forge(alice, payload, header('EdDSA', { kid })))
    expect(await judgeKid(keyIdOf(alice.did))).toBe('accept: ok')
    expect(await judgeKid(`${alice.did}#key-1`)).toBe('reject: kid')
    expect(await judgeKid(`${keyIdOf(alice.did)}#`)).toBe('reject: kid')
  })
})

describe('a platform', () => {
  it('without secp256k1 in node:crypto gets the pure implementation', () => {
    const lacking = {
      createPublicKey: () => {
        throw new Error('unknown curve')
      },
      verify: () => undefined,
    }
    expect(chooseSecp256k1(lacking)).toBe(pureSecp256k1)
    expect(chooseSecp256k1(undefined)).toBe(pureSecp256k1)
  })

  it('that cannot load a part of the library blames nobody, and tries again', async () => {
    const identity = careful('secp256k1')
    let fails = 1
    const flaky: VerifyScheme = {
      importKey: async (key) => {
        if (fails-- > 0) await load(Promise.reject(new TypeError('Failed to fetch')))
        return pureSecp256k1.importKey(key)
      },
    }
    const verifier = createVerifier({ ...suite, secp256k1: flaky })
    const text = await forge(identity, chatPayload(identity.did), header('ES256K'))
    await expect(judge(text, verifier)).rejects.toThrow(LoadError)
    expect(await judge(text, verifier)).toBe('accept: ok')
  })
})

/** The smallest x that no point of the curve has. */
function withoutPoint(name: CurveName): bigint {
  for (let x = 1n; ; x++) {
    const compressed = Buffer.from(`02${x.toString(16).padStart(64, '0')}`, 'hex')
    if (decompress(CURVES[name], compressed) === null) return x
  }
}
