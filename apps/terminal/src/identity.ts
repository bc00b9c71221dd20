/**
 * A lasting identity in a file: 32 secret bytes as text, which only their owner can read.
 */
import { lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { seed, type IdentityFactory } from 'ghost-chat'
import { strings } from './strings/strings.ts'
import { cleanLine } from './text/sanitize.ts'

/** A file that cannot be used as a seed, in a sentence. */
export class SeedFileError extends Error {
  override readonly name = 'SeedFileError'
}

const BYTES = 32
const HEX = /^[0-9a-f]{64}$/i
const BASE64URL = /^[\w-]{43}=?$/
/** Nobody but its owner. Windows has no such thing: a file there is as private as its folder. */
const OTHERS = 0o077
const LONGEST = 200

/** @throws SeedFileError */
export function identityFrom(file: string): IdentityFactory {
  const shown = cleanLine(file)
  let text: string
  try {
    const { mode, size } = lstatSync(file)
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new SeedFileError(strings.seed.readable(shown))
    }
    if (size > LONGEST) throw new SeedFileError(strings.seed.tooLong(shown))
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof SeedFileError) throw error
    throw new SeedFileError(strings.seed.unreadable(shown, reasonOf(error)))
  }
  if (HEX.test(text)) return seed(Uint8Array.from(Buffer.from(text, 'hex')))
  if (BASE64URL.test(text)) return seed(Uint8Array.from(Buffer.from(text, 'base64url')))
  throw new SeedFileError(strings.seed.notSeed(shown, BYTES))
}

/** Makes a file with a fresh seed. One that is there is left alone. @throws SeedFileError */
export function makeSeedFile(file: string): void {
  const secret = crypto.getRandomValues(new Uint8Array(BYTES))
  try {
    writeFileSync(file, `${Buffer.from(secret).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw new SeedFileError(strings.seed.unwritable(cleanLine(file), reasonOf(error)))
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  switch (code) {
    case 'ENOENT':
      return strings.seed.reason.absent
    case 'EEXIST':
      return strings.seed.reason.present
    case 'EACCES':
    case 'EPERM':
      return strings.seed.reason.forbidden
    case 'EISDIR':
      return strings.seed.reason.folder
    default:
      return code
  }
}
