/**
 * The grammar of an EIP-4361 message's fields (EIP-4361 "ABNF Message Format"; RFC 3986 for URIs, RFC 3339
 * for times). Every field is checked before it enters a message and when it comes out of one: none can hold
 * a line break, so nobody can write a line of their own into what a wallet shows.
 */
import { LIMITS } from './limits.ts'

const UNRESERVED = 'A-Za-z0-9\\-._~'
const SUB_DELIMS = "!$&'()*+,;="
const PERCENT = '%[0-9A-Fa-f]{2}'
const PCHAR = `(?:[${UNRESERVED}${SUB_DELIMS}:@]|${PERCENT})`
const USERINFO = `(?:[${UNRESERVED}${SUB_DELIMS}:]|${PERCENT})*@`
const IP_LITERAL = '\\[[0-9A-Fa-f:.]{2,45}\\]'
const REG_NAME = `(?:[${UNRESERVED}${SUB_DELIMS}]|${PERCENT})*`
const AUTHORITY = `(?:${USERINFO})?(?:${IP_LITERAL}|${REG_NAME})(?::[0-9]*)?`
const PATH = `(?://${AUTHORITY}(?:/${PCHAR}*)*|/(?:${PCHAR}+(?:/${PCHAR}*)*)?|${PCHAR}+(?:/${PCHAR}*)*)?`
const TAIL = `(?:${PCHAR}|[/?])*`

const authority = new RegExp(`^${AUTHORITY}$`)
const uri = new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:${PATH}(?:\\?${TAIL})?(?:#${TAIL})?$`)
const statement = new RegExp(`^[${UNRESERVED}${SUB_DELIMS}:/?#[\\]@ ]+$`)
const requestId = new RegExp(`^${PCHAR}*$`)
const scheme = /^[A-Za-z][A-Za-z0-9+.-]*$/
const nonce = /^[A-Za-z0-9]{8,}$/
const chainId = /^(?:0|[1-9][0-9]{0,15})$/
const dateTime =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const plainDomain = new RegExp(
  `^(?=.{1,${LIMITS.domainLength}}$)(?:${label}(?:\\.${label})*|\\[[0-9a-f:.]{2,45}\\])(?::[1-9][0-9]{0,4})?$`,
)

/** The fields' own rules, each for any value from outside. */
export const SIWE: Readonly<
  Record<
    'domain' | 'uri' | 'statement' | 'requestId' | 'scheme' | 'nonce',
    (value: unknown) => value is string
  >
> = Object.freeze({
  domain: (value): value is string => matches(authority, value) && value !== '',
  uri: (value) => matches(uri, value),
  statement: (value) => matches(statement, value),
  requestId: (value) => matches(requestId, value),
  scheme: (value) => matches(scheme, value),
  nonce: (value) => matches(nonce, value),
})

/**
 * Whether a text is a domain as a browser's `location.host` writes it: ASCII in lower case (so an
 * internationalised name stands as Punycode), a port where there is one, and no user part, in which
 * `bank.example@evil.example` would hide (SPEC AC3).
 */
export function isPlainDomain(value: unknown): value is string {
  return matches(plainDomain, value)
}

/** A chain id as EIP-155 numbers it, from its decimal digits; `null` for anything else. */
export function parseChainId(text: string): number | null {
  if (!chainId.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

/**
 * An RFC 3339 time in milliseconds since 1970, `null` if it is none. `Date.parse` will not do: platforms
 * differ on the 30th of February, and two members must come to the same verdict. A leap second is refused.
 */
export function parseDateTime(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > LIMITS.proofFieldLength) return null
  const parts = dateTime.exec(value)
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [offsetHour, offsetMinute] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return null
  const midnight = new Date(Date.UTC(year, month - 1, day))
  // A year below 100 would be taken for one of the last century; a day that does not exist rolls over.
  if (midnight.getUTCFullYear() !== year || midnight.getUTCMonth() !== month - 1) return null
  if (midnight.getUTCDate() !== day) return null
  const fraction = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const offset = (parts[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute)
  return midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
}

function matches(pattern: RegExp, value: unknown): value is string {
  // Length first: no pattern is run over a text that is too long anyway.
  return typeof value === 'string' && value.length <= LIMITS.proofFieldLength && pattern.test(value)
}
