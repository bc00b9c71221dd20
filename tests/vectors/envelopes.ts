/** Vectors wrapped into envelopes, through the function that a relay judges every frame with. */
import { createVerifier, judgeFrame } from 'ghost-chat/identity'
import type { Alg } from 'ghost-chat/wire'
import { encodeBase64url } from '../../packages/ghost-chat/src/wire/base64url.ts'

const TOPIC = '3box.chat.tests.vectors'
const NOW = 1_800_000_000_000
const verifier = createVerifier()
const encoder = new TextEncoder()

function inputOf(did: string, alg: Alg): string {
  const part = (value: unknown): string => encodeBase64url(encoder.encode(JSON.stringify(value)))
  const iat = NOW / 1000
  const claims = { iss: did, aud: TOPIC, iat, exp: iat + 60, sid: 'A'.repeat(22), seq: 0, prev: null }
  const payload = { ...claims, type: 'chat', messages: [{ content: 'hello' }] }
  return `${part({ alg, typ: 'ghost-chat+jwt' })}.${part(payload)}`
}

/** What a relay says of a frame: `accept`, or the code of the refusal. */
async function codeOf(text: string): Promise<string> {
  const { verdict, code } = await judgeFrame(encoder.encode(text), TOPIC, NOW, verifier)
  return verdict === 'accept' ? verdict : code
}

/** Whether an envelope of a DID is accepted, signed as given; and not once a word of it is another. */
export async function acceptsFrom(
  did: string,
  alg: Alg,
  sign: (data: Uint8Array<ArrayBuffer>) => Uint8Array,
): Promise<boolean> {
  const input = inputOf(did, alg)
  const signature = sign(encoder.encode(input))
  const accepted = (await codeOf(`${input}.${encodeBase64url(signature)}`)) === 'accept'
  const other = Uint8Array.from(signature, (byte, i) => (i === 40 ? byte ^ 1 : byte))
  const forged = await codeOf(`${input}.${encodeBase64url(other)}`)
  if (forged === 'accept') throw new Error(`${did}: another signature is accepted too`)
  return accepted
}

/** Whether a signature made for something else is accepted under an envelope. */
export async function acceptsForeign(did: string, alg: Alg, signature: Uint8Array): Promise<boolean> {
  return (await codeOf(`${inputOf(did, alg)}.${encodeBase64url(signature)}`)) === 'accept'
}

/** The code an envelope of a DID is refused with, whatever its signature. */
export function refusalOf(did: string, alg: Alg): Promise<string> {
  return codeOf(`${inputOf(did, alg)}.${encodeBase64url(new Uint8Array(64).fill(1))}`)
}
