import { importJWK, jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { claimsOf, es256Forms, NOW, ours, TOPIC, TYP, verdictOf, withOtherWords } from './envelopes.ts'
import { KEYS, type Keys } from './identities.ts'

// jose does what WebCrypto does, and so has no ES256K.
const ALGS = ['EdDSA', 'ES256'] as const

const privateKey = ({ jwk, secret, alg }: Keys) =>
  importJWK({ ...jwk, d: Buffer.from(secret).toString('base64url') }, alg)

describe('jose', () => {
  it.each(ALGS)('[EN4] verifies an envelope of ours by %s', async (alg) => {
    const keys = KEYS[alg]
    const options = { algorithms: [alg], typ: TYP, audience: TOPIC, issuer: keys.did }
    const { payload } = await jwtVerify(await ours(keys), await importJWK(keys.jwk, alg), {
      ...options,
      currentDate: new Date(NOW * 1000),
    })
    expect(payload).toMatchObject({ iss: keys.did, aud: TOPIC, messages: [{ content: 'hello' }] })
  })

  it.each(ALGS)('[EN4] refuses other words under a signature of ours by %s', async (alg) => {
    const forged = withOtherWords(await ours(KEYS[alg]))
    await expect(jwtVerify(forged, await importJWK(KEYS[alg].jwk, alg))).rejects.toMatchObject({
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    })
  })

  it.each(ALGS)('[VE5] what it signs by %s is an envelope, and with other words it is none', async (alg) => {
    const keys = KEYS[alg]
    const signed = await new SignJWT(claimsOf(keys.did))
      .setProtectedHeader({ alg, typ: TYP })
      .sign(await privateKey(keys))
    const text = alg === 'ES256' ? es256Forms(signed).low : signed
    expect(await verdictOf(text)).toBe('accept: ok')
    expect(await verdictOf(withOtherWords(text))).toBe('reject: signature')
  })

  it('[ID2] of the two forms of its ES256 signatures it takes both, and we take the low one', async () => {
    const keys = KEYS.ES256
    const { low, high } = es256Forms(await ours(keys))
    for (const form of [low, high]) await jwtVerify(form, await importJWK(keys.jwk, 'ES256'))
    expect(await verdictOf(low)).toBe('accept: ok')
    expect(await verdictOf(high)).toBe('reject: signature')
  })

  it('[EN5] what it signs as a plain JWT is no envelope', async () => {
    const text = await new SignJWT(claimsOf(KEYS.EdDSA.did))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .sign(await privateKey(KEYS.EdDSA))
    expect(await verdictOf(text)).toBe('reject: typ')
  })
})
