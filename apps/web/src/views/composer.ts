/** Where one writes. Enter sends, Shift+Enter begins a new line. */
import type { Message } from 'ghost-chat'
import { button, h } from '../dom.ts'
import { nameElement } from '../text/names.ts'
import { excerpt } from './message.ts'
import { icon } from './mark.ts'

/** UTF-8 bytes of text that a message may have; the room refuses longer ones. */
const MOST_BYTES = 8_192
const WARN_BYTES = 512

export interface ComposerOptions {
  /** What was written here before. */
  draft: string
  onDraft: (text: string) => void
  onSend: (text: string, replyTo: Message | undefined) => void
}

export interface Composer {
  readonly element: HTMLElement
  focus(): void
  text(): string
  /** From now on what is written answers this message. */
  answer(message: Message, name: string | undefined): void
  /** Puts a text back that was not sent. */
  restore(text: string): void
}

export function composer({ draft, onDraft, onSend }: ComposerOptions): Composer {
  const area = h('textarea', {
    'data-testid': 'composer',
    id: 'composer',
    // Otherwise a browser writes the draft to the disk, to fill it in again when it opens its tabs anew.
    autocomplete: 'off',
    rows: 1,
    dir: 'auto',
    enterkeyhint: 'send',
    placeholder: 'Write a message',
    'aria-label': 'Message',
    'aria-describedby': 'composer-note',
  })
  const note = h('p', {
    id: 'composer-note',
    'data-testid': 'composer-note',
    class: 'composer-note',
    role: 'status',
  })
  const send = h(
    'button',
    {
      'data-testid': 'send-button',
      class: 'send',
      type: 'submit',
      'aria-label': 'Send',
      title: 'Send (Enter)',
    },
    icon('send'),
  )
  const answering = h('div', { class: 'answering', hidden: true })
  const form = h('form', { class: 'composer' }, answering, note, h('div', { class: 'row' }, area, send))
  let replyTo: Message | undefined

  const over = (): number => new TextEncoder().encode(area.value).length - MOST_BYTES

  const changed = (): void => {
    onDraft(area.value)
    const bytes = over()
    const words =
      bytes > 0 ? `Too long by ${inBytes(bytes)}` : bytes > -WARN_BYTES ? `${inBytes(-bytes)} left` : ''
    if (note.textContent !== words) note.textContent = words
    note.classList.toggle('problem', bytes > 0)
    send.classList.toggle('ready', area.value.trim() !== '' && bytes <= 0)
    // Grows with what is written up to the height that the style sheet allows.
    area.style.setProperty('height', 'auto')
    area.style.setProperty('height', `${area.scrollHeight}px`)
  }

  const cancelAnswer = (): void => {
    replyTo = undefined
    answering.hidden = true
    answering.replaceChildren()
    area.focus()
  }

  const submit = (): void => {
    // Text that cannot be sent stays where it is.
    if (area.value.trim() === '' || over() > 0) {
      area.focus()
      return
    }
    const [text, answered] = [area.value, replyTo]
    area.value = ''
    cancelAnswer()
    changed()
    onSend(text, answered)
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  area.addEventListener('input', changed)
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && replyTo !== undefined) {
      cancelAnswer()
      return
    }
    // While an input method composes a character, Enter only ends that character.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })
  area.value = draft

  return {
    element: form,
    focus() {
      changed()
      area.focus({ preventScroll: true })
    },
    text: () => area.value,
    answer(message, name) {
      replyTo = message
      answering.replaceChildren(
        h(
          'p',
          {},
          h('span', {}, 'Reply to ', nameElement(message.from, name)),
          h('span', { class: 'quoted', dir: 'auto' }, excerpt(message.text)),
        ),
        button(
          {
            class: 'tool',
            'data-testid': 'cancel-reply',
            'aria-label': 'Cancel the reply',
            title: 'Cancel (Esc)',
          },
          cancelAnswer,
          icon('close'),
        ),
      )
      answering.hidden = false
      area.focus()
    },
    restore(text) {
      area.value = area.value === '' ? text : `${text}\n${area.value}`
      changed()
      area.focus()
    },
  }
}

function inBytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}
