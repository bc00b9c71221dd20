/** What both sides of an interop test say: one chat envelope's claims, and our verdict of a finished one. */
import { createVerifier, judgeFrame, platformCrypto } from 'ghost-chat/identity'
import type { SessionId } from 'ghost-chat/wire'
import { P256, toLowS } from '../../packages/ghost-chat/src/identity/ec-point.ts'
import { signEnvelope } from '../../packages/ghost-chat/src/identity/sign.ts'
import type { Keys } from './identities.ts'

export const TOPIC = '3box.chat.tests.interop'
/** A whole second: did-jwt takes no fractions for its clock. */
export const NOW = Math.floor(Date.now() / 1000)
export const TYP = 'ghost-chat+jwt'

const SID = 'AAAAAAAAAAAAAAAAAAAAAA' as SessionId
const verifier = createVerifier()

/** The claims as another library is given them. */
export function claimsOf(iss: string): Record<string, unknown> {
  const claims = { iss, aud: TOPIC, iat: NOW, exp: NOW + 60, sid: SID, seq: 0, prev: null, type: 'chat' }
  return { ...claims, messages: [{ content: 'hello from elsewhere' }] }
}

/** An envelope of ours. */
export async function ours(keys: Keys): Promise<string> {
  const claims = {
    iss: keys.did,
    aud: TOPIC,
    issuedAt: NOW * 1000,
    expiresAt: (NOW + 60) * 1000,
    sid: SID,
    seq: 0,
    link: { chain: 'content', prev: null },
  } as const
  const body = { type: 'chat', messages: [{ content: 'hello' }] } as const
  const { text } = await signEnvelope(keys, { claims, body }, await platformCrypto())
  return text
}

/** What a relay says of an envelope. */
export async function verdictOf(text: string): Promise<string> {
  const { verdict, code } = await judgeFrame(new TextEncoder().encode(text), TOPIC, NOW * 1000, verifier)
  return `${verdict}: ${code}`
}

/** The same envelope with other words under the same signature. */
export function withOtherWords(text: string): string {
  const [header = '', payload = '', signature = ''] = text.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  const other = { ...claims, messages: [{ content: 'never said' }] }
  return [header, Buffer.from(JSON.stringify(other)).toString('base64url'), signature].join('.')
}

/**
 * An envelope signed by a library that does not care which of an ES256 signature's two forms it takes, in the low
 * form, which is the one that counts (ID2); and in the other.
 */
export function es256Forms(text: string): { readonly low: string; readonly high: string } {
  const input = text.slice(0, text.lastIndexOf('.'))
  const signature = Uint8Array.from(Buffer.from(text.slice(input.length + 1), 'base64url'))
  const low = Buffer.from(toLowS(P256, signature))
  const s = P256.n - BigInt(`0x${low.subarray(32).toString('hex')}`)
  const high = Buffer.concat([low.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')])
  return { low: `${input}.${low.toString('base64url')}`, high: `${input}.${high.toString('base64url')}` }
}
