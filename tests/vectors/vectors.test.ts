import { afterAll, describe, expect, it } from 'vitest'
import { didKeySuites } from './did-key.ts'
import { ecdsaSuites } from './ecdsa.ts'
import { ed25519Suites } from './ed25519.ts'
import { EXCEPTIONS } from './exceptions.ts'
import { joseSuites } from './jose.ts'
import { multibaseSuites } from './multibase.ts'
import { deviations } from './suites.ts'

/** The rule of SPEC.md that a group of files shows. */
const GROUPS = [
  ['VE8', ed25519Suites],
  ['ID2', ecdsaSuites],
  ['ID1', [...didKeySuites, ...multibaseSuites]],
  ['EN2', joseSuites],
] as const
const NAMED = GROUPS.flatMap(([rule, suites]) => suites.map((suite) => [rule, suite.name, suite] as const))
const SUITES = NAMED.map(([, , suite]) => suite)

/** How many cases each file had when it was last looked at. A count may grow; one that drops is a lost test. */
const RECORDED: Readonly<Record<string, number>> = Object.freeze({
  'wycheproof/ed25519_test.json': 151,
  'noble-curves/ed25519-vectors.txt': 1024,
  'noble-curves/ed25519-zip215.json': 196,
  'noble-curves/ed25519-edge-cases.json': 12,
  'wycheproof/ed25519_test.json, under an envelope': 151,
  'noble-curves/ed25519-zip215.json, under an envelope': 196,
  'noble-curves/ed25519-edge-cases.json, under an envelope': 12,
  'noble-curves/ed25519-vectors.txt, seeds that sign an envelope': 1024,
  'wycheproof/ecdsa_secp256r1_sha256_p1363_test.json': 262,
  'wycheproof/ecdsa_secp256k1_sha256_p1363_test.json': 252,
  'wycheproof/ecdsa_secp256k1_sha256_bitcoin_test.json': 231,
  'wycheproof/ecdsa_secp256r1_sha256_p1363_test.json, in the low form': 262,
  'wycheproof/ecdsa_secp256k1_sha256_p1363_test.json, in the low form': 252,
  'wycheproof/ecdsa_secp256r1_sha256_p1363_test.json, under an envelope': 262,
  'wycheproof/ecdsa_secp256k1_sha256_p1363_test.json, under an envelope': 252,
  'wycheproof/ecdsa_secp256k1_sha256_bitcoin_test.json, under an envelope': 231,
  'noble-curves/secp256k1-ecdsa.json, of a known text': 14,
  'noble-curves/secp256k1-ecdsa.json, keys that sign an envelope': 256,
  'did-method-key/ed25519-x25519.json': 5,
  'did-method-key/secp256k1.json': 6,
  'did-method-key/nist-curves.json': 7,
  'did-method-key/x25519.json': 4,
  'did-method-key/rsa.json': 2,
  'did-method-key/bls12381.json': 6,
  'ietf-jose-cookbook/curve25519-jws.json': 4,
  'RFC 7515, base64url': 5,
  'wycheproof/json_web_key_test.json': 26,
  'multibase/basic.csv': 23,
  'multibase/case_insensitivity.csv': 12,
  'multibase/leading_zero.csv': 23,
  'multibase/two_leading_zeros.csv': 23,
})

const exceptionsOf = (name: string): string[] => Object.keys(EXCEPTIONS[name] ?? {})

describe('public vectors', () => {
  it.each(NAMED)(
    '[%s] %s: every verdict is the file’s, or a listed exception that is still one',
    async (_, name, suite) => {
      expect((await deviations(suite)).sort()).toEqual(exceptionsOf(name).sort())
    },
  )

  it.each(SUITES.map((suite) => [suite.name, suite] as const))('%s names each case once', (_, { cases }) => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  })

  it('no case was lost', () => {
    const counts = Object.fromEntries(SUITES.map(({ name, cases }) => [name, cases.length]))
    const lost = Object.entries(RECORDED).filter(([name, count]) => (counts[name] ?? 0) < count)
    expect(lost).toEqual([])
    expect(Object.keys(counts).filter((name) => !(name in RECORDED))).toEqual([])
  })

  it('every exception is of a file that is read', () => {
    const names = new Set(SUITES.map(({ name }) => name))
    expect(Object.keys(EXCEPTIONS).filter((name) => !names.has(name))).toEqual([])
  })

  afterAll(() => {
    const rows = SUITES.map(({ name, cases }) => [cases.length, exceptionsOf(name).length, name] as const)
    const sum = (column: 0 | 1): number => rows.reduce((total, row) => total + row[column], 0)
    const table = [...rows, [sum(0), sum(1), 'in all'] as const].map(
      ([cases, exceptions, name]) =>
        `${String(cases).padStart(6)} ${String(exceptions).padStart(10)}  ${name}`,
    )
    console.log([' cases exceptions', ...table].join('\n'))
  })
})
