/** The key that a person keeps: to see, to copy, to save, and to import from elsewhere. */
import { button, h } from '../dom.ts'
import { keyText, secretIn } from '../key-text.ts'
import { strings } from '../strings/strings.ts'
import { copyButton } from './copy-button.ts'

type Secret = Uint8Array<ArrayBuffer>

const words = strings.key

/** More than the file that is saved here has. */
const MOST_BYTES = 8_192

export interface KeyPanelOptions {
  readonly secret: Secret
  /** Nobody has it elsewhere yet. */
  readonly isNew: boolean
  /** Whether this browser remembers it beyond the tab. */
  readonly isKept: boolean
  /** Returns whether that worked. */
  readonly onKeep: (keeps: boolean) => Promise<boolean>
  /** The person copied it or saved it as a file. */
  readonly onSaved: () => void
  readonly onImport: (secret: Secret) => void
}

export function keyPanel(options: KeyPanelOptions): HTMLElement {
  const said = h('p', { class: 'help', role: 'status', 'data-testid': 'key-said' })
  const say = (text: string): void => void (said.textContent = text)
  return h(
    'div',
    { class: 'key' },
    h('p', { class: 'help' }, words.help),
    own(options, say),
    importing(options.onImport, say),
    said,
  )
}

function own(
  { secret, isNew, isKept, onKeep, onSaved }: KeyPanelOptions,
  say: (text: string) => void,
): HTMLElement {
  const field = h('input', {
    'data-testid': 'key-text',
    id: 'key',
    type: 'password',
    readonly: true,
    autocomplete: 'off',
    dir: 'ltr',
  })
  void keyText(secret).then((text) => (field.value = text))
  const reveal = button({ class: 'small', 'aria-pressed': 'false' }, () => {
    const hides = field.type === 'text'
    field.type = hides ? 'password' : 'text'
    reveal.setAttribute('aria-pressed', String(!hides))
  })
  reveal.textContent = words.show
  const saveFirst = h('p', { class: 'strong', 'data-testid': 'save-first' }, words.saveFirst)
  let isSaved = !isNew
  const look = (): void => void (saveFirst.hidden = isSaved || box.checked)
  const saved = (): void => {
    isSaved = true
    look()
    onSaved()
  }
  const copy = copyButton(
    { class: 'small', 'data-testid': 'copy-key' },
    { copy: words.copy, copied: words.copied },
    async () => {
      try {
        await navigator.clipboard.writeText(field.value)
      } catch {
        say(words.notCopied)
        return false
      }
      say(words.pasteIt)
      saved()
      return true
    },
  )
  const saveAsFile = (): void => {
    save(field.value)
    saved()
  }
  const box = h('input', { type: 'checkbox', 'data-testid': 'keep-key' })
  box.checked = isKept
  box.addEventListener('change', () => {
    void onKeep(box.checked).then((worked) => {
      if (!worked) {
        box.checked = false
        say(words.notKept)
      }
      look()
    })
  })
  look()
  return h(
    'div',
    { class: 'field' },
    h('label', { for: 'key' }, words.own),
    field,
    saveFirst,
    h(
      'div',
      { class: 'actions' },
      reveal,
      copy,
      button({ class: 'small', 'data-testid': 'save-key' }, saveAsFile, words.save),
    ),
    h(
      'label',
      { class: 'check' },
      box,
      h('span', {}, words.keep, h('span', { class: 'help' }, words.keepHelp)),
    ),
  )
}

function importing(onImport: (secret: Secret) => void, say: (text: string) => void): HTMLElement {
  const field = h('input', {
    'data-testid': 'bring-key',
    id: 'bring-key',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    dir: 'ltr',
    placeholder: 'ghostkey1…',
  })
  const take = async (text: string): Promise<void> => {
    const secret = await secretIn(text)
    if (secret === undefined) say(words.incomplete)
    else onImport(secret)
  }
  field.addEventListener('change', () => void take(field.value))
  const file = h('input', {
    type: 'file',
    accept: '.txt,text/plain',
    'data-testid': 'key-file',
    id: 'key-file',
  })
  file.addEventListener('change', () => {
    const chosen = file.files?.[0]
    if (chosen === undefined) return
    if (chosen.size > MOST_BYTES) say(words.fileTooLong)
    else chosen.text().then(take, () => say(words.fileUnreadable))
  })
  return h(
    'details',
    { class: 'bring' },
    h('summary', {}, words.import),
    h('div', { class: 'field' }, h('label', { for: 'bring-key' }, words.paste), field),
    h('div', { class: 'field' }, h('label', { for: 'key-file' }, words.file), file),
  )
}

function save(text: string): void {
  const lines = [...words.fileHead, '', text, '']
  const url = URL.createObjectURL(new Blob([lines.join('\n')], { type: 'text/plain' }))
  h('a', { href: url, download: 'ghost-chat-key.txt' }).click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
