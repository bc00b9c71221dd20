/** A strip over everything else that says so while the device has no network. */
import { h } from '../dom.ts'

export function offlineStrip(): HTMLElement {
  const words = h('span', {})
  const strip = h('div', { class: 'offline', role: 'status', 'data-testid': 'offline' }, words)
  const look = (): void => {
    const isOffline = !navigator.onLine
    strip.hidden = !isOffline
    words.textContent = isOffline
      ? 'You are offline. The page goes on by itself as soon as there is a network.'
      : ''
  }
  window.addEventListener('online', look)
  window.addEventListener('offline', look)
  look()
  return strip
}
