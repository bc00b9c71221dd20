import { createJWT, EdDSASigner, ES256KSigner, ES256Signer, verifyJWT, type Signer } from 'did-jwt'
import { Resolver } from 'did-resolver'
import { getResolver } from 'key-did-resolver'
import { describe, expect, it } from 'vitest'
import type { Alg } from 'ghost-chat/wire'
import { claimsOf, es256Forms, NOW, ours, TOPIC, TYP, verdictOf, withOtherWords } from './envelopes.ts'
import { KEYS, type Keys } from './identities.ts'

const ALGS = ['EdDSA', 'ES256K', 'ES256'] as const
const resolver = new Resolver(getResolver())
/** Fresh ones each time: did-jwt keeps in them what it found for the last DID. */
const options = () => ({ resolver, audience: TOPIC, policies: { now: NOW } })

function signerOf({ alg, secret }: Keys): Signer {
  const signers: Readonly<Record<Alg, (secret: Uint8Array) => Signer>> = {
    EdDSA: EdDSASigner,
    ES256K: ES256KSigner,
    ES256: ES256Signer,
  }
  return signers[alg](secret)
}

// Its types know no other typ than JWT; its code takes any.
const header = (alg: Alg) => ({ alg, typ: TYP as 'JWT' })

const theirs = (keys: Keys): Promise<string> =>
  createJWT(claimsOf(keys.did), { issuer: keys.did, signer: signerOf(keys) }, header(keys.alg))

describe('did-jwt with key-did-resolver', () => {
  it.each(ALGS)('[EN4] verifies an envelope of ours by %s, by its DID alone', async (alg) => {
    const { verified, issuer, payload } = await verifyJWT(await ours(KEYS[alg]), options())
    expect({ verified, issuer }).toEqual({ verified: true, issuer: KEYS[alg].did })
    expect(payload).toMatchObject({ messages: [{ content: 'hello' }] })
  })

  it.each(ALGS)('[EN4] refuses other words under a signature of ours by %s', async (alg) => {
    const forged = withOtherWords(await ours(KEYS[alg]))
    await expect(verifyJWT(forged, options())).rejects.toThrow('invalid_signature')
  })

  it.each(ALGS)('[VE5] what it signs by %s is an envelope, and with other words it is none', async (alg) => {
    const signed = await theirs(KEYS[alg])
    const text = alg === 'ES256' ? es256Forms(signed).low : signed
    expect(await verdictOf(text)).toBe('accept: ok')
    expect(await verdictOf(withOtherWords(text))).toBe('reject: signature')
  })
})
