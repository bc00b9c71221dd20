/**
 * What a component asks for, and when two ask for the same.
 */
import type { JoinOptions, Space, SpaceOptions } from 'ghost-chat'

/** A room of a space that the hook opens by its name, and closes when nobody is in any of its rooms. */
export interface NamedSpaceOptions extends JoinOptions, SpaceOptions {
  readonly space: string
  readonly room: string
}

/** What an open space has decided already. */
type Decided = { readonly [Option in keyof SpaceOptions]?: never }

/** A room of a space that the app opened, and closes itself. */
export interface OpenSpaceOptions extends JoinOptions, Decided {
  readonly space: Space
  readonly room: string
}

export type UseGhostChatOptions = NamedSpaceOptions | OpenSpaceOptions

/** Whether the space is one that the app opened. */
export function isOpen(options: UseGhostChatOptions): options is OpenSpaceOptions {
  return typeof options.space === 'object'
}

/**
 * A `value` is compared by what it says; a `reference` is the same only if it is the same thing. What is `live` can
 * be changed while one is in the room, and makes no difference here.
 */
type Kind = 'value' | 'reference' | 'live'

const OF_SPACES = {
  relays: 'value',
  relayOnly: 'value',
  iceServers: 'value',
  discovery: 'value',
  listen: 'value',
  identity: 'reference',
  accounts: 'reference',
  resolver: 'reference',
  network: 'reference',
  platform: 'reference',
} as const satisfies Record<keyof SpaceOptions, Kind>

const OF_ROOMS = {
  profile: 'live',
  readOnly: 'value',
  backlog: 'value',
  continueFrom: 'live',
  filters: 'reference',
  flood: 'value',
  transcript: 'value',
  timeout: 'value',
  sendTimeout: 'value',
  queue: 'value',
} as const satisfies Record<Exclude<keyof JoinOptions, 'signal'>, Kind>

/** The options of the space that is opened. */
export function spaceOptionsOf(options: NamedSpaceOptions): SpaceOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(OF_SPACES, name)))
}

/** The options of the room: all others, so that the library refuses by name what is no option at all. */
export function joinOptionsOf(options: UseGhostChatOptions): JoinOptions {
  const { space: _space, room: _room, signal: _signal, ...rest } = options
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !Object.hasOwn(OF_SPACES, name)))
}

/** Two who say the same here open one space. */
export function spaceKey(options: UseGhostChatOptions): string {
  return isOpen(options) ? numberOf(options.space) : keyOf(options.space, options, OF_SPACES, numberOf)
}

/** Two who say the same here are in one room. */
export function placeKey(options: UseGhostChatOptions): string {
  return JSON.stringify([spaceKey(options), options.room])
}

/** How a room is to be joined. */
export function joinKey(options: UseGhostChatOptions): string {
  return keyOf('', options, OF_ROOMS, numberOf)
}

/** What the others are to see of one. */
export type Profile = NonNullable<JoinOptions['profile']>

export function profileKey(profile: Profile | undefined): string {
  return JSON.stringify([profile?.name, profile?.avatar])
}

/**
 * What a component says by values alone: when it says something else, it joins anew. Of functions and objects it
 * matters only whether they are given, since most apps write them down anew each time they render.
 */
export function sayingOf(options: UseGhostChatOptions): string {
  const isGiven = (): string => 'given'
  const space = isOpen(options) ? numberOf(options.space) : keyOf(options.space, options, OF_SPACES, isGiven)
  return JSON.stringify([space, keyOf(options.room, options, OF_ROOMS, isGiven)])
}

function keyOf(
  name: string,
  options: UseGhostChatOptions,
  kinds: Readonly<Record<string, Kind>>,
  referred: (thing: object) => string,
): string {
  const said = new Map<string, unknown>(Object.entries(options))
  const parts = Object.entries(kinds).map(([option, kind]) => {
    if (kind === 'live') return null
    const value = said.get(option)
    return kind === 'value' ? value : referredIn(value, referred)
  })
  return JSON.stringify([name, ...parts])
}

/** Of a list, such as filters, what is in it. */
function referredIn(value: unknown, referred: (thing: object) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => referredIn(one, referred))
  return isThing(value) ? referred(value) : value
}

const isThing = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null)

const numbers = new WeakMap<object, string>()
let numbered = 0

/** The same text for the same thing, and for no other. */
function numberOf(thing: object): string {
  const known = numbers.get(thing)
  if (known !== undefined) return known
  numbered += 1
  const number = `#${numbered}`
  numbers.set(thing, number)
  return number
}
