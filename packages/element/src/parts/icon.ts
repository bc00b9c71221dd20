/** Pictograms of buttons and marks, drawn on a 20 by 20 grid. */
import { html, type TemplateResult } from 'lit'

const ICONS = {
  account: 'M10 2.5 4 5v4.5c0 4 2.6 6.6 6 8 3.4-1.4 6-4 6-8V5zM7.3 9.8l2 2 3.6-3.8',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  bell: 'M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.2 1.5H4.3zM8.3 17.3a2 2 0 0 0 3.4 0',
  'bell-off': 'M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.2 1.5H4.3zM8.3 17.3a2 2 0 0 0 3.4 0M3.2 16.8 16.8 3.2',
  block: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM4.8 4.8l10.4 10.4',
  chat: 'M3.5 9.5a6.5 5.8 0 0 1 13 0 6.5 5.8 0 0 1-6.5 5.8q-1.4 0-2.6-.5L3.8 16.5l1.1-3a5.6 5.6 0 0 1-1.4-4zM7.3 9.5h.01M10 9.5h.01M12.7 9.5h.01',
  check: 'M4.5 10.5 8.5 14.5 15.5 6',
  clock: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 5.8V10l2.8 2',
  close: 'M5 5l10 10M15 5L5 15',
  down: 'M10 4v12m-5-5 5 5 5-5',
  lock: 'M5.5 9h9v7.5h-9zM7.3 9V6.3a2.7 2.7 0 0 1 5.4 0V9',
  minimise: 'M5 8l5 5 5-5',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  people:
    'M7.5 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13.5 8.6a2.6 2.6 0 1 0-.9-5M15.2 12.3c1.8.6 2.8 2.2 2.8 4.2',
  reply: 'M8 5 3.5 9.5 8 14M4 9.5h7.5c3 0 5 2 5 5.5',
  unseen: 'M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  unblock: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM6.8 10.2l2.2 2.2 4.2-4.6',
  send: 'M10 16.5V4m-5 5 5-5 5 5',
  smile: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7 11.8c1.5 2.2 4.5 2.2 6 0M7.5 8h.01M12.5 8h.01',
  warning: 'M10 3.5 2.5 16.5h15zM10 8.5v3.5M10 14.3h.01',
} as const

export type IconName = keyof typeof ICONS

/** Hidden from screen readers: what a button does stands in its label. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d=${ICONS[name]} />
  </svg>`
}
