/**
 * A space that is opened when it is first needed, by whoever signs in it. The library comes with the first use:
 * the interface shows itself before the network's code is here.
 */
import type { GhostChat, IdentityFactory, Space } from 'ghost-chat'

export interface Address {
  readonly space: string
  readonly room: string
  readonly relays: readonly string[]
  /** The sites whose wallet log-ins are believed, as `location.host` writes them. */
  readonly domains: readonly string[]
}

export interface House {
  /** The open space; opens it, and after a failure once more. */
  open(): Promise<Space>
  /** @param before a stay in the room that this one continues: what it has heard is passed on, and it is left */
  join(signal: AbortSignal, how: Joining, before?: GhostChat): Promise<GhostChat>
  /** Leaves the room and closes the space. May be called twice, and before it is open. */
  close(): void
}

/** As a reader whom nobody sees, or under a name. */
export type Joining =
  { readonly as: 'reader' } | { readonly as: 'speaker'; readonly name: string | undefined }

/** `identity`: who signs. Without one, a fresh guest. */
export function house({ space: name, room, relays, domains }: Address, identity?: IdentityFactory): House {
  let opening: Promise<Space> | undefined
  let closed = false

  const open = async (): Promise<Space> => {
    const { openSpace } = await import('ghost-chat')
    return openSpace(name, { relays, accounts: { domains }, ...(identity === undefined ? {} : { identity }) })
  }

  const opened = (): Promise<Space> => {
    if (opening !== undefined) return opening
    const started = open()
    opening = started
    started.catch(() => {
      if (opening === started) opening = undefined
    })
    return started
  }

  return {
    open: opened,
    async join(signal, how, before) {
      const space = await opened()
      signal.throwIfAborted()
      const profile = how.as === 'speaker' && how.name !== undefined ? { profile: { name: how.name } } : {}
      const continues = before === undefined ? {} : { continueFrom: before }
      return space.joinChat(room, { signal, readOnly: how.as === 'reader', ...profile, ...continues })
    },
    close() {
      if (closed) return
      closed = true
      // Closing leaves the rooms too. What goes wrong then is nobody's concern any more.
      opening?.then((space) => space.close()).catch(() => undefined)
    },
  }
}
