/** Makes the elements known that `<ghost-chat>` is made of. */
import '../conversation/conversation.ts'
import { ConnectionPanel } from './connection-panel.ts'
import { InvitePanel } from './invite.ts'
import { PeoplePanel } from './people.ts'
import { PersonCard } from './person-card.ts'
import { SignInDialog } from './sign-in.ts'

const ELEMENTS = {
  'ghost-room-people': PeoplePanel,
  'ghost-connection-panel': ConnectionPanel,
  'ghost-invite': InvitePanel,
  'ghost-person-card': PersonCard,
  'ghost-sign-in-dialog': SignInDialog,
} as const

for (const [name, element] of Object.entries(ELEMENTS)) {
  if (customElements.get(name) === undefined) customElements.define(name, element)
}

declare global {
  interface HTMLElementTagNameMap {
    'ghost-room-people': PeoplePanel
    'ghost-connection-panel': ConnectionPanel
    'ghost-invite': InvitePanel
    'ghost-person-card': PersonCard
    'ghost-sign-in-dialog': SignInDialog
  }
}
