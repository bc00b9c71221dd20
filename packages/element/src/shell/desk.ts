/** What people do with the room, done. */
import type { Did } from 'ghost-chat'
import type { EntryKey, PersonAt } from '../conversation/events.ts'
import type { GhostConversationElement } from '../conversation/conversation.ts'
import type { Draft, Person } from '../model.ts'
import type { RoomSession } from '../session/room-session.ts'
import type { Card, CardAction, PersonCard } from './person-card.ts'
import type { Choice, SignInDialog } from './sign-in.ts'
import { SigningIn, type SigningInHost } from './signing-in.ts'

export interface DeskHost {
  readonly session: () => RoomSession | undefined
  readonly conversation: () => GhostConversationElement | null
  readonly signInDialog: () => SignInDialog | null
  readonly personCard: () => PersonCard | null
  /** What the person goes by, or will. */
  readonly nickname: () => string
  readonly named: (name: string) => void
  readonly guestIdentity: SigningInHost['guestIdentity']
  readonly guestIs: SigningInHost['guestIs']
  /** Whether the page asks by itself who somebody is. */
  readonly pageAsks: () => boolean
  readonly allSeen: () => void
  readonly changed: () => void
  /** Shows the conversation where something lies over it. */
  readonly showTalk: () => void
  /** Puts the focus where a person who is done with something goes on. */
  readonly backToRoom: () => void
  /** Puts the focus on the way back from a block: what was pressed for it may be gone. */
  readonly focusUndo: () => void
}

export class Desk {
  readonly #host: DeskHost
  readonly signingIn: SigningIn
  #chosen: Did | undefined
  #blocked: Did | undefined

  constructor(host: DeskHost) {
    this.#host = host
    this.signingIn = new SigningIn({
      session: host.session,
      dialog: host.signInDialog,
      giveBack: (draft) => host.conversation()?.restore(draft),
      goOn: () => host.conversation()?.focusComposer(),
      named: host.named,
      guestIdentity: host.guestIdentity,
      guestIs: host.guestIs,
    })
  }

  /** Of the person whose card is open. */
  get card(): Card | undefined {
    const session = this.#host.session()
    const did = this.#chosen
    if (session === undefined || did === undefined) return undefined
    const { chat, company } = session
    return {
      person: company.personOf(did),
      online: company.users.some((user) => user.did === did),
      peer: chat?.connection.peers.find((peer) => peer.did === did),
      canBlock: chat !== undefined,
      canRename: session.canRename,
    }
  }

  /** The person who was blocked last, until that is undone, the line about it is put away or something is sent. */
  get blocked(): Person | undefined {
    const session = this.#host.session()
    const did = this.#blocked
    if (session === undefined || did === undefined || !session.company.blocked.has(did)) return undefined
    return session.company.personOf(did)
  }

  readonly onUndoBlock = (): void => {
    if (this.#blocked !== undefined) this.#host.session()?.block(this.#blocked, false)
    this.onBlockSeen()
  }

  readonly onBlockSeen = (): void => {
    this.#blocked = undefined
    this.#host.changed()
    this.#host.backToRoom()
  }

  /** What was handed to nobody stands in the composer again when the person comes back. */
  keepUnsent(): void {
    const unsent = this.#host.session()?.talk.outbox.unsent() ?? []
    if (unsent.length > 0) this.#host.conversation()?.restore({ text: unsent.join('\n') })
  }

  readonly onSend = (event: CustomEvent<Draft>): void => {
    event.stopPropagation()
    this.#send(event.detail)
  }

  readonly onTyping = (event: CustomEvent<boolean>): void => {
    event.stopPropagation()
    this.#host.session()?.typing(event.detail)
  }

  readonly onRetry = (event: CustomEvent<EntryKey>): void => {
    event.stopPropagation()
    const session = this.#host.session()
    if (session === undefined) return
    const { outbox } = session.talk
    if (session.speaks) outbox.retry(event.detail.key)
    else {
      const draft = outbox.takeBack(event.detail.key)
      if (draft !== undefined) this.#send(draft)
    }
    this.#host.conversation()?.focusComposer()
  }

  readonly onEdit = (event: CustomEvent<EntryKey>): void => {
    event.stopPropagation()
    const draft = this.#host.session()?.talk.outbox.takeBack(event.detail.key)
    if (draft !== undefined) this.#host.conversation()?.restore(draft)
  }

  readonly onDiscard = (event: CustomEvent<EntryKey>): void => {
    event.stopPropagation()
    this.#host.session()?.talk.outbox.takeBack(event.detail.key)
    this.#host.conversation()?.focusComposer()
  }

  readonly onEarlier = (event: Event): void => {
    event.stopPropagation()
    this.#host.session()?.earlier.ask()
  }

  readonly onAtEnd = (event: Event): void => {
    event.stopPropagation()
    this.#host.allSeen()
  }

  readonly onPerson = (event: CustomEvent<PersonAt>): void => {
    event.stopPropagation()
    const { did, anchor } = event.detail
    this.#chosen = did
    this.#host.changed()
    void this.#host.personCard()?.showAt(anchor)
  }

  readonly onChoice = (event: CustomEvent<Choice>): void => {
    void this.signingIn.choose(event.detail)
  }

  readonly onSignInClosed = (): void => {
    this.signingIn.closed()
  }

  readonly onCardAction = ({ detail: action }: CustomEvent<CardAction>): void => {
    const session = this.#host.session()
    switch (action.do) {
      case 'direct':
        this.#host.showTalk()
        this.#host.conversation()?.direct(action.did)
        break
      case 'block':
        session?.block(action.did, true)
        this.#blocked = action.did
        this.#host.showTalk()
        this.#host.changed()
        this.#host.focusUndo()
        break
      case 'unblock':
        session?.block(action.did, false)
        break
      case 'rename':
        this.#host.named(action.name)
        break
    }
  }

  #send(draft: Draft): void {
    const session = this.#host.session()
    if (session === undefined) return
    this.#blocked = undefined
    if (session.speaks) session.talk.outbox.add(draft)
    else this.signingIn.ask(draft, this.#host.nickname(), this.#host.pageAsks())
  }
}
