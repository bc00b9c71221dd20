import { h, svg } from '../dom.ts'

/** The project's ghost. The page names its file once, as its icon. */
export function ghost(className: string): HTMLElement {
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  return h('img', { class: className, src: icon?.href, alt: '', width: 32, height: 32 })
}

/** Pictograms of the page's buttons, drawn on a 20 by 20 grid. */
const ICONS = {
  back: 'M12 4.5 6.5 10l5.5 5.5',
  share:
    'M10 12.5v-9m-3.2 3L10 3.3l3.2 3.2M6 9H4.8A1.3 1.3 0 0 0 3.5 10.3v5.4A1.3 1.3 0 0 0 4.8 17h10.4a1.3 1.3 0 0 0 1.3-1.3v-5.4A1.3 1.3 0 0 0 15.2 9H14',
  settings:
    'M3 5.5h8m4 0h2M3 14.5h2m4 0h8M13 3.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM7 12.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  another:
    'M16.5 10a6.5 6.5 0 0 1-11.3 4.4M3.5 10a6.5 6.5 0 0 1 11.3-4.4M15.2 2.5v3.3h-3.3M4.8 17.5v-3.3h3.3',
  forward: 'M4 10h12m-5-5 5 5-5 5',
  more: 'M4.6 10a.4.4 0 1 0 .8 0 .4.4 0 1 0-.8 0zM9.6 10a.4.4 0 1 0 .8 0 .4.4 0 1 0-.8 0zM14.6 10a.4.4 0 1 0 .8 0 .4.4 0 1 0-.8 0z',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7.5 7.5v-3A1.5 1.5 0 0 1 9 3h6.5A1.5 1.5 0 0 1 17 4.5V11a1.5 1.5 0 0 1-1.5 1.5h-3M4.5 7.5H11A1.5 1.5 0 0 1 12.5 9v6.5A1.5 1.5 0 0 1 11 17H4.5A1.5 1.5 0 0 1 3 15.5V9a1.5 1.5 0 0 1 1.5-1.5z',
} as const

export type IconName = keyof typeof ICONS

export function icon(name: IconName): SVGElement {
  return svg(
    'svg',
    { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: ICONS[name] }),
  )
}
