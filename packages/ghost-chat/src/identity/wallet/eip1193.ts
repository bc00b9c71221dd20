/**
 * Asking an Ethereum provider (EIP-1193). It is another's code: it may throw anything, answer anything, or
 * never answer.
 */
import { GhostChatError, type ErrorCode } from '../../errors.ts'

/** What is needed of a provider; `window.ethereum` and those of EIP-6963 have it. */
export interface Eip1193Provider {
  request: (args: { readonly method: string; readonly params?: readonly unknown[] }) => Promise<unknown>
  on?: (event: string, listener: (...args: readonly unknown[]) => void) => unknown
  removeListener?: (event: string, listener: (...args: readonly unknown[]) => void) => unknown
}

/** Whether a value can be asked at all. */
export function isProvider(value: unknown): value is Eip1193Provider {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'request') === 'function'
}

/**
 * One question to a provider.
 * @param timeout milliseconds
 * @throws GhostChatError `ERR_WALLET_REFUSED`, `ERR_WALLET_LOCKED`, `ERR_WALLET_CHAIN`, `ERR_WALLET_FAILED`
 * with the provider's error as the cause (EIP-1193 "Provider Errors"); the signal's reason when it is aborted
 */
export async function ask(
  provider: Eip1193Provider,
  method: string,
  params: readonly unknown[],
  timeout: number,
  signal?: AbortSignal,
): Promise<unknown> {
  signal?.throwIfAborted()
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new GhostChatError('ERR_WALLET_FAILED', `It did not answer "${method}" within ${timeout} ms.`))
  }, timeout)
  const abort = (): void => {
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', abort, { once: true })
  // In an async function, so that what is thrown at once comes out like what is thrown later.
  const answered = (async () => provider.request({ method, params }))().catch((cause: unknown) => {
    throw new GhostChatError(codeOf(cause), `It was asked "${method}".`, { cause })
  })
  try {
    return await Promise.race([answered, ended])
  } finally {
    // Whichever comes second is nobody's concern any more.
    answered.catch(() => undefined)
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** The meaning of a provider's error. */
function codeOf(error: unknown): ErrorCode {
  switch (numberOf(error)) {
    case 4001:
      return 'ERR_WALLET_REFUSED'
    case 4100:
    case 4900:
      return 'ERR_WALLET_LOCKED'
    case 4901:
      return 'ERR_WALLET_CHAIN'
    default:
      return 'ERR_WALLET_FAILED'
  }
}

function numberOf(error: unknown): unknown {
  try {
    return typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
  } catch {
    // A getter that throws.
    return undefined
  }
}
