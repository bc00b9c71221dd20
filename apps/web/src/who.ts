/**
 * Who speaks in the rooms of this page, as the person chose it in the settings; and the secret of whoever keeps a key
 * of their own. What a guest or a wallet is lives with the page.
 */
import type { FoundWallet, IdentityFactory } from 'ghost-chat'
import { forgetGuests } from './guests.ts'
import { kept } from './kept.ts'
import { keyText, secretIn } from './key-text.ts'
import { prefer, preferences } from './preferences.ts'

export type Who =
  /** Asked at the first post. */
  | { readonly kind: 'guest' }
  /** A key in this browser that nothing can read out. */
  | { readonly kind: 'stored' }
  /** A key that the person keeps: 32 bytes. */
  | { readonly kind: 'key'; readonly secret: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'wallet'; readonly wallet: FoundWallet }

const inTab = kept('ghost-chat-key', 'tab')
const onDevice = kept('ghost-chat-key', 'device')

let current: Who | undefined

/** As it was chosen; what was chosen before the page was loaded is read once. */
export async function who(): Promise<Who> {
  current ??= await remembered()
  return current
}

async function remembered(): Promise<Who> {
  switch (preferences().identity) {
    case 'guest':
      return { kind: 'guest' }
    case 'stored':
      return { kind: 'stored' }
    case 'key': {
      const secret = await secretIn(inTab.get() ?? onDevice.get() ?? '')
      return secret === undefined ? { kind: 'guest' } : { kind: 'key', secret }
    }
  }
}

/**
 * Chooses it from here on. A key of one's own is kept for the tab, and the guests of before are forgotten.
 * @returns whether the choice will outlive the page, where it is meant to
 */
export async function become(next: Who): Promise<boolean> {
  current = next
  forgetGuests()
  if (next.kind !== 'key') {
    inTab.set(undefined)
    onDevice.set(undefined)
    return prefer({ identity: next.kind === 'stored' ? 'stored' : 'guest' })
  }
  const tab = inTab.set(await keyText(next.secret))
  return prefer({ identity: 'key' }) && tab
}

export function keyIsOnDevice(): boolean {
  return onDevice.get() !== undefined
}

/**
 * Keeps the key beyond the tab, or no longer.
 * @returns whether that worked
 */
export async function keepKeyOnDevice(secret: Uint8Array<ArrayBuffer>, keeps: boolean): Promise<boolean> {
  return onDevice.set(keeps ? await keyText(secret) : undefined)
}

let known: { readonly of: Who; readonly identity: Promise<IdentityFactory | undefined> } | undefined

/**
 * What opens a space as them; `undefined` for whoever is asked at the first post. The same for as long as they are
 * the same, since another one means another stay.
 */
export async function identityOf(chosen: Who): Promise<IdentityFactory | undefined> {
  if (known?.of !== chosen) known = { of: chosen, identity: factoryOf(chosen) }
  return known.identity
}

async function factoryOf(chosen: Who): Promise<IdentityFactory | undefined> {
  if (chosen.kind === 'guest') return undefined
  const { seed, storedKey, wallet } = await import('ghost-chat')
  switch (chosen.kind) {
    case 'stored':
      return storedKey()
    case 'key':
      return seed(chosen.secret)
    case 'wallet':
      return wallet({ provider: chosen.wallet.provider })
  }
}

/** What the library's factories of keys need to make one: nothing but the space. */
type KeyOfSpace = (space: string) => Promise<{ readonly did: string }>

/**
 * The DID of whoever has a key already; `undefined` for guests and wallets, who get one when they come in. Makes the
 * key that the browser keeps where there is none yet.
 * @throws GhostChatError `ERR_IDENTITY_STORE` where the browser keeps no keys
 */
export async function didOf(chosen: Who, space: string): Promise<string | undefined> {
  if (chosen.kind !== 'stored' && chosen.kind !== 'key') return undefined
  const factory = (await factoryOf(chosen)) as unknown as KeyOfSpace
  return (await factory(space)).did
}

/** @throws GhostChatError `ERR_IDENTITY_STORE` */
export async function forget(space: string): Promise<void> {
  const { forgetStoredKey } = await import('ghost-chat')
  await forgetStoredKey(space)
}
