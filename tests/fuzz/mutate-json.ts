/** Mutations of a header or a payload as JSON text: what a parser may read otherwise than a signer wrote it. */
import { CORPUS } from './corpus.ts'
import type { Random } from './random.ts'

export type JsonMutation = (json: string, random: Random) => string

const NUMBERS = [
  ...['0', '-0', '1', '-1', '1.0', '1e3', '1E+3', '1e400', '-1e400', '1e-400', '0.1', '1.0001', '00', '0x10'],
  ...['4294967295', '4294967296', '9007199254740993', '1800000000', '1800000000.0005', '1800000060', '+1'],
  ...['NaN', 'Infinity', '.5', '5.', '1'.repeat(4_000), `0.${'1'.repeat(4_000)}`, `1e${'9'.repeat(400)}`],
]

const nested = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth)

const VALUES = [
  ...['null', 'true', 'false', '""', '"x"', '[]', '{}', '[null]', '{"a":1}', '[[],[]]'],
  ...[
    '"\\u0000"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\ufeff"',
    '"\u202e"',
    '"e\u0301"',
    '"\\u0061"',
    '"\u0000"',
  ],
  ...[
    '{"__proto__":{"type":"chat"}}',
    '{"constructor":1}',
    '{"toString":null}',
    '{"length":1e9}',
    '{"then":1}',
  ],
  ...[nested('[', ']', 15), nested('[', ']', 17), nested('[', ']', 5_000), nested('{"a":', '}', 15)],
  ...['['.repeat(10_000), `${'{"a":'.repeat(4_000)}1${'}'.repeat(4_000)}`, `[${'0,'.repeat(8_000)}0]`],
  ...[`"${'x'.repeat(8_192)}"`, `"${'\\u00e9'.repeat(3_000)}"`, `"${'\ud83d\ude00'.repeat(2_049)}"`],
  ...[`{${Array.from({ length: 1_500 }, (_, i) => `"${i}":0`).join()}}`],
  ...NUMBERS,
]

const KEYS = [
  ...['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'cty', 'zip', 'enc'],
  ...['iss', 'aud', 'iat', 'exp', 'nbf', 'sid', 'seq', 'prev', 'head', 'type', 'messages', 'peer', 'profile'],
  ...['content', 'replyTo', 'name', 'proof', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''],
]

const HEADERS = [
  '{"alg":"none","typ":"ghost-chat+jwt"}',
  '{"alg":"None","typ":"ghost-chat+jwt"}',
  '{"alg":"HS256","typ":"ghost-chat+jwt"}',
  '{"alg":"HS512","typ":"ghost-chat+jwt"}',
  '{"alg":"RS256","typ":"ghost-chat+jwt"}',
  '{"alg":"Ed25519","typ":"ghost-chat+jwt"}',
  '{"alg":"EdDSA","typ":"ghost-chat+jwt"}',
  '{"alg":"ES256","typ":"ghost-chat+jwt"}',
  '{"alg":"ES256K","typ":"ghost-chat+jwt"}',
  '{"alg":"EdDSA","typ":"JWT"}',
  '{"alg":"EdDSA"}',
  '{"alg":"EdDSA","typ":"GHOST-CHAT+JWT"}',
  '{"alg":"EdDSA","typ":"ghost-chat-v2+jwt"}',
  '{"alg":"EdDSA","typ":"ghost-chat+jwt","crit":["b64"],"b64":false}',
  '{"alg":["EdDSA"],"typ":"ghost-chat+jwt"}',
  '{"alg":"EdDSA","typ":"ghost-chat+jwt","kid":"did:key:z6Mk#z6Mk"}',
  '{"alg":"none","alg":"EdDSA","typ":"ghost-chat+jwt"}',
]

/** The places of the values that stand behind a colon or within brackets: a rough guess is enough. */
function replaceValue(json: string, random: Random, value: string): string {
  const values = [
    ...json.matchAll(/(?<=[:[,])(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|\{\}|\[\])(?=[,}\]])/g),
  ]
  if (values.length === 0) return value
  const { index, 0: old } = random.pick(values)
  return json.slice(0, index) + value + json.slice(index + old.length)
}

/** The members of an object, as texts; empty for anything else. */
function members(json: string): string[] {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`)
  } catch {
    return []
  }
}

const object = (parts: readonly string[]): string => `{${parts.join()}}`
const member = (random: Random): string => `${JSON.stringify(random.pick(KEYS))}:${random.pick(VALUES)}`

export const JSON_MUTATIONS: Readonly<Record<string, JsonMutation>> = Object.freeze({
  otherValue: (json, random) => replaceValue(json, random, random.pick(VALUES)),
  otherNumber: (json, random) => replaceValue(json, random, random.pick(NUMBERS)),
  addMember: (json, random) => object([...members(json), member(random)]),
  addMemberFirst: (json, random) => object([member(random), ...members(json)]),
  // Twice the same name: which one counts?
  doubleMember: (json, random) => {
    const all = members(json)
    if (all.length === 0) return json
    const name = (random.pick(all).split(':')[0] ?? '""') + `:${random.pick(VALUES)}`
    return object(random.below(2) === 0 ? [name, ...all] : [...all, name])
  },
  // A member of another envelope.
  foreignMember: (json, random) => {
    const others = random.pick(CORPUS).text.split('.')[1] ?? ''
    return object([...members(json), random.pick(members(Buffer.from(others, 'base64url').toString()))])
  },
  dropMember: (json, random) => {
    const all = members(json)
    return all.length === 0 ? json : object(all.toSpliced(random.below(all.length), 1))
  },
  turnMembers: (json) => object(members(json).reverse()),
  space: (json, random) => {
    const at = random.below(json.length + 1)
    return (
      json.slice(0, at) + random.pick([' ', '\n', '\t', '\u00a0', '\ufeff', '\u2028', '\0']) + json.slice(at)
    )
  },
  escapeLetter: (json, random) => {
    const at = random.below(json.length)
    const code = json.charCodeAt(at).toString(16).padStart(4, '0')
    return `${json.slice(0, at)}\\u${code}${json.slice(at + 1)}`
  },
  byteOrderMark: (json) => `\ufeff${json}`,
  comma: (json, random) => {
    const at = random.below(json.length + 1)
    return `${json.slice(0, at)},${json.slice(at)}`
  },
  cut: (json, random) => json.slice(0, random.below(json.length)),
  wrapped: (json, random) =>
    random.pick([`[${json}]`, `{"a":${json}}`, `${json}${json}`, JSON.stringify(json)]),
  notAnObject: (_, random) => random.pick(VALUES),
  header: (_, random) => random.pick(HEADERS),
})
