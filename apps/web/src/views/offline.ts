/** A strip over everything else that says so while the device has no network. */
import { h } from '../dom.ts'
import { strings } from '../strings/strings.ts'

export function offlineStrip(): HTMLElement {
  const words = h('span', {})
  const strip = h('div', { class: 'offline', role: 'status', 'data-testid': 'offline' }, words)
  const look = (): void => {
    const isOffline = !navigator.onLine
    strip.hidden = !isOffline
    words.textContent = isOffline ? strings.offline.offline : ''
  }
  window.addEventListener('online', look)
  window.addEventListener('offline', look)
  look()
  return strip
}
