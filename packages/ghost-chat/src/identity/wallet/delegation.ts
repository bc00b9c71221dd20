/**
 * The message by which a wallet lets a session speak for its account, and whether a signature is under it.
 */
import { parsePkh, type Proof, type ProofPayload } from '../../wire/proof.ts'
import { bytesToHex, checksumAddress, personalHash, recoverAddress } from './ethereum.ts'
import { writeSiweMessage } from './siwe-message.ts'

/** `ask-contract`: only the account's own contract can tell, by the message's hash (hex, without 0x). */
export type SignatureCheck =
  | { readonly verdict: 'genuine' }
  | { readonly verdict: 'forged' }
  | { readonly verdict: 'ask-contract'; readonly hash: string }

/** The text that the wallet showed and signed (CAIP-74 "EIP-4361"); `null` if there is none. */
export function delegationText(payload: ProofPayload): string | null {
  const account = parsePkh(payload.iss)
  // One spelling of an address, so that one account is one DID (EIP-55).
  if (account === null || checksumAddress(account.address) !== account.address) return null
  const { domain, statement, aud, version, nonce, iat, nbf, exp, resources } = payload
  return writeSiweMessage({
    domain,
    address: account.address,
    ...(statement === undefined ? {} : { statement }),
    uri: aud,
    version,
    chainId: account.chainId,
    nonce,
    issuedAt: iat,
    expirationTime: exp,
    ...(nbf === undefined ? {} : { notBefore: nbf }),
    resources,
  })
}

/** Checks a proof's signature, as far as that can be done without a chain. Knows no time, room or session. */
export function checkSignature({ p, s }: Proof): SignatureCheck {
  const text = delegationText(p)
  if (text === null) return { verdict: 'forged' }
  const hash = personalHash(text)
  if (s.t !== 'eip191') return { verdict: 'ask-contract', hash: bytesToHex(hash) }
  const address = recoverAddress(hash, s.s)
  const genuine = address !== null && address === parsePkh(p.iss)?.address
  return { verdict: genuine ? 'genuine' : 'forged' }
}
