/** The room's bar: where one is, whether one is connected, who is here; and below it what is wrong. */
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from '../parts/icon.ts'
import type { Status } from '../session/status.ts'
import { strings } from '../strings/strings.ts'
import { words } from '../text/words.ts'

const said = strings.header

export interface HeaderInit {
  readonly room: string
  readonly status: Status
  /** Everybody in the room, oneself and those who read included; `undefined` while that is not known. */
  readonly present: number | undefined
  readonly peopleOpen: boolean
  readonly sound: boolean
  readonly popup: boolean
  readonly onConnection: () => void
  readonly onPeople: () => void
  readonly onSound: () => void
  readonly onMinimise: () => void
}

export function header(init: HeaderInit): TemplateResult {
  const { room, status, present, peopleOpen, sound, popup } = init
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
        title=${said.connection}
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
        aria-label=${present === undefined ? said.peopleTitle : said.people(present)}
        title=${said.peopleTitle}
        @click=${init.onPeople}
      >
        ${icon('people')}${present === undefined ? nothing : countView(present)}
      </button>
      <button
        type="button"
        class="tool"
        data-testid="sound-button"
        aria-pressed=${String(sound)}
        aria-label=${said.sound}
        title=${sound ? said.soundOn : said.soundOff}
        @click=${init.onSound}
      >
        ${icon(sound ? 'bell' : 'bell-off')}
      </button>
      ${
        popup
          ? html`<button
              type="button"
              class="tool minimise"
              data-testid="minimise-button"
              aria-label=${said.close}
              title=${said.closeTitle}
              @click=${init.onMinimise}
            >
              ${icon('minimise')}
            </button>`
          : nothing
      }
    </div>
  </header>`
}

/** Where there is room, "12 here" or "Just you"; else the number. */
function countView(present: number): TemplateResult {
  const alone = present === 1
  return html`<bdi dir="ltr" class=${alone ? 'count alone' : 'count'}
    ><span data-testid="online-count">${present}</span
    ><span class="wide">${alone ? said.justYou : ` ${said.here}`}</span></bdi
  >`
}

/** What is wrong, and the button that may help, which stays during an attempt so that nothing moves. */
export function banner({ trouble, progress, tryAgain }: Status, onTryAgain: () => void): TemplateResult {
  // The countdown is not part of the alert: each second would be read out.
  return html`<div class="banner" part="banner" data-testid="error" ?hidden=${trouble === ''}>
    <p>
      <span role="alert">${trouble === '' ? nothing : words(trouble)}</span>
      <span class="next" data-testid="progress">${progress === '' ? nothing : words(progress)}</span>
    </p>
    <button
      type="button"
      class="small"
      data-testid="try-again"
      aria-disabled=${String(!tryAgain)}
      ?hidden=${trouble === '' || (!tryAgain && progress === '')}
      @click=${onTryAgain}
    >
      ${strings.connection.tryNow}
    </button>
  </div>`
}
