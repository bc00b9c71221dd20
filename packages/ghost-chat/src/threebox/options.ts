/**
 * What a box is opened with.
 */
import { GhostChatError, type SpaceOptions, type WalletOptions } from '../index.ts'
import type { ThreadOptions } from './thread-options.ts'

export interface BoxOptions extends SpaceOptions {
  /** Where to meet. @default the page's own origin */
  readonly relays?: readonly string[]
  /** How the wallet is asked. */
  readonly wallet?: Omit<WalletOptions, 'provider'>
  /** What the others see of you in every thread. @default nothing */
  readonly profile?: NonNullable<ThreadOptions['profile']>
  /** Called when the wallet has let the site speak, with `true` and the space's name. */
  readonly consentCallback?: (isNew: boolean, space: string) => unknown
  /** What else 3box.js took (`ipfs`, `pinningNode`, `addressServer`, …) means nothing here. */
  readonly [old: string]: unknown
}

export interface OpenSpaceOptions {
  /** Called once the space is open: nothing has to be synchronised. */
  readonly onSyncDone?: () => unknown
  readonly consentCallback?: BoxOptions['consentCallback']
  readonly [old: string]: unknown
}

/** What a space of a box is opened with, but for who opens it. @throws GhostChatError `ERR_OPTION_INVALID` without a relay */
export function spaceOptions(given: BoxOptions): SpaceOptions {
  const options = ofSpace(given)
  const ways = [options.relays, options.network, options.discovery, options.listen]
  if (ways.some((way) => way !== undefined)) return options
  const page = (globalThis as { readonly location?: { readonly origin?: unknown } }).location
  if (typeof page?.origin === 'string' && page.origin.startsWith('http')) {
    return { ...options, relays: [page.origin] }
  }
  throw new GhostChatError('ERR_OPTION_INVALID', 'There is no page: name the relays, by Box.configure() say.')
}

/** A space refuses options that it does not know, and a box is given those of 3box.js, too. */
function ofSpace(given: BoxOptions): SpaceOptions {
  const names: Readonly<Record<Exclude<keyof SpaceOptions, 'identity'>, true>> = {
    relays: true,
    relayOnly: true,
    iceServers: true,
    discovery: true,
    listen: true,
    accounts: true,
    resolver: true,
    network: true,
    platform: true,
  }
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(names, name)))
}
