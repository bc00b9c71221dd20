/**
 * <ghost-chat>: a chat room for any page.
 */
import type { GhostChat, IdentityFactory, Message } from 'ghost-chat'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { SessionKeeper } from './session/keeper.ts'
import { Unread } from './session/unread.ts'
import './shell/define.ts'
import { Desk } from './shell/desk.ts'
import { tell } from './shell/events.ts'
import { frame } from './shell/frame.ts'
import { frameStyle } from './shell/frame.css.ts'
import { launcher } from './shell/launcher.ts'
import { keepOpen, wasOpen } from './shell/open-kept.ts'
import { PageLife } from './shell/page-life.ts'
import { popupStyle } from './shell/popup.css.ts'
import { Solitude } from './shell/solitude.ts'
import { beep } from './shell/sound.ts'
import { presentIn, statusOfView, typists, waysOf } from './shell/views.ts'
import { Width } from './shell/width.ts'
import { base } from './theme/base.css.ts'
import { tokens } from './theme/tokens.css.ts'

/** In the page's flow, or behind a button in the corner. */
export type Layout = 'inline' | 'popup'

/** As the system says, or one of the two. */
export type Theme = 'auto' | 'light' | 'dark'

/** What another of them means another stay, or another speaker. */
const WHERE = ['space', 'room', 'relay', 'domains', 'chat', 'identity', 'guest'] as const

export class GhostChatElement extends LitElement {
  static override styles = [tokens, base, frameStyle, popupStyle]
  static override properties = {
    space: { type: String },
    room: { type: String },
    relay: { type: String },
    domains: { type: String },
    nickname: { type: String },
    guest: { type: Boolean },
    layout: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    open: { type: Boolean, reflect: true },
    sound: { type: Boolean, reflect: true },
    invite: { type: String },
    draft: { attribute: false },
    chat: { attribute: false },
    identity: { attribute: false },
    guestIdentity: { attribute: false },
    peopleShown: { state: true },
  }

  /** An app's namespace: 1 to 64 characters. */
  declare space: string
  declare room: string
  /** One relay's address or several, with spaces between them. @default the page's own origin */
  declare relay: string
  /**
   * Sites beside the page's own whose wallet log-ins are believed, as `location.host` writes them, with spaces between
   * them. An account of any other is shown as not proven.
   */
  declare domains: string
  /** What the others see of you. */
  declare nickname: string
  /** Joins as a guest at once, under the nickname: nobody is asked. */
  declare guest: boolean
  declare layout: Layout
  declare theme: Theme
  /** Whether a pop-up shows its room. */
  declare open: boolean
  /** Whether messages that come while nobody looks are heard. */
  declare sound: boolean
  /**
   * The link that a person who is alone in the room is offered to copy, and as a QR code. Empty: none is.
   * @default the address of the page
   */
  declare invite: string | undefined
  /** What stands in the composer at first. */
  declare draft: string
  /** A chat that the app holds: the element neither joins nor leaves it. */
  declare chat: GhostChat | undefined
  /** Who speaks. Without it, people are asked when they first post. */
  declare identity: IdentityFactory | undefined
  /** What makes a guest when a person signs in as one. @default a fresh key for as long as the element stays in the room */
  declare guestIdentity: IdentityFactory | undefined
  /** Whether the list of people is open; by itself where there is room for it. */
  declare protected peopleShown: boolean | undefined

