/** did:key: every DID of the sets gives the key that its document names, or is refused as a type we do not know. */
import { base58btc } from 'multiformats/bases/base58'
import { publicKeyOf, type KeyType } from 'ghost-chat/identity'
import { decodeBase64url } from '../../packages/ghost-chat/src/wire/base64url.ts'
import { refusalOf } from './envelopes.ts'
import { loadJson } from './load.ts'
import type { Suite } from './suites.ts'

interface Jwk {
  readonly crv: string
  readonly x: string
  readonly y?: string
}

/** The key of a document, in one of the two forms it comes in. */
interface Named {
  readonly publicKeyBase58?: string
  readonly publicKeyJwk?: Jwk
}

interface Entry {
  readonly verificationKeyPair?: Named
  readonly verificationMethod?: Named
}

const FOREIGN = ['x25519.json', 'rsa.json', 'bls12381.json']
const OURS: Readonly<Record<string, KeyType>> = {
  'ed25519-x25519.json': 'ed25519',
  'secp256k1.json': 'secp256k1',
  'nist-curves.json': 'p256',
}

function entries(file: string): [string, Entry][] {
  const sets = loadJson(`did-method-key/${file}`) as Record<string, Entry>
  // One of the files has its documents a level deeper.
  return Object.entries(sets).flatMap(([name, entry]) =>
    name === 'didDocument' ? Object.entries(entry as Record<string, Entry>) : [[name, entry]],
  )
}

function keyNamed({ publicKeyBase58, publicKeyJwk }: Named): Uint8Array {
  if (publicKeyBase58 !== undefined) return base58btc.decode(`z${publicKeyBase58}`)
  const { x = '', y } = publicKeyJwk ?? {}
  const [x32, y32] = [decodeBase64url(x), decodeBase64url(y ?? '')]
  if (x32 === null || y32 === null) throw new Error('the JWK is not canonical base64url')
  // A point of a curve is compressed in a did:key: the parity of y, and x (SEC 1 §2.3.3).
  return y === undefined ? x32 : Uint8Array.of(2 + ((y32.at(-1) ?? 0) & 1), ...x32)
}

/** A document names its own DID's key, and we read just that. P-384 and P-521 are no keys of ours. */
const ours: Suite[] = Object.entries(OURS).map(([file, type]) => ({
  name: `did-method-key/${file}`,
  cases: entries(file).map(([did, { verificationKeyPair, verificationMethod }]) => ({
    id: did,
    valid: true,
    judge: () => {
      const found = publicKeyOf(did)
      if (found === null) return Promise.resolve(false)
      const named = keyNamed(verificationKeyPair ?? verificationMethod ?? {})
      return Promise.resolve(found.type === type && Buffer.from(found.bytes).equals(named))
    },
  })),
}))

/** Other key types: no key, and an envelope of theirs costs its sender nothing (VE2). */
const foreign: Suite[] = FOREIGN.map((file) => ({
  name: `did-method-key/${file}`,
  cases: entries(file).map(([did]) => ({
    id: did,
    valid: false,
    judge: async () => {
      if (publicKeyOf(did) !== null) return true
      const code = await refusalOf(did, 'EdDSA')
      // A DID longer than 256 characters is none of ours by EN8, and claims that are malformed are rejected.
      const expected = did.length > 256 ? 'claims' : 'unsupported'
      if (code !== expected) throw new Error(`${did}: refused as ${code}`)
      return false
    },
  })),
}))

export const didKeySuites: readonly Suite[] = [...ours, ...foreign]
