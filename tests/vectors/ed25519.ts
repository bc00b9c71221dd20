/**
 * Ed25519: what a signature file says, against the keys that our verifier uses, native, Node's and pure alike, and
 * against whole envelopes of the same keys.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { didOf } from '../../packages/ghost-chat/src/identity/did-key.ts'
import { nativeEd25519, pureEd25519 } from '../../packages/ghost-chat/src/identity/ed25519.ts'
import { platformEd25519 } from '../../packages/ghost-chat/src/identity/platform-ed25519.ts'
import { acceptsFrom, acceptsForeign } from './envelopes.ts'
import { ED25519_FILES, seeds, type SignatureCase } from './ed25519-cases.ts'
import type { Suite } from './suites.ts'

const inNode = await platformEd25519()

/** Our verdict. @throws Error where they disagree */
async function judge({ id, publicKey, message, signature }: SignatureCase): Promise<boolean> {
  const verdicts = await Promise.all(
    [nativeEd25519, inNode, pureEd25519].map(async ({ importKey }) => {
      const key = await importKey(publicKey).catch(() => undefined)
      return key !== undefined && (await key.verify(signature, message))
    }),
  )
  const [native = false] = verdicts
  if (verdicts.some((verdict) => verdict !== native)) {
    throw new Error(`${id}: native, Node's and pure say ${verdicts.join(', ')}`)
  }
  return native
}

const raw: Suite[] = Object.entries(ED25519_FILES).map(([file, cases]) => ({
  name: file,
  cases: cases.map((one) => ({ id: one.id, valid: one.valid, judge: () => judge(one) })),
}))

/** The signature of a vector under an envelope of the vector's key: it was made for other words. */
const foreign: Suite[] = Object.entries(ED25519_FILES)
  .filter(([file]) => !file.endsWith('vectors.txt'))
  .map(([file, cases]) => ({
    name: `${file}, under an envelope`,
    cases: cases.map(({ id, publicKey, signature }) => ({
      id,
      valid: false,
      judge: () => acceptsForeign(didOf(publicKey), 'EdDSA', signature),
    })),
  }))

const own: Suite = {
  name: 'noble-curves/ed25519-vectors.txt, seeds that sign an envelope',
  cases: seeds().map(({ id, seed, publicKey }) => ({
    id,
    valid: true,
    judge: () => acceptsFrom(didOf(publicKey), 'EdDSA', (data) => ed25519.sign(data, seed)),
  })),
}

export const ed25519Suites: readonly Suite[] = [...raw, ...foreign, own]
