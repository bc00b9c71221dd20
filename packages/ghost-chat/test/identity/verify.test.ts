import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { didOf, publicKeyOf } from '../../src/identity/did-key.ts'
import { platformCrypto } from '../../src/identity/crypto.ts'
import { chooseEd25519, nativeEd25519, pureEd25519 } from '../../src/identity/ed25519.ts'
import { platformEd25519 } from '../../src/identity/platform-ed25519.ts'
import { guest } from '../../src/identity/guest.ts'
import { KeyCache } from '../../src/identity/key-cache.ts'
import { signEnvelope } from '../../src/identity/sign.ts'
import { createVerifier, judgeFrame } from '../../src/identity/verify.ts'
import { isDid, type Did } from '../../src/wire/ids.ts'
import { LIMITS } from '../../src/wire/limits.ts'
import {
  alice,
  bytes,
  chatPayload,
  forge,
  HEADER,
  mallory,
  NOW,
  OTHER_TOPIC,
  SID,
  TOPIC,
} from '../support/forge.ts'
import { rejectedCode } from '../support/thrown.ts'

const suite = await platformCrypto()
const pure = { ...suite, ed25519: pureEd25519 }
const verifier = createVerifier()
const inNode = await platformEd25519()

const judge = async (text: string, topic: string = TOPIC, now = NOW): Promise<string> => {
  const { verdict, code } = await judgeFrame(bytes(text), topic, now, verifier)
  return `${verdict}: ${code}`
}

describe('what a relay can tell of a frame', () => {
  it('[VE3] a genuine envelope is accepted', async () => {
    expect(await judge(await forge(alice, chatPayload(alice.did)))).toBe('accept: ok')
  })

  it('[VE1] an envelope that another key signed is rejected', async () => {
    expect(await judge(await forge(mallory, chatPayload(alice.did)))).toBe('reject: signature')
  })

  it('[VE1] an envelope of another room is rejected', async () => {
    expect(await judge(await forge(alice, chatPayload(alice.did)), OTHER_TOPIC)).toBe('reject: topic')
  })

  it('[VE1] an algorithm that does not fit the key is rejected', async () => {
    const text = await forge(alice, chatPayload(alice.did), { ...HEADER, alg: 'ES256' })
    expect(await judge(text)).toBe('reject: key-type')
  })

  it('[VE2] a DID method that nobody here knows is ignored', async () => {
    expect(await judge(await forge(alice, chatPayload('did:web:example.org')))).toBe('ignore: unsupported')
    expect(await judge(await forge(alice, chatPayload('did:key:zNoSuchKey')))).toBe('ignore: unsupported')
  })

  it('[TM2] 60 s of skew are accepted, a millisecond more is ignored, either way', async () => {
    const text = await forge(alice, chatPayload(alice.did))
    expect(await judge(text, TOPIC, NOW + 60_000)).toBe('accept: ok')
    expect(await judge(text, TOPIC, NOW + 60_001)).toBe('ignore: late')
    expect(await judge(text, TOPIC, NOW - 60_000)).toBe('accept: ok')
    expect(await judge(text, TOPIC, NOW - 60_001)).toBe('ignore: early')
  })

  it('[TM3] an envelope past its exp is ignored', async () => {
    const text = await forge(alice, chatPayload(alice.did, { exp: NOW / 1000 + 10 }))
    expect(await judge(text, TOPIC, NOW + 9_999)).toBe('accept: ok')
    expect(await judge(text, TOPIC, NOW + 10_000)).toBe('ignore: expired')
  })

  it('[VE5] no change of a single character is accepted', async () => {
    const text = await forge(alice, chatPayload(alice.did))
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.constantFrom('A', 'a', '0', '_', '-', '.', 'x'),
        async (place, letter) => {
          fc.pre(text[place] !== letter)
          const changed = text.slice(0, place) + letter + text.slice(place + 1)
          expect(await judge(changed)).not.toBe('accept: ok')
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('Ed25519', () => {
  it.each([
    ['native signs, pure verifies', suite, pure],
    ['pure signs, native verifies', pure, suite],
    ['pure signs, pure verifies', pure, pure],
  ])('[VE5] %s', async (_, signer, checker) => {
    const identity = await guest(signer)
    const text = await forge(identity, chatPayload(identity.did))
    const pinned = createVerifier(checker)
    expect(await judgeFrame(bytes(text), TOPIC, NOW, pinned)).toMatchObject({ verdict: 'accept' })
    const forged = await forge(mallory, chatPayload(identity.did))
    expect(await judgeFrame(bytes(forged), TOPIC, NOW, pinned)).toMatchObject({ code: 'signature' })
  })

  it('the pure implementation serves where WebCrypto lacks Ed25519, or is absent', async () => {
    const subtle = {
      generateKey: () => Promise.reject(new Error('NotSupportedError')),
    } as unknown as SubtleCrypto
    expect(await chooseEd25519(subtle)).toBe(pureEd25519)
    expect(await chooseEd25519(undefined)).toBe(pureEd25519)
    expect(await chooseEd25519(crypto.subtle)).toBe(nativeEd25519)
  })

  it('in Node answers the same for one that comes alone and for many at once', async () => {
    const keys = await inNode.generate()
    const key = await inNode.importKey(Uint8Array.from(keys.publicKey))
    const data = Uint8Array.of(1, 2, 3)
    const signature = Uint8Array.from(await keys.sign(data))
    const verify = (at: number): Promise<boolean> => key.verify(signature, Uint8Array.of(1, 2, 3 + (at % 2)))
    expect(await verify(0)).toBe(true)
    const many = await Promise.all(Array.from({ length: 100 }, (_, at) => verify(at)))
    expect(many).toEqual(many.map((_, at) => at % 2 === 0))
  })

  // RFC 8032 §7.1, test 2.
  it.each([
    ['native', nativeEd25519],
    ['Node’s', inNode],
    ['pure', pureEd25519],
  ])('%s verifies the vector of RFC 8032', async (_, ed25519) => {
    const hex = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'hex'))
    const key = await ed25519.importKey(
      hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
    )
    const signature = hex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    )
    expect(await key.verify(signature, hex('72'))).toBe(true)
    expect(await key.verify(signature, hex('73'))).toBe(false)
  })
})

describe('did:key', () => {
  it('a guest is an Ed25519 did:key, another each time', async () => {
    const [one, two] = await Promise.all([guest(), guest()])
    expect(one.did).toMatch(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/)
    expect(one.did).not.toBe(two.did)
    expect(isDid(one.did)).toBe(true)
  })

  it('a DID gives its key back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        expect(publicKeyOf(didOf(key))).toEqual({ type: 'ed25519', bytes: key })
      }),
    )
  })

  it('a key of another length makes no DID', () => {
    expect(() => didOf(new Uint8Array(31))).toThrow('"publicKey" expected 32 bytes, got length=31')
  })

  it.each([
    'did:key:',
    'did:key:z',
    'did:key:f00',
    'did:key:z0OIl',
    'did:web:z6Mk',
    `did:key:z${'1'.repeat(60)}`,
  ])('%j names no key', (did) => {
    expect(publicKeyOf(did)).toBeNull()
  })

  it('a long DID costs nothing: it is refused before it is decoded', () => {
    expect(publicKeyOf(`did:key:z${'z'.repeat(1_000_000)}`)).toBeNull()
  })
})

