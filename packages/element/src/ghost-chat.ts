/**
 * <ghost-chat>: a chat room for any page.
 */
import type { GhostChat, IdentityFactory } from 'ghost-chat'
import { html, LitElement } from 'lit'

/** In the page's flow, or behind a button in the corner. */
export type Layout = 'inline' | 'popup'

/** As the system says, or one of the two. */
export type Theme = 'auto' | 'light' | 'dark'

export class GhostChatElement extends LitElement {
  static override properties = {
    space: { type: String },
    room: { type: String },
    relay: { type: String },
    nickname: { type: String },
    layout: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    open: { type: Boolean, reflect: true },
    chat: { attribute: false },
    identity: { attribute: false },
  }

  declare space: string
  declare room: string
  /** One relay's address or several, with spaces between them. @default the page's own origin */
  declare relay: string
  /** What the others see of you. */
  declare nickname: string
  declare layout: Layout
  declare theme: Theme
  /** Whether a pop-up shows its room. */
  declare open: boolean
  /** A chat that the app holds: the element neither joins nor leaves it. */
  declare chat: GhostChat | undefined
  /** Who speaks. Without it, people are asked when they first post. */
  declare identity: IdentityFactory | undefined

  constructor() {
    super()
    this.space = ''
    this.room = ''
    this.relay = ''
    this.nickname = ''
    this.layout = 'inline'
    this.theme = 'auto'
    this.open = false
  }

  protected override render(): unknown {
    return html``
  }
}
