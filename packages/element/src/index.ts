/**
 * The one user interface of Ghost Chat, as a web component. Importing it defines `<ghost-chat>`.
 */
import { GhostChatElement } from './ghost-chat.ts'
import type { GhostChatEventMap } from './shell/events.ts'

export { GhostChatElement, type Layout, type Theme } from './ghost-chat.ts'
export type { GhostChatEventMap } from './shell/events.ts'

if (customElements.get('ghost-chat') === undefined) customElements.define('ghost-chat', GhostChatElement)

declare global {
  interface HTMLElementTagNameMap {
    'ghost-chat': GhostChatElement
  }
  // `addEventListener('ghost-message', …)` knows what it is given.
  interface HTMLElementEventMap {
    'ghost-message': GhostChatEventMap['ghost-message']
    'ghost-users': GhostChatEventMap['ghost-users']
    'ghost-connection': GhostChatEventMap['ghost-connection']
    'ghost-unread': GhostChatEventMap['ghost-unread']
    'ghost-signed-in': GhostChatEventMap['ghost-signed-in']
    'ghost-sign-in': GhostChatEventMap['ghost-sign-in']
    'ghost-error': GhostChatEventMap['ghost-error']
  }
}
