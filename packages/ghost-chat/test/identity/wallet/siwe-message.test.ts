import { readFileSync } from 'node:fs'
import { ParsedMessage } from '@signinwithethereum/siwe-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSiweMessage, parseSiweMessage as viemParse } from 'viem/siwe'
import { personalHash, recoverAddress } from '../../../src/identity/wallet/ethereum.ts'
import {
  parseSiweMessage,
  writeSiweMessage,
  type SiweFields,
} from '../../../src/identity/wallet/siwe-message.ts'
import { isPlainDomain, parseDateTime } from '../../../src/wire/siwe-grammar.ts'

const vectors = (name: string): [string, Record<string, unknown>][] =>
  Object.entries(
    JSON.parse(
      readFileSync(new URL(`../../../../../tests/vectors/data/siwe/${name}.json`, import.meta.url), 'utf8'),
    ) as Record<string, Record<string, unknown>>,
  )

const parsing = vectors('parsing_positive')
const verification = vectors('verification_positive')

const fields: SiweFields = {
  domain: 'chat.example',
  address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
  statement: 'Let me in.',
  uri: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
  version: '1',
  chainId: 1,
  nonce: '0123456789abcdef',
  issuedAt: '2026-11-22T20:00:00.000Z',
  expirationTime: '2026-11-23T20:00:00.000Z',
  resources: ['ghost-chat://space/my-dapp'],
}
const text = writeSiweMessage(fields) ?? ''

describe('the public vectors of EIP-4361', () => {
  it('are all there', () => {
    expect([parsing.length, verification.length]).toEqual([19, 4])
  })

  it.each(parsing)('%s: is read, and written again to the letter', (_, vector) => {
    const message = vector['message'] as string
    const expected = vector['fields'] as Record<string, unknown>
    const read = parseSiweMessage(message)
    expect(read).toEqual(Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null)))
    expect(writeSiweMessage(read!)).toBe(message)
  })

  it.each(verification)('%s: the signature is that of the address', (_, vector) => {
    const { signature, time: _time, ...rest } = vector
    const message = writeSiweMessage(rest as unknown as SiweFields)
    expect(recoverAddress(personalHash(message!), signature as string)).toBe(vector['address'])
    expect(recoverAddress(personalHash(`${message!} `), signature as string)).not.toBe(vector['address'])
  })
})

it('a message has version 1, whatever JavaScript hands over', () => {
  for (const version of ['3', '', undefined, 1, '1\n'])
    expect(writeSiweMessage({ ...fields, version: version as never })).toBeNull()
})

