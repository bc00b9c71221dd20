/**
 * Guests. A guest is one key in one room at one relay, so that nobody can tell from keys that two rooms had the same
 * person in them. It lasts as long as the tab, through reloads and through the door: the tab's storage holds its secret.
 */
import type { IdentityFactory } from 'ghost-chat'
import { forgetAll, kept } from './kept.ts'
import { newSecret } from './key-text.ts'
import { hashOf, type Place } from './route.ts'

export interface RoomGuest {
  /** The same function while the guest is the same. */
  readonly identity: IdentityFactory
  /** Whether the person was this guest before, in this tab. */
  readonly isKnown: boolean
  /** What the guest goes by; empty where that is not known. */
  readonly name: string
  /** The others see this name. */
  rename(name: string): void
}

const PREFIX = 'ghost-chat-guest '
/** 32 bytes in base64url, and the name. */
const FORM = /^([A-Za-z0-9_-]{43}) (.*)$/s

const guests = new Map<string, RoomGuest>()

/** @param relay the address of the relay that the room is joined over, or several with spaces between them */
export function guestIn(relay: string, place: Place): RoomGuest {
  const key = `${PREFIX}${relay} ${hashOf(place)}`
  const guest = guests.get(key) ?? newGuest(key)
  guests.set(key, guest)
  return guest
}

/** From now on the person is another guest in every room. */
export function forgetGuests(): void {
  guests.clear()
  forgetAll(PREFIX, 'tab')
}

function newGuest(key: string): RoomGuest {
  const store = kept(key, 'tab')
  const read = (): { readonly secret?: string; readonly name: string } => {
    const [, secret, name = ''] = FORM.exec(store.get() ?? '') ?? []
    return secret === undefined ? { name } : { secret, name }
  }
  return {
    async identity(space, suite) {
      const { seed } = await import('ghost-chat')
      const { secret = toText(newSecret()), name } = read()
      store.set(`${secret} ${name}`)
      return seed(toBytes(secret))(space, suite)
    },
    get isKnown() {
      return read().secret !== undefined
    },
    get name() {
      return read().name
    },
    rename(name) {
      const { secret } = read()
      if (secret !== undefined) store.set(`${secret} ${name}`)
    },
  }
}

function toText(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function toBytes(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
