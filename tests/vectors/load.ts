/** Reads the vectors, which are other projects' files, byte for byte (data/README.md). */
import { readFileSync } from 'node:fs'

export type Bytes = Uint8Array<ArrayBuffer>

export function loadText(file: string): string {
  return readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8')
}

/** The form of the file is taken on trust: a wrong one fails the tests. */
export function loadJson(file: string): unknown {
  return JSON.parse(loadText(file))
}

export function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

/** A test group of Wycheproof. */
export interface Group<Key> {
  readonly publicKey: Key
  readonly tests: readonly {
    readonly tcId: number
    readonly msg: string
    readonly sig: string
    readonly result: 'valid' | 'invalid'
  }[]
}

export function wycheproof<Key>(file: string): readonly Group<Key>[] {
  return (loadJson(`wycheproof/${file}`) as { readonly testGroups: readonly Group<Key>[] }).testGroups
}
