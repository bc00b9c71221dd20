/** JOSE: the RFCs' own base64url and Ed25519 examples, and JWS of other algorithms, which are none of ours. */
import { nativeEd25519, pureEd25519 } from '../../packages/ghost-chat/src/identity/ed25519.ts'
import { decodeBase64url, encodeBase64url } from '../../packages/ghost-chat/src/wire/base64url.ts'
import { parseEnvelopeText } from '../../packages/ghost-chat/src/wire/envelope.ts'
import { loadJson, type Bytes } from './load.ts'
import type { Case, Suite } from './suites.ts'

interface Cookbook {
  readonly input: { readonly payload: string; readonly key: { readonly x: string } }
  readonly signing: { readonly protected_b64u: string; readonly 'sig-input': string; readonly sig: string }
  readonly output: { readonly compact: string }
}

function decoded(text: string): Bytes {
  const bytes = decodeBase64url(text)
  if (bytes === null) throw new Error(`not canonical base64url: ${text}`)
  return bytes
}

/** RFC 8037 appendix A.4 and A.5. */
function cookbook(): Case[] {
  const { input, signing, output } = loadJson('ietf-jose-cookbook/curve25519-jws.json') as Cookbook
  const encoder = new TextEncoder()
  const verify =
    ({ importKey }: typeof nativeEd25519) =>
    async (): Promise<boolean> => {
      const key = await importKey(decoded(input.key.x))
      return key.verify(decoded(signing.sig), encoder.encode(signing['sig-input']))
    }
  return [
    { id: 'native', valid: true, judge: verify(nativeEd25519) },
    { id: 'pure', valid: true, judge: verify(pureEd25519) },
    {
      id: 'signing input',
      valid: true,
      judge: async () =>
        `${signing.protected_b64u}.${encodeBase64url(encoder.encode(input.payload))}.${signing.sig}` ===
        output.compact,
    },
    // It has no typ: a JWS that is no envelope is none, however well it is signed.
    { id: 'as an envelope', valid: false, judge: async () => parseEnvelopeText(output.compact).ok },
  ]
}

/** RFC 7515 appendix C, and the encoded parts of its appendix A.1 and A.3. */
const RFC7515: readonly (readonly [id: string, bytes: readonly number[], text: string])[] = [
  ['appendix C', [3, 236, 255, 224, 193], 'A-z_4ME'],
  [
    'A.1 header',
    [...Buffer.from('{"typ":"JWT",\r\n "alg":"HS256"}')],
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9',
  ],
  [
    'A.1 payload',
    [...Buffer.from('{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}')],
    'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
  ],
  ['A.3 header', [...Buffer.from('{"alg":"ES256"}')], 'eyJhbGciOiJFUzI1NiJ9'],
  ['A.5 header', [...Buffer.from('{"alg":"none"}')], 'eyJhbGciOiJub25lIn0'],
]

function base64url(): Case[] {
  return RFC7515.map(([id, bytes, text]) => ({
    id,
    valid: true,
    judge: async () =>
      encodeBase64url(Uint8Array.from(bytes)) === text &&
      Buffer.from(decoded(text)).equals(Buffer.from(bytes)),
  }))
}

/** Wycheproof's key sets: HMAC, RSA and mismatched keys. */
function jsonWebKeys(): Case[] {
  const { testGroups } = loadJson('wycheproof/json_web_key_test.json') as {
    readonly testGroups: readonly {
      readonly tests: readonly { readonly tcId: number; readonly jws: string; readonly result: string }[]
    }[]
  }
  return testGroups.flatMap(({ tests }) =>
    tests.map(({ tcId, jws, result }) => ({
      id: String(tcId),
      valid: result === 'valid',
      judge: async () => parseEnvelopeText(jws).ok,
    })),
  )
}

export const joseSuites: readonly Suite[] = [
  { name: 'ietf-jose-cookbook/curve25519-jws.json', cases: cookbook() },
  { name: 'RFC 7515, base64url', cases: base64url() },
  { name: 'wycheproof/json_web_key_test.json', cases: jsonWebKeys() },
]
