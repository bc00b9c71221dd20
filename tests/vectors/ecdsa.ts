/**
 * ECDSA on P-256 and secp256k1: what a signature file says, against the keys that our verifier uses, native and
 * pure alike, and against whole envelopes of the same keys.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { platformCrypto } from 'ghost-chat/identity'
import { didOfKey } from '../../packages/ghost-chat/src/identity/did-key.ts'
import { P256, SECP256K1, toLowS } from '../../packages/ghost-chat/src/identity/ec-point.ts'
import { pureP256 } from '../../packages/ghost-chat/src/identity/p256.ts'
import { pureSecp256k1 } from '../../packages/ghost-chat/src/identity/secp256k1.ts'
import { rawOf } from './der.ts'
import { acceptsForeign, acceptsFrom } from './envelopes.ts'
import { hex, loadJson, wycheproof, type Bytes } from './load.ts'
import type { Case, Suite } from './suites.ts'

type Curve = 'p256' | 'secp256k1'

const { p256: nativeP256, secp256k1: nativeSecp256k1 } = await platformCrypto()
const SCHEMES = { p256: [nativeP256, pureP256], secp256k1: [nativeSecp256k1, pureSecp256k1] } as const
const ALG = { p256: 'ES256', secp256k1: 'ES256K' } as const

interface Signature {
  readonly id: string
  readonly valid: boolean
  readonly publicKey: Bytes
  readonly message: Bytes
  readonly signature: Bytes
}

/** Our verdict. @throws Error where native and pure disagree */
async function judge(curve: Curve, { id, publicKey, message, signature }: Signature): Promise<boolean> {
  // The parser lets no other length through to a key (EN4).
  if (signature.length !== 64) return false
  const verdicts = await Promise.all(
    SCHEMES[curve].map(async ({ importKey }) => {
      const key = await importKey(publicKey).catch(() => undefined)
      return key !== undefined && (await key.verify(signature, message))
    }),
  )
  const [native = false, pure = false] = verdicts
  if (native !== pure) throw new Error(`${id}: native says ${native}, pure says ${pure}`)
  return native
}

/** Wycheproof's keys are uncompressed; a did:key has x and the parity of y (SEC 1 §2.3.3). */
function compressed(uncompressed: string): Bytes {
  const point = hex(uncompressed)
  return Uint8Array.of(2 + ((point.at(-1) ?? 0) & 1), ...point.subarray(1, 33))
}

function read(file: string, rawFrom: (sig: Bytes) => Bytes | null): Signature[] {
  return wycheproof<{ readonly uncompressed: string }>(file).flatMap(({ publicKey, tests }) =>
    tests.flatMap(({ tcId, msg, sig, result }) => {
      const signature = rawFrom(hex(sig))
      // What is no DER, or has integers of more than 32 bytes, can't be said in a JWS.
      if (signature === null) return []
      const key = compressed(publicKey.uncompressed)
      const valid = result === 'valid'
      return [{ id: String(tcId), valid, publicKey: key, message: hex(msg), signature }]
    }),
  )
}

const FILES: readonly (readonly [file: string, curve: Curve, signatures: readonly Signature[]])[] = (
  [
    ['ecdsa_secp256r1_sha256_p1363_test.json', 'p256', (sig: Bytes) => sig],
    ['ecdsa_secp256k1_sha256_p1363_test.json', 'secp256k1', (sig: Bytes) => sig],
    ['ecdsa_secp256k1_sha256_bitcoin_test.json', 'secp256k1', rawOf],
  ] as const
).map(([file, curve, rawFrom]) => [`wycheproof/${file}`, curve, read(file, rawFrom)])

const raw: Suite[] = FILES.map(([name, curve, signatures]) => ({
  name,
  cases: signatures.map((one) => ({ id: one.id, valid: one.valid, judge: () => judge(curve, one) })),
}))

/** A file that takes both forms of a signature, in the one that we take (ID2): then nothing is left to except. */
const low: Suite[] = FILES.filter(([name]) => name.includes('p1363')).map(([name, curve, signatures]) => ({
  name: `${name}, in the low form`,
  cases: signatures.map((one) => ({
    id: one.id,
    valid: one.valid,
    judge: () => {
      if (one.signature.length !== 64) return judge(curve, one)
      const signature = toLowS(curve === 'p256' ? P256 : SECP256K1, one.signature)
      return judge(curve, { ...one, signature })
    },
  })),
}))

/** The signature of a vector under an envelope of the vector's key: it was made for other words. */
const foreign: Suite[] = FILES.map(([name, curve, signatures]) => ({
  name: `${name}, under an envelope`,
  cases: signatures.map(({ id, publicKey, signature }) => ({
    id,
    valid: false,
    judge: () => acceptsForeign(didOfKey({ type: curve, bytes: publicKey }), ALG[curve], signature),
  })),
}))

interface Signed {
  readonly d: string
  readonly m: string
  readonly signature: string
  readonly description?: string
}

const SIGNED = (loadJson('noble-curves/secp256k1-ecdsa.json') as { readonly valid: readonly Signed[] }).valid

/** The digests of most are random; those of some are of their description, and that is what we hash too. */
async function described(): Promise<Case[]> {
  const cases: Case[] = []
  for (const [i, { d, m, signature, description }] of SIGNED.entries()) {
    if (description === undefined) continue
    const message = Uint8Array.from(Buffer.from(description))
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', message)).toString('hex')
    if (digest !== m) continue
    const publicKey = Uint8Array.from(secp256k1.getPublicKey(hex(d)))
    const one = { id: String(i), valid: true, publicKey, message, signature: hex(signature) }
    cases.push({ id: one.id, valid: true, judge: () => judge('secp256k1', one) })
  }
  return cases
}

/** The first keys of the file, as ours that sign an envelope. */
const own: Suite = {
  name: 'noble-curves/secp256k1-ecdsa.json, keys that sign an envelope',
  cases: SIGNED.slice(0, 256).map(({ d }, i) => ({
    id: String(i),
    valid: true,
    judge: () => {
      const did = didOfKey({ type: 'secp256k1', bytes: Uint8Array.from(secp256k1.getPublicKey(hex(d))) })
      return acceptsFrom(did, 'ES256K', (data) => secp256k1.sign(data, hex(d)))
    },
  })),
}

export const ecdsaSuites: readonly Suite[] = [
  ...raw,
  ...low,
  ...foreign,
  { name: 'noble-curves/secp256k1-ecdsa.json, of a known text', cases: await described() },
  own,
]
