/** Light, dark, or as the system: the page's own side of it. */
import type { Theme } from './preferences.ts'

const GROUNDS = { light: '#eef4f2', dark: '#0c1417' } as const

export function wear(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'auto') delete dataset['theme']
  else dataset['theme'] = theme
  // What the system draws around the page.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light'
    meta.content = GROUNDS[theme === 'auto' ? own : theme]
  }
}
