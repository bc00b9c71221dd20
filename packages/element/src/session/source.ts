/** Where a chat comes from, as the element's attributes and properties say. */
import type { GhostChat, IdentityFactory } from 'ghost-chat'
import type { Source, Speaker } from './terms.ts'

export interface SourceInit {
  readonly space: string
  readonly room: string
  readonly relay: string
  readonly domains: string
  readonly nickname: string
  readonly guest: boolean
  readonly chat: GhostChat | undefined
  readonly identity: IdentityFactory | undefined
}

/** `undefined` where no room is named. */
export function sourceOf(init: SourceInit): Source | undefined {
  const { chat, space, room } = init
  if (chat !== undefined) return { from: 'app', chat }
  if (space === '' || room === '') return undefined
  const speaker = speakerOf(init)
  const address = { space, room, relays: relaysOf(init.relay), domains: domainsOf(init.domains) }
  return { from: 'here', address, ...(speaker === undefined ? {} : { speaker }) }
}

/** Who speaks, where that need not be asked. */
export function speakerOf({ identity, guest, nickname: name }: SourceInit): Speaker | undefined {
  if (identity !== undefined) return { identity, name }
  return guest ? { name } : undefined
}

/** The page's own host, and those that are given with spaces between them. */
function domainsOf(domains: string): readonly string[] {
  const given = [location.host, ...domains.split(/\s+/u)]
  // A page from a file has no host, and no wallet logs in there.
  return [...new Set(given.filter((domain) => domain !== ''))]
}

/** Addresses with spaces between them; without any, the page's own origin. */
export function relaysOf(relay: string): readonly string[] {
  const given = relay.split(/\s+/u).filter((address) => address !== '')
  return given.length > 0 ? given : [location.origin]
}