describe('against other implementations', () => {
  const uri = fc.constantFrom('https://a.example/x?y=1#z', 'did:key:z6Mk', 'urn:a:b', 'https://[::1]:80/%20')
  const anyFields = fc.record(
    {
      domain: fc.constantFrom('a.example', 'localhost:8080', '[::1]:1', 'xn--bcher-kva.example'),
      statement: fc.stringMatching(/^[A-Za-z0-9 .,:;?!()'*+=&$#@/_~-]{1,80}$/),
      uri,
      chainId: fc.integer({ min: 1, max: 2 ** 31 }),
      nonce: fc.stringMatching(/^[A-Za-z0-9]{8,40}$/),
      expirationTime: fc.constant('2026-11-23T20:00:00.000Z'),
      notBefore: fc.constant('2026-11-22T19:00:00Z'),
      requestId: fc.stringMatching(/^[A-Za-z0-9._~-]{1,20}$/),
      resources: fc.array(uri, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['domain', 'uri', 'chainId', 'nonce'] },
  )

  it('the parser made from the EIP’s own ABNF reads what we write, as we do', () => {
    fc.assert(
      fc.property(anyFields, (some) => {
        const { address, version, issuedAt } = fields
        const message = writeSiweMessage({ address, version, issuedAt, ...some })!
        const theirs = new ParsedMessage(message)
        const ours = parseSiweMessage(message)!
        expect(theirs).toMatchObject(ours)
      }),
      { numRuns: 200 },
    )
  })

  it('viem reads it too, and writes the same text', () => {
    const {
      issuedAt,
      expirationTime,
      address,
      resources = [],
      domain,
      statement,
      uri,
      version,
      chainId,
      nonce,
    } = fields
    const rest = { domain, statement: statement!, uri, version, chainId, nonce }
    const theirs = createSiweMessage({
      ...rest,
      address: address as `0x${string}`,
      issuedAt: new Date(issuedAt),
      expirationTime: new Date(expirationTime!),
      resources: [...resources],
    })
    expect(theirs).toBe(text)
    expect(viemParse(text)).toMatchObject({
      domain: rest.domain,
      uri: rest.uri,
      nonce: rest.nonce,
      resources,
    })
  })
})

describe('[AC2] what no line of a wallet’s window can be made to say', () => {
  it.each<[string, Partial<Record<keyof SiweFields, unknown>>]>([
    ['a line break in the statement', { statement: 'Hello\nURI: https://evil.example' }],
    ['a carriage return in the statement', { statement: 'Hello\rURI: https://evil.example' }],
    ['a line separator in the statement', { statement: 'Hello\u2028there' }],
    ['a letter that turns the reading around', { statement: 'Hello\u202Ereht' }],
    ['an empty statement', { statement: '' }],
    ['a line break in the URI', { uri: 'https://a.example\nVersion: 1' }],
    ['a space in the URI', { uri: 'https://a.example/ b' }],
    ['a URI without a scheme', { uri: 'a.example' }],
    ['a line break in a resource', { resources: ['https://a.example\n- https://b.example'] }],
    ['a resource that is no URI', { resources: ['not a uri'] }],
    ['a line break in the domain', { domain: 'a.example\n' }],
    ['Cyrillic in the domain', { domain: 'ch\u0430t.example' }],
    ['a space in the domain', { domain: 'a.example wants' }],
    ['a path in the domain', { domain: 'a.example/b' }],
    ['an empty domain', { domain: '' }],
    ['a short nonce', { nonce: '1234567' }],
    ['a nonce with a sign', { nonce: '12345678-' }],
    ['a time that is none', { issuedAt: 'today' }],
    ['the 30th of February', { issuedAt: '2026-02-30T00:00:00Z' }],
    ['a request id with a slash', { requestId: 'a/b' }],
    ['a negative chain', { chainId: -1 }],
    ['half a chain', { chainId: 1.5 }],
    ['an address of 19 bytes', { address: '0x00' }],
    ['a statement of 2,049 characters', { statement: 'a'.repeat(2_049) }],
  ])('%s', (_, change) => {
    expect(writeSiweMessage({ ...fields, ...change } as SiweFields)).toBeNull()
  })

  const line = (start: string): string => text.split('\n').find((one) => one.startsWith(start))!
  it.each([
    ['an empty text', ''],
    ['only its first line', text.split('\n')[0]!],
    ['no URI', text.replace(`${line('URI: ')}\n`, '')],
    ['no nonce', text.replace(`${line('Nonce: ')}\n`, '')],
    ['no time', text.replace(`${line('Issued At: ')}\n`, '')],
    ['two nonces', text.replace(line('Nonce: '), `${line('Nonce: ')}\n${line('Nonce: ')}`)],
    ['two URIs', text.replace(line('URI: '), `${line('URI: ')}\n${line('URI: ')}`)],
    ['two expirations', text.replace(line('Exp'), `${line('Exp')}\n${line('Exp')}`)],
    ['lines in another order', text.replace('Version: 1\nChain ID: 1', 'Chain ID: 1\nVersion: 1')],
    ['version 2', text.replace('Version: 1', 'Version: 2')],
    ['a chain with a leading zero', text.replace('Chain ID: 1', 'Chain ID: 01')],
    ['a line at the end', `${text}\nmore`],
    ['a line break at the end', `${text}\n`],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['two statements', text.replace('Let me in.', 'Let me in.\nAnd out.')],
    ['no blank line before the statement', text.replace('\n\nLet', '\nLet')],
    ['another invitation', text.replace('wants you', 'begs you')],
    ['more than 4,096 characters', text + '\n- urn:a:b'.repeat(500)],
  ])('a text with %s is no message', (_, hostile) => {
    expect(parseSiweMessage(text)).toEqual(fields)
    expect(hostile).not.toBe(text)
    expect(parseSiweMessage(hostile)).toBeNull()
  })
})

describe('domains', () => {
  it.each([
    'chat.example',
    'localhost:5173',
    'a.b-c.example',
    '127.0.0.1',
    '[::1]:8080',
    'xn--80ak6aa92e.com',
  ])('[AC3] %s is one', (domain) => {
    expect(isPlainDomain(domain)).toBe(true)
  })

  it.each([
    'bank.example@evil.example',
    'аpple.com',
    'Chat.Example',
    'chat.example/',
    'https://chat.example',
    'chat.example\n',
    ' chat.example',
    'chat..example',
    '.example',
    '-a.example',
    'a.example:',
    'a.example:0',
    'a.example:123456',
    'a%2Eexample',
    '',
    'a'.repeat(64),
    undefined,
    7,
  ])('[AC3] %j is none', (domain) => {
    expect(isPlainDomain(domain)).toBe(false)
  })

  it('[AC3] 259 characters are taken, 260 are not', () => {
    const host = `${'a.'.repeat(126)}a`
    expect(isPlainDomain(`${host}:12345`)).toBe(true)
    expect(isPlainDomain(`${host}a:12345`)).toBe(false)
  })
})

describe('times', () => {
  it('are read as JavaScript reads them', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0100-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
        (date) => {
          expect(parseDateTime(date.toISOString())).toBe(date.getTime())
        },
      ),
    )
    expect(parseDateTime('2026-01-01T00:00:00.5+02:30')).toBe(Date.parse('2025-12-31T21:30:00.500Z'))
    expect(parseDateTime('2026-01-01T00:00:00-01:00')).toBe(Date.parse('2026-01-01T01:00:00Z'))
  })

  it.each([
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '',
  ])('%j is none', (time) => {
    expect(parseDateTime(time)).toBeNull()
  })
})
