/**
 * One hostile input, made from a seed and a number: an envelope of the corpus after one to three mutations.
 *
 * Most keep the signature of the original, so that whatever differs from it must be refused. Some are signed
 * anew by the original's own signer: they get past the signature, and show that what is within is judged too.
 */
import { createHmac } from 'node:crypto'
import { CORPUS, signed, type Original } from './corpus.ts'
import { JSON_MUTATIONS } from './mutate-json.ts'
import { TEXT_MUTATIONS } from './mutate-text.ts'
import { randomFor, type Random } from './random.ts'

export interface Input {
  readonly original: Original
  /** What was done, for whoever has to find out why. */
  readonly mutations: readonly string[]
  /** Signed anew by the original's signer: it may be accepted, if it is right. */
  readonly resigned: boolean
  readonly frame: Uint8Array
}

const TEXT_NAMES = Object.keys(TEXT_MUTATIONS)
const JSON_NAMES = Object.keys(JSON_MUTATIONS)

export function inputOf(seed: number, index: number): Input {
  const random = randomFor(seed, index)
  const original = random.pick(CORPUS)
  const kind = random.below(8)
  const steps = 1 + random.below(3)
  if (kind < 4) return onText(original, random, steps)
  return onJson(original, random, steps, kind)
}

function onText(original: Original, random: Random, steps: number): Input {
  let { text } = original
  const mutations: string[] = []
  for (let step = 0; step < steps && text !== ''; step++) {
    const name = random.pick(TEXT_NAMES)
    mutations.push(name)
    text = TEXT_MUTATIONS[name]?.(text, random) ?? text
  }
  return { original, mutations, resigned: false, frame: Buffer.from(text, 'latin1') }
}

function onJson(original: Original, random: Random, steps: number, kind: number): Input {
  const [header = '', payload = '', signature = ''] = original.text.split('.')
  const inHeader = random.below(4) === 0
  let json = Buffer.from(inHeader ? header : payload, 'base64url').toString()
  const mutations: string[] = []
  for (let step = 0; step < steps && json !== ''; step++) {
    const name = random.pick(JSON_NAMES)
    mutations.push(`${inHeader ? 'header' : 'payload'}.${name}`)
    json = JSON_MUTATIONS[name]?.(json, random) ?? json
  }
  // Now and then UTF-8 that is none.
  const bytes = Buffer.from(json)
  if (random.below(16) === 0 && bytes.length > 0) bytes[random.below(bytes.length)] = 0x80 | random.below(128)
  const mutated = bytes.toString('base64url')
  const input = inHeader ? `${mutated}.${payload}` : `${header}.${mutated}`
  if (kind === 4) return { original, mutations, resigned: true, frame: frame(signed(input, original.signer)) }
  if (kind === 5) {
    mutations.push('HMAC with the public key')
    const mac = createHmac('sha512', original.signer.publicKey).update(input).digest('base64url')
    return { original, mutations, resigned: false, frame: frame(`${input}.${mac}`) }
  }
  return { original, mutations, resigned: false, frame: frame(`${input}.${signature}`) }
}

function frame(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}
