/** "How am I connected?": the state, the way to each person, the relay and the clock. */
import type { Connection, PeerConnection } from 'ghost-chat'
import { html, nothing, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { personName } from '../parts/name.ts'
import type { Status } from '../session/status.ts'
import { clockDoubtWords } from '../text/clock.ts'
import { words } from '../text/words.ts'
import { connectionPanelStyle } from './connection-panel.css.ts'
import { GhostDialog } from './dialog.ts'

/** More than anyone reads. */
const SHOWN = 100

export interface Ways {
  readonly status: Status
  readonly connection: Connection | undefined
  readonly personOf: (did: PeerConnection['did']) => Person
  readonly self: Person | undefined
  /** Empty where the app made the connection. */
  readonly relays: readonly string[]
}

const EXPLAINED: Readonly<Record<Connection['state'], string>> = {
  connecting: 'The relay is being asked who is here.',
  relayed: 'A relay passes on what you write. It keeps none of it, and direct ways are tried beside it.',
  direct: 'What you write goes straight to others, from device to device.',
  offline: 'Nothing can be sent or heard just now. It is being tried again.',
}

export class ConnectionPanel extends GhostDialog {
  static override properties = { ways: { attribute: false } }
  static override styles = [GhostDialog.styles, connectionPanelStyle]

  declare ways: Ways | undefined

  protected readonly heading = 'How am I connected?'

  protected content(): TemplateResult {
    const { ways } = this
    if (ways === undefined) return html`<div class="body"><p class="soft">This chat has no room.</p></div>`
    const { status, connection, self, relays } = ways
    return html`<div class="body" data-testid="connection-panel">
      <div class="state">
        <strong>${words(status.words)}</strong>
        <p class="soft">${words(status.trouble === '' ? EXPLAINED[status.state] : status.trouble)}</p>
      </div>
      ${this.#peers(connection?.peers ?? [], ways.personOf)}
      <dl>
        <dt>You</dt>
        <dd>${self === undefined ? 'reading along, without a name' : personName(self)}</dd>
        <dt>Relay</dt>
        <dd>
          ${
            relays.length === 0
              ? 'chosen by the app'
              : relays.map((relay) => html`<div><code>${relay}</code></div>`)
          }
        </dd>
        <dt>Clock</dt>
        <dd data-testid="clock">
          ${words(connection === undefined ? 'not compared yet' : clockWords(connection))}
        </dd>
      </dl>
    </div>`
  }

  #peers(peers: readonly PeerConnection[], personOf: Ways['personOf']): TemplateResult {
    if (peers.length === 0) return html`<p class="soft">${words('Nobody else is reached just now.')}</p>`
    return html`<div>
      <table data-testid="peers">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Way</th>
            <th scope="col">Round trip</th>
          </tr>
        </thead>
        <tbody>
          ${peers.slice(0, SHOWN).map(
            ({ did, path, rtt }) =>
              html`<tr data-did=${did} data-path=${path}>
                <td>${personName(personOf(did))}</td>
                <td>${path}</td>
                <td>${rtt === null ? 'not measured' : words(`${Math.round(rtt)} ms`)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${peers.length > SHOWN ? html`<p class="soft">and ${peers.length - SHOWN} more</p>` : nothing}
    </div>`
  }
}

const SET_BY = { relay: 'the relay’s time', members: 'the time of the others' } as const

function clockWords({ clock: { offset, source, doubt } }: Connection): string {
  const ms = Math.round(offset)
  if (doubt !== undefined) return clockDoubtWords(doubt.offset)
  if (source === 'own') return 'your own, compared with nobody yet'
  if (ms === 0) return `agrees with ${SET_BY[source]}`
  const by = Math.abs(ms) < 1_000 ? `${Math.abs(ms)} ms` : `${(Math.abs(ms) / 1_000).toFixed(1)} s`
  return `set ${ms > 0 ? 'forward' : 'back'} by ${by}, to ${SET_BY[source]}`
}
