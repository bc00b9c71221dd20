/** What lies over the page until it is closed: by its button, by Escape, by a press beside it, by another address. */
import { button, h, type Child } from '../dom.ts'
import { strings } from '../strings/strings.ts'
import { icon } from './icons.ts'

export interface DialogOptions {
  readonly title: string
  readonly name: string
  /** Asked before the person closes it; another address closes it unasked. */
  readonly mayClose?: () => Promise<boolean>
  readonly onClose?: () => void
}

export interface OpenDialog {
  readonly element: HTMLDialogElement
  close(): void
}

let current: OpenDialog | undefined
let question: HTMLDialogElement | undefined
let titles = 0

/** Opens it, and closes the one that is open. */
export function openDialog(
  { title, name, mayClose, onClose }: DialogOptions,
  ...content: Child[]
): OpenDialog {
  closeDialog()
  const id = newId()
  const leave = (): void => {
    if (mayClose === undefined) element.close()
    else void mayClose().then((may) => may && element.close())
  }
  const label = strings.dialog.close(title)
  const element = h(
    'dialog',
    { class: 'dialog', 'aria-labelledby': id, 'data-testid': name },
    h(
      'div',
      { class: 'sheet' },
      h(
        'header',
        { class: 'dialog-head' },
        h('h2', { id }, title),
        button({ class: 'tool', 'aria-label': label }, leave, icon('close')),
      ),
      h('div', { class: 'dialog-body' }, ...content),
    ),
  )
  const opened = { element, close: () => element.close() }
  element.addEventListener('close', () => {
    element.remove()
    if (current === opened) current = undefined
    onClose?.()
  })
  closedByPerson(element, leave)
  document.body.append(element)
  element.showModal()
  current = opened
  return opened
}

export function closeDialog(): void {
  question?.close()
  current?.close()
}

export interface Question {
  readonly name: string
  readonly title: string
  readonly words: string
  /** What the button says that does it. */
  readonly yes: string
  /** What the button says that leaves everything as it is. The focus begins there. */
  readonly no: string
}

/** Asks over everything else, an open dialog among it. Closing the question is a no. */
export async function ask({ name, title, words, yes, no }: Question): Promise<boolean> {
  question?.close()
  const [titleId, wordsId] = [newId(), newId()]
  return new Promise((resolve) => {
    const answer = (sure: boolean): void => {
      resolve(sure)
      element.close()
    }
    const element = h(
      'dialog',
      {
        class: 'dialog question',
        role: 'alertdialog',
        'aria-labelledby': titleId,
        'aria-describedby': wordsId,
        'data-testid': name,
      },
      h(
        'div',
        { class: 'sheet' },
        h('h2', { id: titleId }, title),
        h('p', { id: wordsId }, words),
        h(
          'div',
          { class: 'actions' },
          button({ class: 'small filled', autofocus: true, 'data-testid': 'no' }, () => answer(false), no),
          button({ class: 'small danger', 'data-testid': 'yes' }, () => answer(true), yes),
        ),
      ),
    )
    element.addEventListener('close', () => {
      element.remove()
      if (question === element) question = undefined
      resolve(false)
    })
    closedByPerson(element, () => element.close())
    document.body.append(element)
    element.showModal()
    question = element
  })
}

function newId(): string {
  titles += 1
  return `dialog-title-${titles}`
}

function closedByPerson(element: HTMLDialogElement, leave: () => void): void {
  // Escape.
  element.addEventListener('cancel', (event) => {
    // A file's own dialog that is closed tells of it, too.
    if (event.target !== element) return
    event.preventDefault()
    leave()
  })
  // The sheet fills the dialog, so whatever meets the dialog itself was aimed beside it.
  element.addEventListener('pointerdown', ({ target }) => {
    if (target === element) leave()
  })
}
