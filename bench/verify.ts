/**
 * Verifications per second: what a relay does with a frame (`judgeFrame`), and the verifier alone, against
 * WebCrypto's bare `verify` of the same bytes with a key imported before.
 *
 * `npm run bench:verify`, or `npm run bench:verify -- --quick`. All take turns within one run, so that whatever
 * else the machine does falls on all alike; the medians of the rounds are compared. WebCrypto has no secp256k1:
 * there the bare thing is node:crypto's, which is what we use.
 */
import { createPublicKey, generateKeyPairSync, sign, verify as nodeVerify, type KeyObject } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createVerifier, judgeFrame } from 'ghost-chat/identity'
import type { Alg } from 'ghost-chat/wire'
import { didOfKey, type KeyType } from '../packages/ghost-chat/src/identity/did-key.ts'
import { P256, SECP256K1, toLowS } from '../packages/ghost-chat/src/identity/ec-point.ts'
import { parseEnvelope, type Envelope } from '../packages/ghost-chat/src/wire/envelope.ts'

const TOPIC = '3box.chat.bench.verify'
const NOW = 1_800_000_000_000
const ROUNDS = { full: 31, quick: 7 } as const
/** Frames of one round, each of another text. */
const FRAMES = 400
/** Frames under way at once: as many as come in together when a room is busy (SPEC VE7). */
const TOGETHER = 16

/** What is compared, for one frame. Rejects what does not verify: a wrong bench is worse than none. */
type Work = (item: Item) => Promise<boolean>

interface Item {
  readonly frame: Uint8Array
  readonly envelope: Envelope
  readonly signed: Uint8Array<ArrayBuffer>
}

interface Row {
  readonly alg: Alg
  /** Verifications per second, medians. */
  readonly bare: number
  readonly verifier: number
  readonly whole: number
}

interface Kind {
  readonly alg: Alg
  readonly type: KeyType
  readonly generate: () => { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  readonly bare: (key: KeyObject) => Promise<Work>
}

const KINDS: readonly Kind[] = [
  {
    alg: 'EdDSA',
    type: 'ed25519',
    generate: () => generateKeyPairSync('ed25519'),
    bare: (key) => webCrypto(key, { name: 'Ed25519' }, { name: 'Ed25519' }),
  },
  {
    alg: 'ES256',
    type: 'p256',
    generate: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
    bare: (key) => webCrypto(key, { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }),
  },
  {
    alg: 'ES256K',
    type: 'secp256k1',
    generate: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    bare: async (key) => {
      const options = { key, dsaEncoding: 'ieee-p1363' } as const
      return ({ signed, envelope }) =>
        new Promise((resolve) => {
          nodeVerify('sha256', signed, options, envelope.signature, (error, genuine) => {
            resolve(error === null && genuine)
          })
        })
    },
  },
]

async function webCrypto(
  key: KeyObject,
  format: EcKeyImportParams | Algorithm,
  how: EcdsaParams | Algorithm,
): Promise<Work> {
  const imported = await crypto.subtle.importKey('jwk', key.export({ format: 'jwk' }), format, false, [
    'verify',
  ])
  return ({ signed, envelope }) => crypto.subtle.verify(how, imported, envelope.signature, signed)
}

async function measure(kind: Kind, rounds: number): Promise<Row> {
  const { privateKey, publicKey } = kind.generate()
  const items = Array.from({ length: FRAMES }, (_, i) => itemOf(kind, privateKey, publicKey, i))
  const verifier = createVerifier()
  const works = {
    bare: await kind.bare(publicKey),
    verifier: async ({ envelope }) => (await verifier.verify(envelope)).ok,
    whole: async ({ frame }) => (await judgeFrame(frame, TOPIC, NOW, verifier)).verdict === 'accept',
  } as const satisfies Record<string, Work>

  const names = ['bare', 'verifier', 'whole'] as const
  const rates: Record<(typeof names)[number], number[]> = { bare: [], verifier: [], whole: [] }
  // The first two rounds warm up.
  for (let round = -2; round < rounds; round++) {
    for (const name of names) {
      const rate = await rateOf(works[name], items)
      if (round >= 0) rates[name].push(rate)
    }
  }
  return {
    alg: kind.alg,
    bare: median(rates.bare),
    verifier: median(rates.verifier),
    whole: median(rates.whole),
  }
}

async function rateOf(work: Work, items: readonly Item[]): Promise<number> {
  const start = performance.now()
  for (let at = 0; at < items.length; at += TOGETHER) {
    const genuine = await Promise.all(items.slice(at, at + TOGETHER).map(work))
    if (!genuine.every(Boolean)) throw new Error('a genuine envelope was refused')
  }
  return (items.length * 1000) / (performance.now() - start)
}

function itemOf({ alg, type }: Kind, privateKey: KeyObject, publicKey: KeyObject, i: number): Item {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const iat = NOW / 1000
  const claims = { iss: didOf(type, publicKey), aud: TOPIC, iat, exp: iat + 3600, sid: 'A'.repeat(22) }
  const chat = { seq: 0, prev: null, type: 'chat', messages: [{ content: `message number ${i} of a bench` }] }
  const input = `${part({ alg, typ: 'ghost-chat+jwt' })}.${part({ ...claims, ...chat })}`
  const signed = Uint8Array.from(Buffer.from(input))
  const digest = type === 'ed25519' ? null : 'sha256'
  let signature = Uint8Array.from(sign(digest, signed, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
  if (type !== 'ed25519') signature = toLowS(type === 'p256' ? P256 : SECP256K1, signature)
  const frame = Uint8Array.from(Buffer.from(`${input}.${Buffer.from(signature).toString('base64url')}`))
  const parsed = parseEnvelope(frame)
  if (!parsed.ok) throw new Error(`a frame of the bench is refused as ${parsed.code}`)
  return { frame, envelope: parsed.envelope, signed }
}

function didOf(type: KeyType, publicKey: KeyObject): string {
  const { x = '', y = '' } = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({
    format: 'jwk',
  })
  const bytes = Buffer.from(x, 'base64url')
  if (type === 'ed25519') return didOfKey({ type, bytes: Uint8Array.from(bytes) })
  const odd = (Buffer.from(y, 'base64url').at(-1) ?? 0) & 1
  return didOfKey({ type, bytes: Uint8Array.of(2 + odd, ...bytes) })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

function cells(row: Row): string {
  const numbers = [row.bare, row.verifier, row.whole].map((rate) => Math.round(rate).toLocaleString('en'))
  const ratios = [row.verifier / row.bare, row.whole / row.bare].map(
    (ratio) => `${(ratio * 100).toFixed(0)} %`,
  )
  return [row.alg, ...numbers, ...ratios].map((cell) => cell.padStart(10)).join('')
}

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const heads = ['algorithm', 'bare/s', 'verifier/s', 'whole/s', 'verifier', 'whole']
console.log(heads.map((head) => head.padStart(10)).join(''))
const rows: Row[] = []
for (const kind of KINDS) {
  const row = await measure(kind, values.quick ? ROUNDS.quick : ROUNDS.full)
  rows.push(row)
  console.log(cells(row))
}
const rounded = rows.map(({ alg, bare, verifier, whole }) => ({
  alg,
  bare: Math.round(bare),
  verifier: Math.round(verifier),
  whole: Math.round(whole),
  verifierToBare: Number((verifier / bare).toFixed(3)),
  wholeToBare: Number((whole / bare).toFixed(3)),
}))
console.log(JSON.stringify({ bench: 'verify', node: process.versions.node, rows: rounded }))
