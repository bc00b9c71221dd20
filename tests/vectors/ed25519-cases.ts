/**
 * Every public Ed25519 signature we have, as plain data, so that a browser can be given them too.
 */
import { hex, loadJson, loadText, wycheproof, type Bytes } from './load.ts'

export interface SignatureCase {
  readonly id: string
  readonly valid: boolean
  readonly publicKey: Bytes
  readonly message: Bytes
  readonly signature: Bytes
}

export const ED25519_FILES: Readonly<Record<string, readonly SignatureCase[]>> = Object.freeze({
  'wycheproof/ed25519_test.json': fromWycheproof(),
  'noble-curves/ed25519-vectors.txt': fromSignInput(),
  'noble-curves/ed25519-zip215.json': fromZip215(),
  'noble-curves/ed25519-edge-cases.json': fromEdgeCases(),
})

/** The seeds of sign.input, with the key that belongs to each. */
export function seeds(): readonly { readonly id: string; readonly seed: Bytes; readonly publicKey: Bytes }[] {
  return signInputLines().map(([secret = '', publicKey = ''], i) => ({
    id: String(i + 1),
    seed: hex(secret.slice(0, 64)),
    publicKey: hex(publicKey),
  }))
}

function fromWycheproof(): SignatureCase[] {
  return wycheproof<{ readonly pk: string }>('ed25519_test.json').flatMap(({ publicKey, tests }) =>
    tests.map(({ tcId, msg, sig, result }) => ({
      id: String(tcId),
      valid: result === 'valid',
      publicKey: hex(publicKey.pk),
      message: hex(msg),
      signature: hex(sig),
    })),
  )
}

/** secret and public key : public key : message : signature and message (ed25519.cr.yp.to). */
function signInputLines(): string[][] {
  const lines = loadText('noble-curves/ed25519-vectors.txt').split('\n')
  return lines.filter((line) => line !== '').map((line) => line.split(':'))
}

function fromSignInput(): SignatureCase[] {
  return signInputLines().map(([, publicKey = '', message = '', signed = ''], i) => ({
    id: String(i + 1),
    valid: true,
    publicKey: hex(publicKey),
    message: hex(message),
    signature: hex(signed.slice(0, 128)),
  }))
}

/** Keys and R of small order, in every encoding; the verdict we compare with is that of before ZIP 215. */
function fromZip215(): SignatureCase[] {
  const cases = loadJson('noble-curves/ed25519-zip215.json') as readonly {
    readonly vk_bytes: string
    readonly sig_bytes: string
    readonly valid_legacy: boolean
  }[]
  return cases.map(({ vk_bytes, sig_bytes, valid_legacy }, i) => ({
    id: String(i),
    valid: valid_legacy,
    publicKey: hex(vk_bytes),
    message: Uint8Array.from(Buffer.from('Zcash')),
    signature: hex(sig_bytes),
  }))
}

/**
 * Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (2020), table 6c. The file gives no verdicts since
 * libraries differ; these are its authors' for a verifier by RFC 8032 without the cofactor, with S < L.
 */
function fromEdgeCases(): SignatureCase[] {
  const cofactorless = new Set([0, 1, 2, 3, 11])
  const cases = loadJson('noble-curves/ed25519-edge-cases.json') as readonly {
    readonly message: string
    readonly pub_key: string
    readonly signature: string
  }[]
  return cases.map(({ message, pub_key, signature }, i) => ({
    id: String(i),
    valid: cofactorless.has(i),
    publicKey: hex(pub_key),
    message: hex(message),
    signature: hex(signature),
  }))
}
