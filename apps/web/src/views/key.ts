/** The key that a person keeps: to see, to copy, to save, and to bring along from elsewhere. */
import { button, h } from '../dom.ts'
import { keyText, secretIn } from '../key-text.ts'
import { keepKeyOnDevice, keyIsOnDevice } from '../who.ts'

type Secret = Uint8Array<ArrayBuffer>

/** More than the file that is saved here has. */
const MOST_BYTES = 8_192

export function keyPanel(secret: Secret, onBring: (secret: Secret) => void): HTMLElement {
  const said = h('p', { class: 'help', role: 'status', 'data-testid': 'key-said' })
  const say = (words: string): void => void (said.textContent = words)
  return h(
    'div',
    { class: 'key' },
    h(
      'p',
      { class: 'help' },
      'Keep it as you would a password: whoever has it can write as you. It is another person in every space, and ' +
        'nobody can tell that they are the same.',
    ),
    own(secret, say),
    bring(onBring, say),
    said,
  )
}

function own(secret: Secret, say: (words: string) => void): HTMLElement {
  const field = h('input', {
    'data-testid': 'key-text',
    id: 'key',
    type: 'password',
    readonly: true,
    autocomplete: 'off',
    dir: 'ltr',
  })
  void keyText(secret).then((text) => (field.value = text))
  const look = button({ class: 'small', 'aria-pressed': 'false' }, () => {
    const hides = field.type === 'text'
    field.type = hides ? 'password' : 'text'
    look.setAttribute('aria-pressed', String(!hides))
  })
  look.textContent = 'Show'
  const copy = (): void => {
    navigator.clipboard.writeText(field.value).then(
      () => say('Copied. Paste it where you keep your passwords.'),
      () => say('Not copied: the browser does not allow it. Save it as a file instead.'),
    )
  }
  const box = h('input', { type: 'checkbox', 'data-testid': 'keep-key' })
  box.checked = keyIsOnDevice()
  box.addEventListener('change', () => {
    void keepKeyOnDevice(secret, box.checked).then((worked) => {
      if (worked) return
      box.checked = false
      say('This browser keeps nothing for this page.')
    })
  })
  return h(
    'div',
    { class: 'field' },
    h('label', { for: 'key' }, 'Your key'),
    field,
    h(
      'div',
      { class: 'actions' },
      look,
      button({ class: 'small', 'data-testid': 'copy-key' }, copy, 'Copy'),
      button({ class: 'small', 'data-testid': 'save-key' }, () => save(field.value), 'Save as a file'),
    ),
    h(
      'label',
      { class: 'check' },
      box,
      h(
        'span',
        {},
        'Keep it in this browser, too',
        h(
          'span',
          { class: 'help' },
          'Else it is gone with this tab. Whoever uses this browser could read it there.',
        ),
      ),
    ),
  )
}

function bring(onBring: (secret: Secret) => void, say: (words: string) => void): HTMLElement {
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
    if (secret === undefined) say('This is no key, or it was not copied as a whole.')
    else onBring(secret)
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
    if (chosen.size > MOST_BYTES) say('This file is too long to hold a key.')
    else chosen.text().then(take, () => say('The file could not be read.'))
  })
  return h(
    'details',
    { class: 'bring' },
    h('summary', {}, 'Use a key from elsewhere'),
    h('div', { class: 'field' }, h('label', { for: 'bring-key' }, 'Paste it'), field),
    h('div', { class: 'field' }, h('label', { for: 'key-file' }, 'Or choose its file'), file),
  )
}

function save(text: string): void {
  const lines = [
    'This is the key of a person in Ghost Chat. Whoever has it can write as that person: keep it as you would a',
    'password. To be that person on another device, choose this file in the settings there.',
    '',
    text,
    '',
  ]
  const url = URL.createObjectURL(new Blob([lines.join('\n')], { type: 'text/plain' }))
  h('a', { href: url, download: 'ghost-chat-key.txt' }).click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
