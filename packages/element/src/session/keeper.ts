/**
 * Keeps the stay that an element's attributes ask for: begins it, begins another when they name another room, and
 * ends it with the element or the page.
 */
import type { IdentityFactory } from 'ghost-chat'
import { RoomSession } from './room-session.ts'
import { sourceOf, speakerOf, type SourceInit } from './source.ts'
import type { SessionEvents, Speaker } from './terms.ts'

export class SessionKeeper {
  readonly #events: SessionEvents
  #init: SourceInit | undefined
  #session: RoomSession | undefined
  /** The guest that the person signed in as. It holds for this room, also after `leave`. */
  #guest: IdentityFactory | undefined

  constructor(events: SessionEvents) {
    this.#events = events
  }

  get session(): RoomSession | undefined {
    return this.#session
  }

  /** Returns who is to speak from now on, where what is read can become that without leaving the room. */
  follow({ space, room, relay, domains, nickname, guest, chat, identity }: SourceInit): Speaker | undefined {
    const before = this.#init
    const init = { space, room, relay, domains, nickname, guest, chat, identity }
    this.#init = init
    // To be named the guest that one is already changes nobody.
    const isGuest = init.identity !== undefined && init.identity === this.#guest
    const isOther = before?.identity !== init.identity && !isGuest
    if (before === undefined || isElsewhere(before, init) || isOther) this.#guest = undefined
    if (before === undefined || this.#session === undefined || isElsewhere(before, init)) {
      this.#restart()
      return undefined
    }
    if (before.identity === init.identity && before.guest === init.guest) return undefined
    const speaker = speakerOf(init)
    if (!this.#session.speaks) return speaker
    if (isOther) this.#restart()
    return undefined
  }

  /** The person signed in as this guest, and is the same one when they come back to this room. */
  guestIs(identity: IdentityFactory): void {
    this.#guest = identity
  }

  /** What whoever speaks goes by from now on, in another stay too. */
  rename(nickname: string): void {
    if (this.#init !== undefined) this.#init = { ...this.#init, nickname }
    this.#session?.rename(nickname)
  }

  /** As after `leave`: the same room once more. */
  again(): void {
    if (this.#session === undefined && this.#init !== undefined) this.#restart()
  }

  /** May be called twice. */
  leave(): void {
    this.#session?.end()
    this.#session = undefined
  }

  #restart(): void {
    this.leave()
    const init = this.#init
    const source =
      init === undefined ? undefined : sourceOf({ ...init, identity: init.identity ?? this.#guest })
    if (source !== undefined) this.#session = new RoomSession(source, this.#events)
  }
}

function isElsewhere(before: SourceInit, now: SourceInit): boolean {
  if (before.chat !== now.chat || before.domains !== now.domains) return true
  return before.space !== now.space || before.room !== now.room || before.relay !== now.relay
}
