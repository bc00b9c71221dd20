/**
 * Envelopes made by hand, with any header and payload: what a hostile or foreign sender could write.
 */
import { encodeBase64url } from '../../src/wire/base64url.ts'
import { guest } from '../../src/identity/guest.ts'
import type { KeyIdentity } from '../../src/identity/identity.ts'
import type { SessionId } from '../../src/wire/ids.ts'
import { topicOf } from '../../src/wire/topic.ts'
import { roomName, spaceName } from '../../src/wire/names.ts'

export const TOPIC = topicOf(spaceName('my-dapp'), roomName('lobby'))
export const OTHER_TOPIC = topicOf(spaceName('my-dapp'), roomName('cellar'))
export const SID = 'AAAAAAAAAAAAAAAAAAAAAA' as SessionId
export const NOW = 1_800_000_000_000

export type Json = Record<string, unknown>

const encoder = new TextEncoder()

/** A chat payload that is right in every way; `changes` make it otherwise, `undefined` takes a claim away. */
export function chatPayload(iss: string, changes: Json = {}): Json {
  const payload: Json = {
    iss,
    aud: TOPIC,
    iat: NOW / 1000,
    exp: NOW / 1000 + 3600,
    sid: SID,
    seq: 0,
    prev: null,
    type: 'chat',
    messages: [{ content: 'hello' }],
  }
  return without({ ...payload, ...changes })
}

/** The same for a `join`. */
export function joinPayload(iss: string, changes: Json = {}): Json {
  const join = {
    prev: undefined,
    messages: undefined,
    exp: NOW / 1000 + 30,
    head: null,
    type: 'join',
    peer: 'peer-1',
  }
  return chatPayload(iss, { ...join, ...changes })
}

export const HEADER: Json = { alg: 'EdDSA', typ: 'ghost-chat+jwt' }

export function encodePart(value: unknown): string {
  return encodeBase64url(encoder.encode(typeof value === 'string' ? value : JSON.stringify(value)))
}

/** Signs a header and a payload as they are. */
export async function forge(
  identity: Pick<KeyIdentity, 'sign'>,
  payload: unknown,
  header: unknown = HEADER,
): Promise<string> {
  const input = `${encodePart(header)}.${encodePart(payload)}`
  return `${input}.${encodeBase64url(await identity.sign(encoder.encode(input)))}`
}

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}

export const alice = await guest()
export const mallory = await guest()

function without(payload: Json): Json {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
}
