/** The settings: how one is called, who one is, how the page looks and sounds, whom it asks for people. */
import { h } from '../dom.ts'
import { prefer, preferences, type Theme } from '../preferences.ts'
import { relayFault, relayInAddress, type RelayChoice } from '../relay.ts'
import type { Who } from '../who.ts'
import { openDialog } from './dialog.ts'
import { identitySection } from './identity.ts'
import { radios } from './radios.ts'
import { section } from './section.ts'

/** Written in by the build. */
declare const PAGE_VERSION: string

export interface SettingsOptions {
  /** The space whose DID is shown. */
  readonly space: string
  readonly who: Who
  readonly relay: RelayChoice
  /** A preference has changed. */
  readonly onChange: () => void
  readonly onBecome: (who: Who) => void
}

const THEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const satisfies readonly { value: Theme; label: string }[]

export function openSettings({ space, who, relay, onChange, onBecome }: SettingsOptions): void {
  const ended = new AbortController()
  openDialog(
    { title: 'Settings', name: 'settings', onClose: () => ended.abort() },
    nicknameSection(onChange),
    identitySection({ space, who, onBecome, signal: ended.signal }),
    section(
      'Appearance',
      radios({
        name: 'theme',
        legend: 'Colours',
        options: THEMES,
        value: preferences().theme,
        onChoose(theme) {
          prefer({ theme })
          onChange()
        },
      }),
      soundField(onChange),
    ),
    relaySection(relay, onChange),
    h('p', { class: 'version' }, `Ghost Chat ${PAGE_VERSION}`),
  )
}

function nicknameSection(onChange: () => void): HTMLElement {
  const field = h('input', {
    'data-testid': 'nickname-input',
    id: 'nickname',
    name: 'nickname',
    autocomplete: 'nickname',
    spellcheck: 'false',
    maxlength: 64,
    dir: 'auto',
    'aria-describedby': 'nickname-help',
  })
  field.value = preferences().nickname
  field.addEventListener('change', () => {
    prefer({ nickname: field.value.trim() })
    onChange()
  })
  return section(
    'You',
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'nickname' }, 'Nickname'),
      field,
      h(
        'p',
        { class: 'help', id: 'nickname-help' },
        'Others see it beside the last characters of your key, since anybody can take any name.',
      ),
    ),
  )
}

function soundField(onChange: () => void): HTMLElement {
  const box = h('input', { type: 'checkbox', 'data-testid': 'sound' })
  box.checked = preferences().sound
  box.addEventListener('change', () => {
    prefer({ sound: box.checked })
    onChange()
  })
  return h('label', { class: 'check' }, box, h('span', {}, 'A quiet sound when somebody writes'))
}

const FROM: Record<RelayChoice['from'], string> = {
  address: 'the link that you followed names it',
  settings: 'you chose it',
  page: 'this page brings it along',
  host: 'the one that this page came from',
}

function relaySection(relay: RelayChoice, onChange: () => void): HTMLElement {
  const field = h('input', {
    'data-testid': 'relay-input',
    id: 'relay',
    name: 'relay',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
    inputmode: 'url',
    dir: 'ltr',
    placeholder: 'https://relay.example',
    'aria-describedby': 'relay-help relay-fault',
  })
  field.value = preferences().relay
  const fault = h('p', {
    class: 'problem',
    id: 'relay-fault',
    role: 'alert',
    'data-testid': 'relay-fault',
    hidden: true,
  })
  field.addEventListener('change', () => {
    const address = field.value.trim()
    const words = address === '' ? undefined : relayFault(address)
    fault.hidden = words === undefined
    fault.textContent = words ?? ''
    if (words !== undefined) {
      field.setAttribute('aria-invalid', 'true')
      return
    }
    field.removeAttribute('aria-invalid')
    prefer({ relay: address })
    onChange()
  })
  return section(
    'Relay',
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'relay' }, 'Another relay'),
      field,
      fault,
      h(
        'p',
        { class: 'help', id: 'relay-help' },
        'People meet where they use the same relay, so your links name yours. ',
        relayInAddress() === undefined ? '' : 'While the address of this page names one, that one holds. ',
        relay.address === ''
          ? 'None is in use.'
          : h('span', {}, 'In use: ', h('bdi', { class: 'strong' }, relay.address), `, ${FROM[relay.from]}.`),
      ),
    ),
  )
}
