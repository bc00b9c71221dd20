/**
 * EIP-4361 messages: written from fields and read back, strictly. A text that is read back and written again
 * is the same text, so nobody is shown one thing and held to another.
 */
import { parseChainId, parseDateTime, SIWE } from '../../wire/siwe-grammar.ts'
import { LIMITS } from '../../wire/limits.ts'

/** The fields of a message, by EIP-4361's names. */
export interface SiweFields {
  readonly scheme?: string
  readonly domain: string
  /** In EIP-55 letters, which the caller sees to: that takes a hash. */
  readonly address: string
  readonly statement?: string
  readonly uri: string
  readonly version: '1'
  readonly chainId: number
  readonly nonce: string
  readonly issuedAt: string
  readonly expirationTime?: string
  readonly notBefore?: string
  readonly requestId?: string
  readonly resources?: readonly string[]
}

const INVITATION = ' wants you to sign in with your Ethereum account:'
const ADDRESS = /^0x[0-9A-Fa-f]{40}$/

/** The lines after the statement, in their order; the first five stand in every message. */
const LINES = [
  ['uri', 'URI: '],
  ['version', 'Version: '],
  ['chainId', 'Chain ID: '],
  ['nonce', 'Nonce: '],
  ['issuedAt', 'Issued At: '],
  ['expirationTime', 'Expiration Time: '],
  ['notBefore', 'Not Before: '],
  ['requestId', 'Request ID: '],
] as const
const REQUIRED = 5

/** The text that a wallet shows and signs; `null` where a field is not in its grammar. */
export function writeSiweMessage(fields: SiweFields): string | null {
  if (!isWellFormed(fields)) return null
  const { scheme, domain, address, statement, resources } = fields
  const lines = [`${scheme === undefined ? '' : `${scheme}://`}${domain}${INVITATION}`, address, '']
  if (statement !== undefined) lines.push(statement)
  lines.push('')
  for (const [name, label] of LINES) {
    const value = fields[name]
    if (value !== undefined) lines.push(`${label}${value}`)
  }
  if (resources !== undefined) lines.push('Resources:', ...resources.map((resource) => `- ${resource}`))
  return lines.join('\n')
}

/** The fields of a message; `null` for any text that `writeSiweMessage` would not have written. */
export function parseSiweMessage(text: string): SiweFields | null {
  if (text.length > LIMITS.proofBytes) return null
  const lines = text.split('\n')
  const [invitation = '', address = '', blank] = lines
  if (!invitation.endsWith(INVITATION) || blank !== '') return null
  const asker = invitation.slice(0, -INVITATION.length)
  const schemeEnd = asker.indexOf('://')
  const statement = lines[3] === '' ? undefined : lines[3]
  let at = statement === undefined ? 4 : 5
  if (statement !== undefined && lines[4] !== '') return null

  const found: Partial<Record<(typeof LINES)[number][0], string>> = {}
  for (const [place, [name, label]] of LINES.entries()) {
    const line = lines[at]
    if (line?.startsWith(label) === true) {
      found[name] = line.slice(label.length)
      at++
    } else if (place < REQUIRED) return null
  }
  const resources = lines[at] === 'Resources:' ? lines.slice(at + 1) : undefined
  if (resources === undefined ? at !== lines.length : !resources.every((line) => line.startsWith('- '))) {
    return null
  }
  const { version, chainId: digits = '', uri = '', nonce = '', issuedAt = '', ...optional } = found
  const chainId = parseChainId(digits)
  if (version !== '1' || chainId === null) return null
  const fields: SiweFields = Object.freeze({
    ...(schemeEnd === -1 ? {} : { scheme: asker.slice(0, schemeEnd) }),
    domain: schemeEnd === -1 ? asker : asker.slice(schemeEnd + 3),
    address,
    ...(statement === undefined ? {} : { statement }),
    uri,
    version,
    chainId,
    nonce,
    issuedAt,
    ...optional,
    ...(resources === undefined
      ? {}
      : { resources: Object.freeze(resources.map((line) => line.slice('- '.length))) }),
  })
  return isWellFormed(fields) ? fields : null
}

function isWellFormed(fields: SiweFields): boolean {
  const {
    scheme,
    domain,
    address,
    statement,
    uri,
    version,
    chainId,
    nonce,
    requestId,
    resources = [],
  } = fields
  const { issuedAt, expirationTime, notBefore } = fields
  return (
    (scheme === undefined || SIWE.scheme(scheme)) &&
    SIWE.domain(domain) &&
    ADDRESS.test(address) &&
    (statement === undefined || SIWE.statement(statement)) &&
    SIWE.uri(uri) &&
    (version as unknown) === '1' &&
    Number.isSafeInteger(chainId) &&
    chainId >= 0 &&
    SIWE.nonce(nonce) &&
    parseDateTime(issuedAt) !== null &&
    (expirationTime === undefined || parseDateTime(expirationTime) !== null) &&
    (notBefore === undefined || parseDateTime(notBefore) !== null) &&
    (requestId === undefined || SIWE.requestId(requestId)) &&
    resources.every(SIWE.uri)
  )
}
