/** Whether the element is too narrow for two columns, whatever the window is. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'

const NARROW_PX = 760

export class Width implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element
  readonly #observed: () => Element | null
  #observer: ResizeObserver | undefined
  narrow = true

  constructor(host: ReactiveControllerHost & Element, observed: () => Element | null) {
    this.#host = host
    this.#observed = observed
    host.addController(this)
  }

  hostUpdated(): void {
    if (this.#observer !== undefined) return
    const observed = this.#observed()
    if (observed === null) return
    this.#observer = new ResizeObserver(([entry]) => this.#become(entry?.contentRect.width ?? 0))
    this.#observer.observe(observed)
    // The observer's first word comes after the first picture, which would then shift.
    this.#become(observed.clientWidth)
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    this.#observer = undefined
  }

  #become(width: number): void {
    const narrow = width < NARROW_PX
    if (narrow === this.narrow) return
    this.narrow = narrow
    this.#host.requestUpdate()
  }
}
