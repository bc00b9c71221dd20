/**
 * The first message waits here while the person says who they are. It goes out with their choice, and back to the
 * composer without one.
 */
import type { IdentityFactory } from 'ghost-chat'
import type { Draft } from '../model.ts'
import type { RoomSession } from '../session/room-session.ts'
import type { Speaker } from '../session/terms.ts'
import { explainJoin } from '../text/explain.ts'
import { cleanName } from '../text/names.ts'
import type { Choice, SignInDialog } from './sign-in.ts'

export interface SigningInHost {
  readonly session: () => RoomSession | undefined
  readonly dialog: () => SignInDialog | null
  /** Gives back to the composer what was not sent. */
  readonly giveBack: (draft: Draft) => void
  /** The person goes on writing. */
  readonly goOn: () => void
  readonly named: (name: string) => void
  /** What makes a guest, where the app says so. */
  readonly guestIdentity: () => IdentityFactory | undefined
  /** The person signed in as this guest. */
  readonly guestIs: (identity: IdentityFactory) => void
}

export class SigningIn {
  readonly #host: SigningInHost
  #pending: Draft | undefined
  /** Ends the waiting for a wallet. */
  #asking: AbortController | undefined

  constructor(host: SigningInHost) {
    this.#host = host
  }

  /** Keeps the message; `byPage` where the page asks in its own way. */
  ask(draft: Draft, name: string, byPage: boolean): void {
    this.#pending = draft
    const dialog = this.#host.dialog()
    if (byPage || dialog === null) return
    dialog.name = name
    dialog.guestStays = this.#host.guestIdentity() !== undefined
    void dialog.show()
  }

  async choose(choice: Choice): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    const name = cleanName(choice.name)
    try {
      const isGuest = choice.as === 'guest'
      const identity = isGuest
        ? (this.#host.guestIdentity() ?? (await freshGuest()))
        : await walletOf(choice, asking.signal)
      await this.as({ name, identity }, asking.signal)
      if (isGuest) this.#host.guestIs(identity)
      this.#host.named(name ?? '')
    } catch (error) {
      if (!asking.signal.aborted) this.#host.dialog()?.fail(explainJoin(error))
    }
  }

  /** Signs in, and sends what waited for it. @throws what `RoomSession.signIn` throws */
  async as(speaker: Speaker, signal?: AbortSignal): Promise<void> {
    const session = this.#host.session()
    await session?.signIn(speaker, signal)
    if (session !== this.#host.session()) return
    const draft = this.#pending
    this.#pending = undefined
    this.#asking = undefined
    if (draft !== undefined) session?.talk.outbox.add(draft)
    this.#host.dialog()?.hide()
    this.#host.goOn()
  }

  /** The dialog is closed; whoever has not chosen by now does not send. */
  closed(): void {
    this.#asking?.abort()
    this.#asking = undefined
    const draft = this.#pending
    this.#pending = undefined
    if (draft !== undefined) this.#host.giveBack(draft)
  }
}

/** The same guest each time that the room is joined again. */
async function freshGuest(): Promise<IdentityFactory> {
  const { guest } = await import('ghost-chat')
  const made = guest()
  return () => made
}

async function walletOf(
  choice: Extract<Choice, { as: 'wallet' }>,
  signal: AbortSignal,
): Promise<IdentityFactory> {
  const { wallet } = await import('ghost-chat')
  return wallet({ provider: choice.wallet.provider, signal })
}
