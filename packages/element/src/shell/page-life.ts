/** The page that the element stands in: goes away, comes back, is looked at again. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'

export interface PageEvents {
  /** The others should see at once that the page has gone. */
  readonly gone: () => void
  /** A page that the browser kept has left its room. */
  readonly back: () => void
  readonly seen: () => void
  /** The device's network came or went. */
  readonly network: () => void
}

export class PageLife implements ReactiveController {
  readonly #events: PageEvents
  #listening: AbortController | undefined

  constructor(host: ReactiveControllerHost, events: PageEvents) {
    this.#events = events
    host.addController(this)
  }

  hostConnected(): void {
    const { gone, back, seen, network } = this.#events
    this.#listening ??= new AbortController()
    const { signal } = this.#listening
    window.addEventListener('pagehide', gone, { signal })
    window.addEventListener('online', network, { signal })
    window.addEventListener('offline', network, { signal })
    window.addEventListener(
      'pageshow',
      ({ persisted }) => {
        if (persisted) back()
      },
      { signal },
    )
    document.addEventListener(
      'visibilitychange',
      () => {
        if (!document.hidden) seen()
      },
      { signal },
    )
  }

  hostDisconnected(): void {
    this.#listening?.abort()
    this.#listening = undefined
  }
}
