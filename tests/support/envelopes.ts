/** Genuine envelopes, signed by a fresh guest, as frames. */
import { guest } from 'ghost-chat/identity'
import { encodeBase64url } from '../../packages/ghost-chat/src/wire/base64url.ts'

export type Claims = Record<string, unknown>

export interface Sender {
  readonly did: string
  /** The next envelope of this sender's session in a room. `changes` replace claims. */
  readonly say: (topic: string, content: string, changes?: Claims) => Promise<Uint8Array>
}

const encoder = new TextEncoder()

function part(value: unknown): string {
  return encodeBase64url(encoder.encode(JSON.stringify(value)))
}

/** A room of Ghost Chat that no other test uses. */
export function freshTopic(): string {
  return `3box.chat.tests.${encodeBase64url(crypto.getRandomValues(new Uint8Array(12)))}`
}

/** @param keys a guest's, unless given */
export async function sender(keys?: {
  readonly did: string
  readonly alg: string
  readonly sign: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>
}): Promise<Sender> {
  const identity = keys ?? (await guest())
  const alg = keys?.alg ?? 'EdDSA'
  const sid = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
  let seq = 0
  let prev: string | null = null
  return Object.freeze({
    did: identity.did,
    async say(topic: string, content: string, changes: Claims = {}) {
      const now = Date.now()
      const claims = {
        iss: identity.did,
        aud: topic,
        iat: now / 1000,
        exp: now / 1000 + 60,
        sid,
        seq: seq++,
        prev,
        type: 'chat',
        messages: [{ content }],
        ...changes,
      }
      const input = `${part({ alg, typ: 'ghost-chat+jwt' })}.${part(claims)}`
      prev = encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(input))))
      return encoder.encode(`${input}.${encodeBase64url(await identity.sign(encoder.encode(input)))}`)
    },
  })
}

/** The text of the first message in a frame that `say` made. */
export function textOf(frame: Uint8Array): string {
  const payload = new TextDecoder().decode(frame).split('.')[1] ?? ''
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
    messages: { content: string }[]
  }
  return claims.messages[0]?.content ?? ''
}
