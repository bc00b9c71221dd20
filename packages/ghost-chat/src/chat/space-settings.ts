/**
 * Options of spaces, checked: apart from those of rooms, which are checked before the rest of the library is here.
 */
import { GhostChatError } from '../errors.ts'
import { accountOptions, type AccountOptions } from '../identity/account.ts'
import { parseIceServers, type IceServer } from '../network/ice.ts'
import type { SpaceOptions } from './options.ts'
import { systemPlatform, type Platform } from './platform.ts'

/** @throws GhostChatError `ERR_OPTION_INVALID` */
export function spaceSettings(options: SpaceOptions): {
  readonly platform: Platform
  readonly relays: readonly string[]
  readonly accounts: AccountOptions
  readonly iceServers: readonly IceServer[]
} {
  const { relays = [], relayOnly = false, iceServers = [] } = options
  const { platform = systemPlatform, accounts = {} } = options
  if (!Array.isArray(relays) || !relays.every((relay) => typeof relay === 'string')) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"relays" expected a list of addresses.')
  }
  if (typeof relayOnly !== 'boolean')
    throw new GhostChatError('ERR_OPTION_INVALID', '"relayOnly" expected true or false.')
  const ice = parseIceServers(iceServers)
  if (ice === null)
    throw new GhostChatError('ERR_OPTION_INVALID', '"iceServers" expected a list of STUN and TURN servers.')
  const { listen = [], discovery = {} } = options
  const others = [listen, discovery.peers, discovery.routing, discovery.mdns === true ? ['mdns'] : []]
  const hasOther = others.some((way) => Array.isArray(way) && way.length > 0)
  if (relays.length === 0 && !hasOther && options.network === undefined) {
    throw new GhostChatError('ERR_OPTION_INVALID', '"relays" names no relay, so nobody could be met.')
  }
  const named = Object.freeze([...relays])
  return { platform, relays: named, accounts: accountOptions(accounts), iceServers: ice }
}
