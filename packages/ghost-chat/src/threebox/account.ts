/**
 * A wallet that speaks for one address only: the one that the app opened its box for.
 */
import { GhostChatError, type Eip1193Provider } from '../index.ts'

/** @param address as wallets write it, in any letters */
export function providerFor(address: string, provider: Eip1193Provider): Eip1193Provider {
  const { on, removeListener } = provider
  return {
    async request(args) {
      const answer = await provider.request(args)
      return args.method === 'eth_requestAccounts' ? [only(address, answer)] : answer
    },
    // Bound: a wallet's methods may look at themselves.
    ...(on === undefined ? {} : { on: on.bind(provider) }),
    ...(removeListener === undefined ? {} : { removeListener: removeListener.bind(provider) }),
  }
}

/** @throws GhostChatError `ERR_WALLET_CHANGED` */
function only(address: string, accounts: unknown): unknown {
  const own = Array.isArray(accounts)
    ? (accounts as unknown[]).find((one) => isSame(one, address))
    : undefined
  if (own === undefined) {
    throw new GhostChatError('ERR_WALLET_CHANGED', 'It does not give this site the account of the box.')
  }
  return own
}

function isSame(account: unknown, address: string): boolean {
  return typeof account === 'string' && account.toLowerCase() === address.toLowerCase()
}

/** The error behind a wallet's: that it is on another account says more than that it failed. */
export function reasonOf(error: unknown): unknown {
  return error instanceof GhostChatError && error.cause instanceof GhostChatError ? error.cause : error
}
