/**
 * One stay in a room: joins, tries again with growing pauses while no relay answers, and leaves. Once joined, the
 * library keeps the connection by itself.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { GhostChat, openSpace, type Did, type IdentityFactory, type JoinOptions } from 'ghost-chat'
import { explainJoin, mayPass } from './text/explain.ts'

/** Where to go, and as whom. */
export interface Place {
  readonly space: string
  readonly room: string
  readonly relays: readonly string[]
  readonly relayOnly: boolean
  /** The sites whose wallet log-ins are believed. @default any */
  readonly domains?: readonly string[]
  /** @default a fresh guest */
  readonly identity?: IdentityFactory
}

export interface Stay {
  readonly chat: GhostChat
  /** Whom the others see. */
  readonly did: Did
  /** Tells the others, and closes everything. May be called twice, and does not wait for ever. */
  readonly leave: () => Promise<void>
}

export interface StayHooks {
  /** Before it joins: the moment to listen. */
  readonly onChat?: (chat: GhostChat, own: Did) => void
  /** Nobody answered, and it is tried again in so many seconds. Without this, it is not. */
  readonly onWaiting?: (reason: string, seconds: number, error: unknown) => void
  readonly signal?: AbortSignal
}

const FIRST_PAUSE_S = 1
const LONGEST_PAUSE_S = 15
/** Goodbyes take some milliseconds. A relay that is gone does not keep anybody. */
const LEAVING_MS = 3_000

/** @throws what `joinChat` throws, other than that nobody answered where `onWaiting` is given; the signal's reason */
export async function startStay(place: Place, join: JoinOptions, hooks: StayHooks): Promise<Stay> {
  const { onChat, onWaiting, signal } = hooks
  const space = await openSpace(place.space, {
    relays: place.relays,
    relayOnly: place.relayOnly,
    ...(place.domains === undefined ? {} : { accounts: { domains: place.domains } }),
    ...(place.identity === undefined ? {} : { identity: place.identity }),
  })
  const chat = new GhostChat(place.room, { ...join, space })
  const leave = async (): Promise<void> => {
    const gone = new AbortController()
    const goodbye = async (): Promise<void> => {
      await chat.leaveChat()
      await space.close()
    }
    const late = pause(LEAVING_MS, undefined, { signal: gone.signal })
    await Promise.race([goodbye(), late]).catch(() => undefined)
    gone.abort()
    await late.catch(() => undefined)
  }
  try {
    onChat?.(chat, space.did)
    for (let seconds = FIRST_PAUSE_S; ; seconds = Math.min(seconds * 2, LONGEST_PAUSE_S)) {
      try {
        await chat.joinChat(signal === undefined ? {} : { signal })
        return Object.freeze({ chat, did: space.did, leave })
      } catch (error) {
        if (onWaiting === undefined || !mayPass(error)) throw error
        onWaiting(explainJoin(error), seconds, error)
        await pause(seconds * 1_000, undefined, signal === undefined ? {} : { signal })
      }
    }
  } catch (error) {
    await leave()
    throw signal?.aborted === true ? signal.reason : error
  }
}
