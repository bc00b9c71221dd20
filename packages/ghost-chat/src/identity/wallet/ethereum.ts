/**
 * What Ethereum asks of cryptography: Keccak-256, checksummed addresses, and the key behind a signature.
 *
 * Some 30 kB with its curve, so it is imported only once a wallet or a proof turns up.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

const encoder = new TextEncoder()
const ADDRESS = /^0x[0-9A-Fa-f]{40}$/
const COMPACT_BYTES = 64

/** An address in EIP-55 letters; `null` for what is none. Letters of either case are taken. */
export function checksumAddress(address: unknown): string | null {
  if (typeof address !== 'string' || !ADDRESS.test(address)) return null
  const small = address.slice(2).toLowerCase()
  const hash = bytesToHex(keccak_256(encoder.encode(small)))
  const letters = Array.from(small, (letter, place) =>
    parseInt(hash[place] ?? '0', 16) >= 8 ? letter.toUpperCase() : letter,
  )
  return `0x${letters.join('')}`
}

/** The hash that `personal_sign` signs (EIP-191 version 0x45). */
export function personalHash(message: string): Uint8Array {
  const bytes = encoder.encode(message)
  const prefix = encoder.encode(`\x19Ethereum Signed Message:\n${bytes.length}`)
  return keccak_256(Uint8Array.of(...prefix, ...bytes))
}

/**
 * The address whose key signed a hash; `null` where there is none. The low s only (EIP-2): a signature that
 * anyone can write in a second way would make one proof look like two.
 * @param signature 65 bytes in hex: r, s, and 0, 1, 27 or 28
 */
export function recoverAddress(hash: Uint8Array, signature: string): string | null {
  try {
    const bytes = hexToBytes(signature.slice(2))
    const last = bytes[COMPACT_BYTES] ?? -1
    const bit = last >= 27 ? last - 27 : last
    if (bytes.length !== COMPACT_BYTES + 1 || (bit !== 0 && bit !== 1)) return null
    const parsed = secp256k1.Signature.fromBytes(bytes.subarray(0, COMPACT_BYTES), 'compact')
    if (parsed.hasHighS()) return null
    const key = parsed.addRecoveryBit(bit).recoverPublicKey(hash).toBytes(false)
    return checksumAddress(`0x${bytesToHex(keccak_256(key.subarray(1)).subarray(-20))}`)
  } catch {
    // Numbers out of range, or no point of the curve.
    return null
  }
}

export { bytesToHex }
