import { h, type Child } from '../dom.ts'

/** A part of a dialog, under a heading of its own. */
export function section(title: string, ...content: Child[]): HTMLElement {
  return h('section', { class: 'section' }, h('h3', {}, title), ...content)
}
