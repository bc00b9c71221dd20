/** The settings: how one is called, who one is, how the page looks and sounds, whom it asks for people. */
import { h } from '../dom.ts'
import { prefer, preferences, type Theme } from '../preferences.ts'
import { relayFault, relayInAddress, type RelayChoice } from '../relay.ts'
import { strings } from '../strings/strings.ts'
import type { Who } from '../who.ts'
import { openDialog } from './dialog.ts'
import { identitySection, type Stake } from './identity.ts'
import { radios } from './radios.ts'
import { section } from './section.ts'

const words = strings.settings

/** Written in by the build. */
declare const PAGE_VERSION: string

export interface SettingsOptions {
  /** The space whose DID is shown. */
  readonly space: string
  readonly who: Who
  readonly relay: RelayChoice
  /** What becoming another person would cost. */
  readonly stake: () => Stake
  /** A preference has changed. */
  readonly onChange: () => void
  readonly onBecome: (who: Who) => void
}

const THEMES = [
  { value: 'auto', label: words.themes.auto },
  { value: 'light', label: words.themes.light },
  { value: 'dark', label: words.themes.dark },
] as const satisfies readonly { value: Theme; label: string }[]

export function openSettings(options: SettingsOptions): void {
  const { relay, onChange } = options
  const ended = new AbortController()
  const identity = identitySection({ ...options, signal: ended.signal })
  openDialog(
    {
      title: words.title,
      name: 'settings',
      mayClose: () => identity.mayClose(),
      onClose: () => ended.abort(),
    },
    nicknameSection(onChange),
    identity.element,
    section(
      words.appearance,
      radios({
        name: 'theme',
        legend: words.theme,
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
    h('p', { class: 'version' }, words.version(PAGE_VERSION)),
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
    words.you,
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'nickname' }, words.nickname),
      field,
      h('p', { class: 'help', id: 'nickname-help' }, words.nicknameHelp),
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
  return h('label', { class: 'check' }, box, h('span', {}, words.sound))
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
    const why = address === '' ? undefined : relayFault(address)
    fault.hidden = why === undefined
    fault.textContent = why ?? ''
    if (why !== undefined) {
      field.setAttribute('aria-invalid', 'true')
      return
    }
    field.removeAttribute('aria-invalid')
    prefer({ relay: address })
    onChange()
  })
  return section(
    words.relay,
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'relay' }, words.customRelay),
      field,
      fault,
      h(
        'p',
        { class: 'help', id: 'relay-help' },
        words.relayHelp,
        relayInAddress() !== undefined && words.relayOfLink,
        ...(relay.address === ''
          ? [words.noRelay]
          : words.relayInUse(h('bdi', { class: 'strong' }, relay.address), relay.from)),
      ),
    ),
  )
}
