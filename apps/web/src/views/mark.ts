import { h, svg } from '../dom.ts'

/** The project's ghost. The page names its file once, as its icon. */
export function mark(className: string): HTMLElement {
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  return h('img', { class: className, src: icon?.href, alt: '', width: 32, height: 32 })
}

/** Pictograms of the room's buttons, drawn on a 20 by 20 grid. */
const ICONS = {
  people:
    'M7.5 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13.5 8.6a2.6 2.6 0 1 0-.9-5M15.2 12.3c1.8.6 2.8 2.2 2.8 4.2',
  link: 'M8.5 11.5a3.5 3.5 0 0 0 5 0l2.5-2.5a3.5 3.5 0 0 0-5-5l-1 1M11.5 8.5a3.5 3.5 0 0 0-5 0L4 11a3.5 3.5 0 0 0 5 5l1-1',
  leave: 'M12 4V3H4v14h8v-1M8.5 10H17m-3-3 3 3-3 3',
  reply: 'M8 5 3.5 9.5 8 14M4 9.5h7.5c3 0 5 2 5 5.5',
  send: 'M10 16.5V4m-5 5 5-5 5 5',
  close: 'M5 5l10 10M15 5L5 15',
  down: 'M10 4v12m-5-5 5 5 5-5',
} as const

export function icon(name: keyof typeof ICONS): SVGElement {
  return svg(
    'svg',
    { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: ICONS[name] }),
  )
}
