/**
 * A lasting identity in a file: 32 secret bytes as text, which only their owner can read.
 */
import { lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { seed, type IdentityFactory } from 'ghost-chat'
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
      throw new SeedFileError(`Others can read ${shown}: take that from them (chmod 600).`)
    }
    if (size > LONGEST) throw new SeedFileError(`${shown} holds no seed: it is too long.`)
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof SeedFileError) throw error
    throw new SeedFileError(
      `${shown} cannot be read (${reasonOf(error)}). "ghost key new ${shown}" makes one.`,
    )
  }
  if (HEX.test(text)) return seed(Uint8Array.from(Buffer.from(text, 'hex')))
  if (BASE64URL.test(text)) return seed(Uint8Array.from(Buffer.from(text, 'base64url')))
  throw new SeedFileError(`${shown} holds no seed: that is ${BYTES} bytes as hex or base64url.`)
}

/** Makes a file with a fresh seed. One that is there is left alone. @throws SeedFileError */
export function makeSeedFile(file: string): void {
  const secret = crypto.getRandomValues(new Uint8Array(BYTES))
  try {
    writeFileSync(file, `${Buffer.from(secret).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw new SeedFileError(`${cleanLine(file)} cannot be made (${reasonOf(error)}).`)
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  switch (code) {
    case 'ENOENT':
      return 'it is not there'
    case 'EEXIST':
      return 'there is such a file'
    case 'EACCES':
    case 'EPERM':
      return 'it is not allowed'
    case 'EISDIR':
      return 'it is a folder'
    default:
      return code
  }
}
