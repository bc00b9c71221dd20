/**
 * The page's elements by their ids, and new ones. What people write only ever becomes a text.
 */

/** @throws Error when the page has no such element of that kind */
export function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`The page has no "${id}".`)
}

export function make(tag: string, text: string, name = ''): HTMLElement {
  const element = document.createElement(tag)
  element.className = name
  element.textContent = text
  return element
}

/** The text of a field of a form. */
export function textOf(form: HTMLFormElement, field: string): string {
  const value = new FormData(form).get(field)
  return typeof value === 'string' ? value.trim() : ''
}
