/** The room's bar: where one is, whether one is connected, who is here. */
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../parts/icon.ts'
import type { Status } from '../session/status.ts'
import { strings } from '../strings/strings.ts'
import { words } from '../text/words.ts'

export interface HeaderInit {
  readonly room: string
  readonly status: Status
  readonly online: number
  readonly peopleOpen: boolean
  readonly sound: boolean
  readonly popup: boolean
  readonly onConnection: () => void
  readonly onPeople: () => void
  readonly onSound: () => void
  readonly onMinimise: () => void
}

export function header(init: HeaderInit): TemplateResult {
  const { room, status, online, peopleOpen, sound, popup } = init
  return html`<header class="bar" part="header">
    <slot name="start"></slot>
    <div class="where">
      <h2 class="title" tabindex="-1" title=${room}><bdi>${room}</bdi></h2>
      <button
        type="button"
        class="connection"
        data-testid="connection"
        data-state=${status.state}
        aria-haspopup="dialog"
        title="How am I connected?"
        @click=${init.onConnection}
      >
        <span class="dot" aria-hidden="true"></span><span>${words(status.words)}</span>
      </button>
      <p class="hidden-words" role="status">${status.words}</p>
    </div>
    <div class="tools">
      <slot name="actions"></slot>
      <button
        type="button"
        class="tool people-button"
        data-testid="people-button"
        aria-controls="people"
        aria-expanded=${String(peopleOpen)}
        aria-label="People in the room: ${online} online"
        title="People in the room"
        @click=${init.onPeople}
      >
        ${icon('people')}<bdi dir="ltr"
          ><span data-testid="online-count">${online}</span><span class="wide"> online</span></bdi
        >
      </button>
      <button
        type="button"
        class="tool"
        data-testid="sound-button"
        aria-pressed=${String(sound)}
        aria-label="Sound for new messages"
        title=${sound ? 'Sound is on' : 'Sound is off'}
        @click=${init.onSound}
      >
        ${icon(sound ? 'bell' : 'bell-off')}
      </button>
      ${
        popup
          ? html`<button
              type="button"
              class="tool"
              data-testid="minimise-button"
              aria-label="Close the chat"
              title="Close (Esc)"
              @click=${init.onMinimise}
            >
              ${icon('minimise')}
            </button>`
          : nothing
      }
    </div>
  </header>`
}

/** What is wrong, and the button that may help. */
export function banner({ trouble, progress, tryAgain }: Status, onTryAgain: () => void): TemplateResult {
  return html`<div class="banner" part="banner" data-testid="error" ?hidden=${trouble === ''}>
    <span
      ><span role="alert">${words(trouble)}</span
      >${progress === '' ? nothing : html` <span data-testid="progress">${words(progress)}</span>`}</span
    >
    <button
      type="button"
      class="small"
      data-testid="try-again"
      ?hidden=${trouble === '' || !tryAgain}
      @click=${onTryAgain}
    >
      ${strings.connection.tryNow}
    </button>
  </div>`
}
