/**
 * Whether a contract vouches for a signature (EIP-1271), also one that is not on its chain yet (EIP-6492).
 */
import { parsePkh, type Proof } from '../../wire/proof.ts'
import { LIMITS } from '../../wire/limits.ts'
import { ask, type Eip1193Provider } from './eip1193.ts'
import { VALIDATOR } from './validator-bytecode.ts'

/**
 * Asks the proof's chain. One call serves both kinds: EIP-6492's validator, run where it is not deployed,
 * makes the contract if need be and asks its `isValidSignature`; nothing of that is kept on the chain.
 * @param hash of the message, 32 bytes in hex without 0x
 * @throws what `ask` throws
 */
export async function contractVouches(
  proof: Proof,
  hash: string,
  provider: Eip1193Provider,
  signal?: AbortSignal,
): Promise<boolean> {
  const account = parsePkh(proof.p.iss)
  if (account === null) return false
  if ((await chainOf(provider, LIMITS.chainTimeout, signal)) !== account.chainId) return false
  const call = { data: callData(account.address, hash, proof.s.s) }
  const answer = await ask(provider, 'eth_call', [call, 'latest'], LIMITS.chainTimeout, signal)
  // The validator returns a single byte; a node that pads it to a word is taken at its word.
  return typeof answer === 'string' && /^0x0{0,62}01$/.test(answer)
}

/** The chain that a provider is on; `null` for an answer that is none (EIP-695). */
export async function chainOf(
  provider: Eip1193Provider,
  timeout: number,
  signal?: AbortSignal,
): Promise<number | null> {
  const answer = await ask(provider, 'eth_chainId', [], timeout, signal)
  if (typeof answer !== 'string' || !/^0x[0-9A-Fa-f]{1,14}$/.test(answer)) return null
  const chainId = Number(answer)
  return Number.isSafeInteger(chainId) && chainId > 0 ? chainId : null
}

/** Code and arguments of the validator's constructor: (address, bytes32, bytes), as the contract ABI has them. */
function callData(address: string, hash: string, signature: string): string {
  const bytes = signature.slice(2)
  const word = (hex: string): string => hex.padStart(64, '0')
  const padded = bytes.padEnd(Math.ceil(bytes.length / 64) * 64, '0')
  const length = (bytes.length / 2).toString(16)
  return `${VALIDATOR}${word(address.slice(2).toLowerCase())}${hash}${word('60')}${word(length)}${padded}`
}
