import { useEffect, useState, useSyncExternalStore } from 'react'
import { holdOf, NO_HOLD, type Hold } from './hold.ts'
import { profileKey, sayingOf, type UseGhostChatOptions } from './options.ts'
import type { GhostChatState } from './state.ts'
import { Stays } from './stays.ts'

/** All components of a page. Nothing of it is used on a server: only what is mounted takes part in a stay. */
const stays = new Stays()

/**
 * Joins a room for as long as a component that calls this is mounted. Components that ask for the same room of the
 * same space share one stay and one chat; the room is left once, when the last of them is gone.
 *
 * What the options say by value (names, relays, …) is compared at every render, and a change leaves the room and joins
 * it anew. A changed `profile` is told to the others without that: see `chat.setProfile`. Functions and objects (`identity`, `filters`, `network`, …) are taken as they are when the room
 * is joined, so that they may be written in place; give the component another `key` to change one.
 *
 * A space that is given by its name is opened for the stay, and closed after the last of its rooms was left: without
 * an `identity`, you are somebody else when you come back. An open `Space` stays open.
 *
 * @param options `undefined` for no room
 * @returns the same object while nothing has changed. It throws nothing: what goes wrong is its `error`
 *
 * @example
 * ```ts
 * import { useGhostChat, useMessages } from '@ghost-chat/react'
 * import { createElement, type ReactNode } from 'react'
 *
 * function Lobby(): ReactNode {
 *   const { chat, status, error } = useGhostChat({
 *     space: 'my-dapp',
 *     room: 'lobby',
 *     relays: ['http://localhost:8080'],
 *   })
 *   const messages = useMessages(chat)
 *   if (error !== undefined) return error.message
 *   if (status !== 'joined') return 'One moment …'
 *   return createElement('ul', null, messages.map((message) => createElement('li', { key: message.id }, message.text)))
 * }
 * ```
 */
export function useGhostChat(options: UseGhostChatOptions): Exclude<GhostChatState, { status: 'idle' }>
export function useGhostChat(options: UseGhostChatOptions | undefined): GhostChatState
export function useGhostChat(options: UseGhostChatOptions | undefined): GhostChatState {
  const saying = options === undefined ? '' : sayingOf(options)
  const begin = (): { readonly saying: string; readonly hold: Hold } => ({
    saying,
    hold: options === undefined ? NO_HOLD : holdOf(stays, options),
  })
  const [known, setHeld] = useState(begin)
  const held = known.saying === saying ? known : begin()
  // As React has it for what follows from changed props: it renders again at once, before anything is shown.
  if (held !== known) setHeld(held)
  const { subscribe, state, first, introduce } = held.hold
  const now = useSyncExternalStore(subscribe, state, first)
  const profile = options?.profile
  useEffect(
    () => introduce(profile),
    // A profile that is written in place is another object at each render.
    [introduce, profileKey(profile)],
  )
  return now
}
