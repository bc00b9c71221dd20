/**
 * The one user interface of Ghost Chat, as a web component. Importing it defines `<ghost-chat>`.
 */
import { GhostChatElement } from './ghost-chat.ts'

export { GhostChatElement, type Layout, type Theme } from './ghost-chat.ts'

if (customElements.get('ghost-chat') === undefined) customElements.define('ghost-chat', GhostChatElement)

declare global {
  interface HTMLElementTagNameMap {
    'ghost-chat': GhostChatElement
  }
}
