/** The connection explained: the state, the way to each person, the relay and the clock. */
import type { Connection, PeerConnection } from 'ghost-chat'
import { html, nothing, type TemplateResult } from 'lit'
import type { Person } from '../model.ts'
import { personName } from '../parts/name.ts'
import type { Status } from '../session/status.ts'
import { strings } from '../strings/strings.ts'
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

const { panel } = strings

export class ConnectionPanel extends GhostDialog {
  static override properties = { ways: { attribute: false } }
  static override styles = [GhostDialog.styles, connectionPanelStyle]

  declare ways: Ways | undefined

  protected readonly heading = panel.title

  protected content(): TemplateResult {
    const { ways } = this
    if (ways === undefined) return html`<div class="body"><p class="soft">${panel.noRoom}</p></div>`
    const { status, connection, self, relays } = ways
    const peers = connection?.peers ?? []
    const direct = peers.filter(({ path }) => path === 'direct').length
    return html`<div class="body" data-testid="connection-panel">
      <div class="state">
        <strong>${words(status.words)}</strong>
        <p class="soft">${words(status.trouble === '' ? panel[status.state] : status.trouble)}</p>
        ${
          peers.length === 0
            ? nothing
            : html`<p class="soft" data-testid="direct-to">${words(panel.directTo(direct, peers.length))}</p>`
        }
      </div>
      ${this.#peers(peers, ways.personOf)}
      <dl>
        <dt>${panel.you}</dt>
        <dd>${self === undefined ? panel.reading : personName(self)}</dd>
        <dt>${panel.relay}</dt>
        <dd>
          ${
            relays.length === 0
              ? panel.relayOfApp
              : relays.map((relay) => html`<div><code>${relay}</code></div>`)
          }
        </dd>
        <dt>${panel.clock}</dt>
        <dd data-testid="clock">
          ${words(connection === undefined ? panel.clockUnknown : clockWords(connection))}
        </dd>
      </dl>
    </div>`
  }

  #peers(peers: readonly PeerConnection[], personOf: Ways['personOf']): TemplateResult {
    if (peers.length === 0) return html`<p class="soft">${words(panel.nobody)}</p>`
    return html`<div>
      <table data-testid="peers">
        <thead>
          <tr>
            <th scope="col">${panel.person}</th>
            <th scope="col">${panel.route}</th>
            <th scope="col">${panel.ping}</th>
          </tr>
        </thead>
        <tbody>
          ${peers.slice(0, SHOWN).map(
            ({ did, path, rtt }) =>
              html`<tr data-did=${did} data-path=${path}>
                <td>${personName(personOf(did))}</td>
                <td>${path === 'direct' ? panel.pathDirect : panel.pathRelayed}</td>
                <td>${rtt === null ? panel.notMeasured : words(panel.ms(Math.round(rtt)))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${peers.length > SHOWN ? html`<p class="soft">${panel.more(peers.length - SHOWN)}</p>` : nothing}
    </div>`
  }
}

function clockWords({ clock: { offset, source, doubt } }: Connection): string {
  const ms = Math.round(offset)
  if (doubt !== undefined) return clockDoubtWords(doubt.offset)
  if (source === 'own') return panel.clockOwn
  if (ms === 0) return panel.clockInSync
  const by = Math.abs(ms) < 1_000 ? panel.ms(Math.abs(ms)) : panel.seconds((Math.abs(ms) / 1_000).toFixed(1))
  return panel.clockSet(ms > 0, by, source)
}
