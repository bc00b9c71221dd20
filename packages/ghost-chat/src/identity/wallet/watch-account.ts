/**
 * Hearing that a wallet turned to another account in mid-session (EIP-1193 "accountsChanged").
 */
import { GhostChatError } from '../../errors.ts'
import type { Eip1193Provider } from './eip1193.ts'

const EVENT = 'accountsChanged'

/**
 * Calls once when the account is no longer the wallet's first, then listens no more.
 * @param signal ends it before
 */
export function watchAccount(
  provider: Eip1193Provider,
  address: string,
  onChange: (error: GhostChatError) => void,
  signal: AbortSignal | undefined,
): void {
  if (signal?.aborted === true) return
  const stop = (): void => {
    signal?.removeEventListener('abort', stop)
    quietly(() => provider.removeListener?.(EVENT, changed))
  }
  let told = false
  const changed = (accounts: unknown): void => {
    const first: unknown = Array.isArray(accounts) ? (accounts as unknown[])[0] : undefined
    if (told || (typeof first === 'string' && first.toLowerCase() === address.toLowerCase())) return
    told = true
    stop()
    const detail = first === undefined ? 'It gives no account any more.' : 'It turned to another account.'
    onChange(new GhostChatError('ERR_WALLET_CHANGED', detail))
  }
  signal?.addEventListener('abort', stop, { once: true })
  quietly(() => provider.on?.(EVENT, changed))
}

/** A wallet that cannot be listened to can still be logged in with. */
function quietly(call: () => unknown): void {
  try {
    call()
  } catch {
    // It is another's code.
  }
}
