/**
 * Multibase: of all its encodings a did:key of ours has base58btc. The payloads are no keys, so each is put behind
 * the prefix of an Ed25519 key, and read back out of the DID.
 */
import { base58btc } from 'multiformats/bases/base58'
import { didOf, publicKeyOf } from '../../packages/ghost-chat/src/identity/did-key.ts'
import { loadText } from './load.ts'
import type { Case, Suite } from './suites.ts'

const FILES = ['basic', 'case_insensitivity', 'leading_zero', 'two_leading_zeros']

/** A row is an encoding's name and the text of it; the first row's second cell is what is encoded. */
function rows(file: string): { readonly plain: Uint8Array; readonly encodings: readonly string[][] } {
  const [head = [], ...encodings] = loadText(`multibase/${file}.csv`)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Array.from(/^([^,]*), "(.*)"$/.exec(line) ?? []).slice(1))
  const plain = (head[1] ?? '').replaceAll('\\x00', '\0')
  return { plain: Uint8Array.from(Buffer.from(plain, 'latin1')), encodings }
}

function judge(plain: Uint8Array, name: string, text: string): boolean {
  if (name !== 'base58btc') return publicKeyOf(`did:key:${text}`) !== null
  // As a key: the same bytes, zeros in front where the file has them, and more behind up to 32.
  const key = new Uint8Array(32).fill(7)
  key.set(plain)
  const found = publicKeyOf(didOf(key))
  return (
    Buffer.from(base58btc.decode(text)).equals(plain) &&
    found !== null &&
    Buffer.from(found.bytes).equals(key) &&
    // The text itself is too short for a key, and no other key's either.
    publicKeyOf(`did:key:${text}`) === null
  )
}

function cases(file: string): Case[] {
  const { plain, encodings } = rows(file)
  return encodings.map(([name = '', text = '']) => ({
    id: name,
    valid: name === 'base58btc',
    judge: async () => judge(plain, name, text),
  }))
}

export const multibaseSuites: readonly Suite[] = FILES.map((file) => ({
  name: `multibase/${file}.csv`,
  cases: cases(file),
}))
