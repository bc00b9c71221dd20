/**
 * What a person set, kept on the device. As a guest nothing about the person is: then the nickname lives with the tab.
 */
import { kept } from './kept.ts'
import { relayFault } from './relay.ts'

export type Theme = 'auto' | 'light' | 'dark'

/** Who speaks: whoever is asked at the first post, a key that the browser keeps, a key that the person keeps. */
export type KeptIdentity = 'guest' | 'stored' | 'key'

export interface Preferences {
  readonly theme: Theme
  readonly sound: boolean
  /** Empty for the page's own. */
  readonly relay: string
  readonly identity: KeptIdentity
  readonly nickname: string
}

const DEFAULTS: Preferences = Object.freeze({
  theme: 'auto',
  sound: false,
  relay: '',
  identity: 'guest',
  nickname: '',
})

const onDevice = kept('ghost-chat', 'device')
const inTab = kept('ghost-chat-nickname', 'tab')

let current: Preferences | undefined

export function preferences(): Preferences {
  current ??= parse(onDevice.get())
  return current
}

/** Returns whether they will outlive the page. */
export function prefer(change: Partial<Preferences>): boolean {
  current = Object.freeze({ ...preferences(), ...change })
  const { nickname, ...rest } = current
  inTab.set(nickname === '' ? undefined : nickname)
  return onDevice.set(JSON.stringify(rest.identity === 'guest' ? rest : current))
}

/** Scripts of other versions and of other pages on the origin write there, too. */
function parse(text: string | undefined): Preferences {
  const { theme, sound, relay, identity, nickname } = jsonObject(text)
  return Object.freeze({
    theme: theme === 'light' || theme === 'dark' ? theme : DEFAULTS.theme,
    sound: sound === true,
    relay: typeof relay === 'string' && relay !== '' && relayFault(relay) === undefined ? relay : '',
    identity: identity === 'stored' || identity === 'key' ? identity : DEFAULTS.identity,
    nickname: (inTab.get() ?? (typeof nickname === 'string' ? nickname : '')).slice(0, 256),
  })
}

function jsonObject(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