  readonly #keeper = new SessionKeeper({
    changed: () => this.requestUpdate(),
    message: (message, own) => this.#heard(message, own),
    users: (users) => tell(this, 'ghost-users', { users }),
    connection: (connection) => tell(this, 'ghost-connection', { connection }),
    signedIn: (did) => tell(this, 'ghost-signed-in', { did }),
    error: (error, reason, final) => tell(this, 'ghost-error', { error, reason, final }),
  })
  readonly #unread = new Unread((unseen) => {
    tell(this, 'ghost-unread', unseen)
    this.requestUpdate()
  })
  readonly #solitude = new Solitude(() => this.requestUpdate())
  readonly #desk: Desk = new Desk({
    session: () => this.#keeper.session,
    conversation: () => this.renderRoot.querySelector('ghost-conversation'),
    signInDialog: () => this.renderRoot.querySelector('ghost-sign-in-dialog'),
    personCard: () => this.renderRoot.querySelector('ghost-person-card'),
    nickname: () => this.nickname,
    named: (name) => (this.nickname = name),
    guestIdentity: () => this.guestIdentity,
    guestIs: (identity) => this.#keeper.guestIs(identity),
    pageAsks: () => !tell(this, 'ghost-sign-in', null),
    allSeen: () => this.#seen(),
    changed: () => this.requestUpdate(),
    showTalk: () => this.#showTalk(),
    backToRoom: () => this.focus(),
    focusUndo: () => void this.updateComplete.then(() => this.#focusOn('.undo')),
  })
  readonly #width: Width = new Width(this, () => this.renderRoot.querySelector('.frame'))

  constructor() {
    super()
    this.space = ''
    this.room = ''
    this.relay = ''
    this.domains = ''
    this.nickname = ''
    this.guest = false
    this.layout = 'inline'
    this.theme = 'auto'
    this.open = false
    this.sound = false
    this.draft = ''
    new PageLife(this, {
      gone: () => this.#leave(),
      back: () => this.#keeper.again(),
      seen: () => this.#seen(),
      network: () => this.requestUpdate(),
    })
  }

  /** Whether the conversation ends when this person leaves: something was said, and nobody else is here. */
  get isLast(): boolean {
    return this.#keeper.session?.isLast ?? false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) this.#keeper.again()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#solitude.end()
    // An element that is only moved is back within the same task.
    setTimeout(() => {
      if (!this.isConnected) this.#leave()
    })
  }

  /** Puts the focus where one writes; where that would bring up a keyboard on the screen, at the room's name. */
  override focus(): void {
    if (this.#isPopup && !this.open) this.#focusOn('.launcher')
    else if (matchMedia('(pointer: coarse)').matches) this.#focusOn('.title')
    else this.renderRoot.querySelector('ghost-conversation')?.focusComposer()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated && this.#isPopup) this.open ||= wasOpen(this)
    if (!this.hasUpdated || WHERE.some((name) => changed.has(name))) {
      const speaker = this.#keeper.follow(this)
      if (speaker !== undefined) this.#desk.signingIn.as(speaker).catch(() => undefined)
    }
    if (changed.has('nickname') && this.hasUpdated) this.#keeper.rename(this.nickname)
    if (changed.has('open')) this.#seen()
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Nobody's focus is taken by a page that loads with an open pop-up.
    if (!this.#isPopup) return
    if (changed.has('open')) keepOpen(this, this.open)
    if (changed.get('open') === undefined) return
    if (this.open) this.focus()
    else this.#focusOn('.launcher')
  }

  protected override render(): unknown {
    const { session } = this.#keeper
    const { narrow } = this.#width
    const popup = this.#isPopup
    const status = statusOfView(session)
    const peopleOpen = this.peopleShown ?? (!narrow && !popup)
    const toggle = (): void => {
      this.open = !this.open
    }
    return html`${frame({
        ...{ session, popup, narrow, peopleOpen, desk: this.#desk, draft: this.draft },
        ...{ room: this.chat?.name ?? this.room, hidden: popup && !this.open, sound: this.sound },
        status,
        present: presentIn(session),
        alone: this.#solitude.look(session),
        invite: this.invite ?? location.href,
        missing: this.space !== '' ? 'room' : this.room === '' ? 'both' : 'space',
        typing: typists(session),
        onConnection: () => void this.renderRoot.querySelector('ghost-connection-panel')?.show(),
        onPeople: () => this.#showPeople(!peopleOpen),
        onPeopleClosed: () => this.#showPeople(false),
        onSound: () => this.#toggleSound(),
        onMinimise: toggle,
      })}
      ${popup ? launcher(this.open, this.#unread.unseen, this.room, toggle) : nothing}
      <ghost-connection-panel
        exportparts="dialog"
        .ways=${waysOf(session, this.chat === undefined ? this.relay : undefined)}
      ></ghost-connection-panel>
      <ghost-person-card
        exportparts="dialog"
        .card=${this.#desk.card}
        @ghost-card-action=${this.#desk.onCardAction}
      ></ghost-person-card>
      <ghost-sign-in-dialog
        exportparts="dialog"
        @ghost-choice=${this.#desk.onChoice}
        @ghost-closed=${this.#desk.onSignInClosed}
      ></ghost-sign-in-dialog>`
  }

  get #isPopup(): boolean {
    return this.layout === 'popup'
  }

  /** Whether what comes can be seen. */
  get #looking(): boolean {
    return !document.hidden && (!this.#isPopup || this.open)
  }

  #heard(message: Message, own: boolean): void {
    tell(this, 'ghost-message', { message })
    if (own) return
    if (this.sound && !(this.#looking && document.hasFocus())) beep()
    if (!this.#looking) this.#unread.add(message.to !== undefined)
  }

  #seen(): void {
    if (this.#looking) this.#unread.clear()
  }

  #toggleSound(): void {
    this.sound = !this.sound
    // So that one knows what to listen for; browsers also allow sound from a click on only.
    if (this.sound) beep()
  }

  #leave(): void {
    this.#desk.keepUnsent()
    this.#keeper.leave()
  }

  #showPeople(shown: boolean): void {
    this.peopleShown = shown
    if (!this.#width.narrow) return
    // Over the conversation, the list has the focus while it is there.
    void this.updateComplete.then(() => {
      if (shown) this.renderRoot.querySelector('ghost-room-people')?.focusStart()
      else this.#focusOn('.people-button')
    })
  }

  /** At once: a browser that opens a keyboard on the screen does so only while it handles what was pressed. */
  #showTalk(): void {
    if (!this.#width.narrow) return
    this.peopleShown = false
    const conversation = this.renderRoot.querySelector('ghost-conversation')
    if (conversation !== null) conversation.inert = false
  }

  #focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }
}
