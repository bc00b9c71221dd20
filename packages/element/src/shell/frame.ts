/** The room as it is drawn: the bar, what is wrong, the conversation and the people beside it or over it. */
import type { Connection } from 'ghost-chat'
import { html, nothing, type TemplateResult } from 'lit'
import { classMap } from 'lit/directives/class-map.js'
import { CONVERSATION_PARTS } from '../conversation/parts.ts'
import type { Person } from '../model.ts'
import type { RoomSession } from '../session/room-session.ts'
import { strings } from '../strings/strings.ts'
import { words } from '../text/words.ts'
import type { Desk } from './desk.ts'
import { blockedLine } from './blocked-line.ts'
import { banner, header, type HeaderInit } from './header.ts'
import type { Alone } from './solitude.ts'

/** The same list each time, so that nothing is drawn again for it. */
const NOBODY: Connection['peers'] = []

export interface FrameInit extends HeaderInit {
  readonly session: RoomSession | undefined
  readonly desk: Desk
  /** Not drawn, but kept: a pop-up that is closed. */
  readonly hidden: boolean
  readonly narrow: boolean
  /** What stands in the composer at first. */
  readonly draft: string
  readonly typing: readonly Person[]
  readonly alone: Alone | undefined
  /** Where others can come in; empty where nobody is invited. */
  readonly invite: string
  /** What is missing where there is no session. */
  readonly missing: 'space' | 'room' | 'both'
  readonly onPeopleClosed: () => void
}

export function frame(init: FrameInit): TemplateResult {
  const { session, popup, narrow, peopleOpen, room } = init
  const classes = classMap({ frame: true, popup, narrow, 'people-open': peopleOpen })
  return html`<section
    id="frame"
    class=${classes}
    part="frame"
    aria-label=${room === '' ? strings.header.chat : strings.header.chatRoom(room)}
    ?hidden=${init.hidden}
    @keydown=${(event: KeyboardEvent) => onKey(event, init)}
  >
    ${header(init)} ${banner(init.status, () => session?.tryNow())}
    <div class="columns" @pointerdown=${(event: Event) => onBeside(event, init)}>
      ${
        session === undefined
          ? html`<p class="empty">${words(NOT_SET_UP[init.missing])}</p>`
          : conversation(session, init)
      }
    </div>
  </section>`
}

const NOT_SET_UP = {
  space: strings.empty.noSpace,
  room: strings.empty.noRoom,
  both: strings.empty.noSpaceOrRoom,
} as const

function conversation(session: RoomSession, init: FrameInit): TemplateResult {
  const { company, talk, earlier, connection } = session
  const { desk, narrow, peopleOpen, alone } = init
  return html`<ghost-conversation
      exportparts=${CONVERSATION_PARTS}
      ?inert=${narrow && peopleOpen}
      .entries=${talk.entries}
      .personOf=${company.personOf}
      .self=${company.self}
      .typing=${init.typing}
      .earlier=${earlier.state}
      .alone=${company.alone}
      .room=${init.room}
      .canWrite=${!session.refused}
      .draft=${init.draft}
      .notice=${paceWords(session.pace)}
      @ghost-send=${desk.onSend}
      @ghost-typing=${desk.onTyping}
      @ghost-retry=${desk.onRetry}
      @ghost-edit=${desk.onEdit}
      @ghost-discard=${desk.onDiscard}
      @ghost-earlier=${desk.onEarlier}
      @ghost-person=${desk.onPerson}
      @ghost-at-end=${desk.onAtEnd}
      >${blockedLine(desk.blocked, desk)}${
        alone === undefined
          ? nothing
          : html`<ghost-invite slot="below" .alone=${alone} .link=${init.invite}></ghost-invite>`
      }</ghost-conversation
    >
    ${
      peopleOpen
        ? html`<ghost-room-people
            id="people"
            part="people"
            role="complementary"
            aria-label=${strings.people.label}
            .users=${company.users}
            .readers=${company.readers}
            .reading=${!session.speaks}
            .peers=${connection?.peers ?? NOBODY}
            .personOf=${company.personOf}
            ?overlay=${narrow}
            @ghost-person=${desk.onPerson}
            @ghost-close-people=${init.onPeopleClosed}
          ></ghost-room-people>`
        : nothing
    }`
}

function paceWords(pace: RoomSession['pace']): string {
  return pace === undefined ? '' : strings.waiting.pace(pace.waiting, pace.seconds)
}

function onKey(event: KeyboardEvent, { narrow, peopleOpen, popup, ...init }: FrameInit): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  if (narrow && peopleOpen) init.onPeopleClosed()
  else if (popup) init.onMinimise()
}

/** Beside the list lies the conversation, which cannot be reached while the list is over it. */
function onBeside({ target, currentTarget }: Event, { narrow, peopleOpen, onPeopleClosed }: FrameInit): void {
  if (narrow && peopleOpen && target === currentTarget) onPeopleClosed()
}
