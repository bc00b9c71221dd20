/** What lies over the page until it is closed: by its button, by Escape, by a press beside it, by another address. */
import { button, h, type Child } from '../dom.ts'
import { icon } from './icons.ts'

export interface DialogOptions {
  readonly title: string
  readonly name: string
  readonly onClose?: () => void
}

export interface OpenDialog {
  readonly element: HTMLDialogElement
  close(): void
}

let current: OpenDialog | undefined
let titles = 0

/** Opens it, and closes the one that is open. */
export function openDialog({ title, name, onClose }: DialogOptions, ...content: Child[]): OpenDialog {
  closeDialog()
  titles += 1
  const id = `dialog-title-${titles}`
  const close = button(
    { class: 'tool', 'aria-label': `Close: ${title}` },
    () => element.close(),
    icon('close'),
  )
  const element = h(
    'dialog',
    { class: 'dialog', 'aria-labelledby': id, 'data-testid': name },
    h(
      'div',
      { class: 'sheet' },
      h('header', { class: 'dialog-head' }, h('h2', { id }, title), close),
      h('div', { class: 'dialog-body' }, ...content),
    ),
  )
  const opened = { element, close: () => element.close() }
  element.addEventListener('close', () => {
    element.remove()
    if (current === opened) current = undefined
    onClose?.()
  })
  // The sheet fills the dialog, so whatever meets the dialog itself was aimed beside it.
  element.addEventListener('pointerdown', ({ target }) => {
    if (target === element) element.close()
  })
  document.body.append(element)
  element.showModal()
  current = opened
  return opened
}

export function closeDialog(): void {
  current?.close()
}
