/**
 * What a wallet is asked to sign, checked before it is asked.
 */
import { GhostChatError } from '../../errors.ts'
import { LIMITS } from '../../wire/limits.ts'
import { isPlainDomain, SIWE } from '../../wire/siwe-grammar.ts'
import { isProvider, type Eip1193Provider } from './eip1193.ts'

export interface WalletOptions {
  /** The wallet: `window.ethereum`, or one of `findWallets()`. None is `ERR_WALLET_ABSENT`. */
  readonly provider: Eip1193Provider | undefined
  /** The site, which wallets compare with the page they are asked from. @default `location.host` */
  readonly domain?: string
  /** What the person reads. ASCII without quotes, one line. @default what the signature allows, plainly */
  readonly statement?: string
  /** Milliseconds until the wallet has to be asked again; 7 days at most. @default 86,400,000: a day */
  readonly expiresIn?: number
  /** Whether the others may know the account. @default true */
  readonly disclose?: boolean
  /** The chain the wallet must be on (EIP-155). @default whichever it is on */
  readonly chainId?: number
  /** Milliseconds that each answer of the wallet may take; people look for their glasses. @default 300,000 */
  readonly timeout?: number
  /**
   * Called once when the wallet turns to another account (`ERR_WALLET_CHANGED`). The identity stays as it
   * is: the wallet let it speak, and that holds until it expires. Whether to go on is the app's to say.
   */
  readonly onChange?: (error: GhostChatError) => void
  /** Gives up waiting for the wallet, and later watching it. */
  readonly signal?: AbortSignal
}

/** Wallet options with everything decided. */
export interface WalletSettings {
  readonly provider: Eip1193Provider
  readonly domain: string
  readonly statement: string
  readonly expiresIn: number
  readonly disclose: boolean
  readonly chainId: number | undefined
  readonly timeout: number
  readonly onChange: ((error: GhostChatError) => void) | undefined
  readonly signal: AbortSignal | undefined
}

/** EIP-4361 allows neither quotes nor letters beyond ASCII, so the space is named by the resource alone. */
const STATEMENT =
  'Let this site send chat messages in my name, in the chat space named below and until the time named ' +
  'below. This signature moves no funds, approves no transaction and costs nothing.'
const MAX_STATEMENT = 512
const MAX_TIMER = 0x7fff_ffff

/** @throws GhostChatError `ERR_WALLET_ABSENT`, `ERR_WALLET_MESSAGE`, `ERR_OPTION_INVALID` */
export function walletSettings(options: WalletOptions): WalletSettings {
  const { provider, domain = here(), statement = STATEMENT, disclose = true, chainId } = options
  const { expiresIn = LIMITS.delegationDefault, timeout = LIMITS.walletTimeout, onChange, signal } = options
  if (!isProvider(provider)) throw new GhostChatError('ERR_WALLET_ABSENT')
  if (!isPlainDomain(domain)) {
    throw new GhostChatError('ERR_WALLET_MESSAGE', '"domain" expected a host as location.host writes it.')
  }
  if (!SIWE.statement(statement) || statement.length > MAX_STATEMENT) {
    throw new GhostChatError('ERR_WALLET_MESSAGE', '"statement" expected one line of plain ASCII.')
  }
  whole('expiresIn', expiresIn, LIMITS.delegation)
  whole('timeout', timeout, MAX_TIMER)
  if (chainId !== undefined) whole('chainId', chainId, Number.MAX_SAFE_INTEGER)
  return Object.freeze({
    provider,
    domain,
    statement,
    expiresIn,
    disclose,
    chainId,
    timeout,
    onChange,
    signal,
  })
}

/** The page's own host; Node has none, and must be told. */
function here(): unknown {
  const page = (globalThis as { readonly location?: { readonly host?: unknown } }).location
  return page?.host
}

function whole(name: string, value: unknown, most: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return
  throw new GhostChatError('ERR_OPTION_INVALID', `"${name}" expected a whole number from 1 to ${most}.`)
}