describe('the key cache', () => {
  it('keeps the latest used and no more than its bound', async () => {
    let imports = 0
    const counting = {
      ...suite,
      ed25519: {
        ...suite.ed25519,
        importKey: (key: Uint8Array<ArrayBuffer>) => {
          imports++
          return suite.ed25519.importKey(key)
        },
      },
    }
    const cache = new KeyCache(counting, 2)
    const people = await Promise.all([guest(), guest(), guest()])
    const get = async (person: { readonly did: Did } | undefined): Promise<void> => {
      if (person !== undefined)
        await Promise.all([cache.get(person.did)?.ready(), cache.get(person.did)?.ready()])
    }
    await get(people[0])
    await get(people[1])
    await get(people[0])
    expect(imports).toBe(2)
    await get(people[2])
    await get(people[0])
    expect(imports).toBe(3)
    await get(people[1])
    expect(imports).toBe(4)
    expect(cache.size).toBe(2)
  })

  it('its bound is a limit of the protocol', () => {
    expect(LIMITS.cachedKeys).toBe(2_048)
  })
})

describe('signing', () => {
  const draft = (messages: readonly { readonly content: string }[]) =>
    ({
      claims: {
        iss: alice.did,
        aud: TOPIC,
        issuedAt: NOW,
        expiresAt: NOW + 1,
        sid: SID,
        seq: 0,
        link: { chain: 'content', prev: null },
      },
      body: { type: 'chat', messages },
    }) as const

  it('what we sign is accepted', async () => {
    const { text } = await signEnvelope(alice, draft([{ content: 'hello' }]), suite)
    expect(await judge(text)).toBe('accept: ok')
  })

  it('nothing is signed that others would refuse', async () => {
    expect(await rejectedCode(signEnvelope(alice, draft([]), suite))).toBe('ERR_ENVELOPE_MALFORMED')
  })

  it('an identity that fails to sign says so, with the cause', async () => {
    const broken = { ...alice, sign: () => Promise.reject(new Error('locked')) }
    const error: unknown = await signEnvelope(broken, draft([{ content: 'x' }]), suite).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'ERR_IDENTITY', cause: new Error('locked') })
  })

  it('an identity that signs with something else is found out', async () => {
    const broken = { ...alice, sign: () => Promise.resolve(new Uint8Array(3)) }
    expect(await rejectedCode(signEnvelope(broken, draft([{ content: 'x' }]), suite))).toBe(
      'ERR_ENVELOPE_MALFORMED',
    )
  })
})
