/**
 * Finding the wallets of a browser (EIP-6963). Any script of the page can announce itself as one, so what is
 * announced is checked and bounded: it is shown to people.
 */
import { completeEngine } from '../../older-engines.ts'
import { LIMITS } from '../../wire/limits.ts'
import { isProvider, type Eip1193Provider } from './eip1193.ts'

/** A wallet that announced itself. Its name and picture prove nothing. */
export interface FoundWallet {
  readonly info: {
    /** Names the announcement, not the wallet: another each time the page loads. */
    readonly uuid: string
    readonly name: string
    /** A `data:` URI of a picture, for an `<img>` only; absent where it was none. */
    readonly icon?: string
    /** A domain read backwards, as `io.metamask`. */
    readonly rdns: string
  }
  readonly provider: Eip1193Provider
}

export interface FindWalletsOptions {
  /** Milliseconds to wait. Extensions announce themselves at once. @default 300 */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const RDNS = /^(?=.{1,253}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/
const ICON = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,][\x21-\x7e ]*$/
/** What can be read as nothing, or turns the reading around. */
const UNREADABLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * The wallets that answer; an empty list outside browsers.
 * @throws the signal's reason when it is aborted
 *
 * @example
 * ```ts
 * import { findWallets } from 'ghost-chat'
 *
 * for (const { info } of await findWallets()) console.log(info.name, info.rdns)
 * ```
 */
export async function findWallets(options: FindWalletsOptions = {}): Promise<readonly FoundWallet[]> {
  completeEngine()
  const { timeout = LIMITS.walletsWait, signal } = options
  signal?.throwIfAborted()
  if (typeof window === 'undefined') return Object.freeze([])
  const found = new Map<string, FoundWallet>()
  const announced = (event: Event): void => {
    const one = found.size < LIMITS.wallets ? parseAnnouncement((event as CustomEvent<unknown>).detail) : null
    // The first with a uuid keeps it: a later one may be somebody who read it.
    if (one !== null && !found.has(one.info.uuid)) found.set(one.info.uuid, one)
  }
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const abort = (): void => {
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', abort, { once: true })
  window.addEventListener('eip6963:announceProvider', announced)
  const timer = setTimeout(() => {
    resolve(undefined)
  }, timeout)
  try {
    window.dispatchEvent(new Event('eip6963:requestProvider'))
    await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    window.removeEventListener('eip6963:announceProvider', announced)
  }
  return Object.freeze([...found.values()])
}

/** What was announced, in a copy of our own; `null` if it is no wallet. */
function parseAnnouncement(detail: unknown): FoundWallet | null {
  try {
    const { info, provider } = detail as { readonly info?: unknown; readonly provider?: unknown }
    const { uuid, name, icon, rdns } = info as Readonly<Record<string, unknown>>
    if (!isProvider(provider) || typeof name !== 'string') return null
    if (typeof uuid !== 'string' || !UUID.test(uuid) || typeof rdns !== 'string' || !RDNS.test(rdns)) {
      return null
    }
    const shown = [...name.slice(0, 4 * LIMITS.nameCodePoints).replace(UNREADABLE, '')]
      .slice(0, LIMITS.nameCodePoints)
      .join('')
      .trim()
    if (shown === '') return null
    const picture = isPicture(icon) ? { icon } : {}
    return Object.freeze({ info: Object.freeze({ uuid, name: shown, ...picture, rdns }), provider })
  } catch {
    // No object, or one whose getters throw.
    return null
  }
}

function isPicture(icon: unknown): icon is string {
  return typeof icon === 'string' && icon.length <= LIMITS.walletIcon && ICON.test(icon)
}
