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
    this.#observer = new ResizeObserver(([entry]) => {
      const narrow = (entry?.contentRect.width ?? 0) < NARROW_PX
      if (narrow === this.narrow) return
      this.narrow = narrow
      this.#host.requestUpdate()
    })
    this.#observer.observe(observed)
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    this.#observer = undefined
  }
}
