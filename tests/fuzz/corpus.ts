/**
 * The envelopes that are mutated: every type, chain and algorithm. The same in every run, so that a failing input can
 * be made again: the keys come from fixed secrets, and no signature here is random.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { createPrivateKey, sign as nodeSign } from 'node:crypto'
import { base58btc } from 'multiformats/bases/base58'
import type { Alg } from 'ghost-chat/wire'

export const TOPIC = '3box.chat.tests.fuzz'
export const NOW = 1_800_000_000_000
export const TYP = 'ghost-chat+jwt'

/** Who signs: as a node of the room would, or as one that signs anything. */
export interface Signer {
  readonly did: string
  readonly alg: Alg
  readonly publicKey: Uint8Array
  readonly sign: (data: Uint8Array) => Uint8Array
}

export interface Original {
  readonly text: string
  readonly signer: Signer
}

const SECRET = Uint8Array.from({ length: 32 }, (_, i) => i + 1)
const SID = 'AAAAAAAAAAAAAAAAAAAAAA'
const ID = 'A'.repeat(43)

function didOf(code: readonly number[], publicKey: Uint8Array): string {
  return `did:key:${base58btc.encode(Uint8Array.of(...code, ...publicKey))}`
}

function ed25519Signer(secret: Uint8Array): Signer {
  const publicKey = ed25519.getPublicKey(secret)
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: base64url(secret), x: base64url(publicKey) }
  // Node's own: the pure one is too slow for a million.
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const sign = (data: Uint8Array): Uint8Array => nodeSign(null, data, key)
  return { did: didOf([0xed, 0x01], publicKey), alg: 'EdDSA', publicKey, sign }
}

function ecdsaSigner(curve: typeof p256, alg: Alg, code: readonly number[]): Signer {
  const publicKey = curve.getPublicKey(SECRET)
  const sign = (data: Uint8Array): Uint8Array => curve.sign(data, SECRET, { lowS: true })
  return { did: didOf(code, publicKey), alg, publicKey, sign }
}

const ALICE = ed25519Signer(SECRET)
const BOB = ed25519Signer(SECRET.toReversed())
const CAROL = ecdsaSigner(p256, 'ES256', [0x80, 0x24])
const DAVE = ecdsaSigner(secp256k1, 'ES256K', [0xe7, 0x01])

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

/** Two parts, signed as they are. */
export function signed(input: string, signer: Signer): string {
  return `${input}.${Buffer.from(signer.sign(Buffer.from(input, 'latin1'))).toString('base64url')}`
}

function envelope(signer: Signer, fields: object, header: object = {}): Original {
  const iat = NOW / 1000
  const common = { iss: signer.did, aud: TOPIC, iat, exp: iat + 60, sid: SID, seq: 0 }
  const input = `${part({ alg: signer.alg, typ: TYP, ...header })}.${part({ ...common, ...fields })}`
  return Object.freeze({ text: signed(input, signer), signer })
}

const chat = (...messages: readonly object[]): object => ({ prev: null, type: 'chat', messages })
const kid = { kid: `${ALICE.did}#${ALICE.did.slice('did:key:'.length)}` }

export const CORPUS: readonly Original[] = Object.freeze([
  envelope(ALICE, chat({ content: 'hello world' })),
  envelope(BOB, chat({ content: 'me too', replyTo: `${ID}.0` }, { content: '👻 \u00e9\ud83d\ude00' })),
  envelope(ALICE, chat({ content: { a: [1, 2.5, -3e2, true, null, { deep: [[[]]] }] } })),
  envelope(BOB, chat({ content: 'x'.repeat(8_192) })),
  envelope(ALICE, chat({ content: 'with a key id' }), kid),
  envelope(ALICE, { ...chat({ content: 'later' }), seq: 7, prev: ID }),
  envelope(BOB, { head: null, type: 'join', peer: '12D3KooWfuzz', profile: { name: 'Bob' } }),
  envelope(ALICE, { head: { seq: 3, id: ID }, type: 'here', peer: '12D3KooWfuzz' }),
  envelope(BOB, { head: null, type: 'leave' }),
  envelope(ALICE, { head: null, type: 'of-tomorrow', sealed: 'AAAA' }),
  envelope(CAROL, chat({ content: 'on P-256' })),
  envelope(DAVE, chat({ content: 'on secp256k1' })),
])
