/**
 * Logging in with a wallet: it signs once, and lets a fresh session key speak for its account in one space
 * for a while. No key is ever made from what a wallet signs: whoever got the same sentence signed would have
 * the same key.
 */
import { GhostChatError } from '../../errors.ts'
import { spaceUri } from '../../wire/account.ts'
import type { Did } from '../../wire/ids.ts'
import { LIMITS } from '../../wire/limits.ts'
import type { SpaceName } from '../../wire/names.ts'
import { parseProof, pkhOf, type Proof, type ProofPayload } from '../../wire/proof.ts'
import type { CryptoSuite } from '../crypto.ts'
import type { IdentityFactory, KeyIdentity } from '../identity.ts'
import { newIdentity } from '../key-identity.ts'
import { ask, type Eip1193Provider } from './eip1193.ts'
import { walletSettings, type WalletOptions, type WalletSettings } from './wallet-options.ts'
import { watchAccount } from './watch-account.ts'

/** What stands at the end of every signature of a contract that is not on its chain yet (EIP-6492). */
const UNDEPLOYED = '6492'.repeat(16)

/**
 * An identity behind which a wallet account stands. The wallet is asked when the space opens, once, to sign
 * one readable message (EIP-4361): this site, this space, until then. Messages are signed by a key of the
 * session's own and never bother it again.
 * @throws GhostChatError at once `ERR_WALLET_ABSENT`, `ERR_WALLET_MESSAGE`, `ERR_OPTION_INVALID`; when the
 * space opens `ERR_WALLET_REFUSED`, `ERR_WALLET_LOCKED`, `ERR_WALLET_CHAIN`, `ERR_WALLET_FAILED`, or the
 * signal's reason
 *
 * @example
 * ```ts
 * import { findWallets, openSpace, wallet } from 'ghost-chat'
 *
 * const [found] = await findWallets()
 * const space = await openSpace('my-dapp', {
 *   relays: ['http://localhost:8080'],
 *   identity: wallet({ provider: found?.provider }),
 * })
 * const chat = await space.joinChat('lobby')
 * chat.on('message', (did, message) => console.log(`${message.account ?? did}: ${message}`))
 * ```
 */
export function wallet(options: WalletOptions): IdentityFactory {
  const settings = walletSettings(options)
  return (space, suite) => logIn(space, suite, settings)
}

async function logIn(space: SpaceName, suite: CryptoSuite, settings: WalletSettings): Promise<KeyIdentity> {
  const { disclose, onChange, provider, signal } = settings
  // Loads while the person looks for the button.
  const [account, session] = await Promise.all([accountOf(settings), newIdentity(suite)])
  const proof = await delegate(account, session.did, space, settings)
  if (onChange !== undefined) watchAccount(provider, account.address, onChange, signal)
  return Object.freeze({ ...session, account: proof.p.iss, ...(disclose ? { proof } : {}) })
}

async function accountOf(settings: WalletSettings): Promise<{ address: string; chainId: number }> {
  const { provider, timeout, signal } = settings
  const { checksumAddress } = await import('./ethereum.ts')
  const { chainOf } = await import('./contract.ts')
  const accounts = await ask(provider, 'eth_requestAccounts', [], timeout, signal)
  if (!Array.isArray(accounts)) throw new GhostChatError('ERR_WALLET_FAILED', 'It gave no list of accounts.')
  const [first] = accounts as unknown[]
  if (first === undefined) throw new GhostChatError('ERR_WALLET_LOCKED', 'It gave no account.')
  const address = checksumAddress(first)
  if (address === null) throw new GhostChatError('ERR_WALLET_FAILED', 'Its account is no address.')
  const chainId = await chainOf(provider, timeout, signal)
  if (chainId === null) throw new GhostChatError('ERR_WALLET_FAILED', 'It named no chain.')
  if (settings.chainId !== undefined && settings.chainId !== chainId) {
    throw new GhostChatError(
      'ERR_WALLET_CHAIN',
      `It is on ${chainId}, and ${settings.chainId} was asked for.`,
    )
  }
  return { address, chainId }
}

async function delegate(
  account: { readonly address: string; readonly chainId: number },
  session: Did,
  space: SpaceName,
  settings: WalletSettings,
): Promise<Proof> {
  const { provider, timeout, signal, domain, statement, expiresIn } = settings
  const { delegationText } = await import('./delegation.ts')
  const now = Date.now()
  const payload: ProofPayload = {
    domain,
    iss: pkhOf(account),
    aud: session,
    version: '1',
    nonce: freshNonce(),
    iat: new Date(now).toISOString(),
    exp: new Date(now + expiresIn).toISOString(),
    statement,
    resources: [spaceUri(space)],
  }
  const text = delegationText(payload)
  if (text === null) throw new GhostChatError('ERR_WALLET_MESSAGE')
  const hex = `0x${Array.from(new TextEncoder().encode(text), twoDigits).join('')}`
  const answer = await ask(provider, 'personal_sign', [hex, account.address], timeout, signal)
  if (typeof answer !== 'string' || answer.length > LIMITS.proofBytes || !/^0x[0-9A-Fa-f]+$/.test(answer)) {
    throw new GhostChatError('ERR_WALLET_FAILED', 'It gave no signature.')
  }
  return checked(payload, answer.toLowerCase(), provider, signal)
}

/** The proof, once its signature was seen to be the account's: nobody would believe another. */
async function checked(
  payload: ProofPayload,
  signature: string,
  provider: Eip1193Provider,
  signal: AbortSignal | undefined,
): Promise<Proof> {
  const { checkSignature } = await import('./delegation.ts')
  const signed = (t: Proof['s']['t']): Proof | null =>
    parseProof({ h: { t: 'eip4361' }, p: payload, s: { t, s: signature } })
  const byKey = signed('eip191')
  if (byKey !== null && checkSignature(byKey).verdict === 'genuine') return byKey
  const byContract = signed(signature.endsWith(UNDEPLOYED) ? 'eip6492' : 'eip1271')
  if (byContract === null) throw new GhostChatError('ERR_WALLET_FAILED', 'Its signature cannot be used.')
  const check = checkSignature(byContract)
  const { contractVouches } = await import('./contract.ts')
  if (check.verdict === 'ask-contract' && (await contractVouches(byContract, check.hash, provider, signal))) {
    return byContract
  }
  throw new GhostChatError('ERR_WALLET_FAILED', 'Its signature is not that of its account.')
}

/** 128 random bits: letters and digits, as EIP-4361 wants them. */
function freshNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), twoDigits).join('')
}

function twoDigits(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
