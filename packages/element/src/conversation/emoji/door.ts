/** The way to the picker, which is loaded when somebody first wants it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'

type Door = 'closed' | 'loading' | 'open' | 'absent'

export class EmojiDoor implements ReactiveController {
  state: Door = 'closed'
  readonly #host: ReactiveControllerHost & HTMLElement

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('pointerdown', this.#onPointer)
  }

  hostDisconnected(): void {
    document.removeEventListener('pointerdown', this.#onPointer)
    this.state = 'closed'
  }

  async open(): Promise<void> {
    this.#set('loading')
    try {
      await import('./picker.ts')
      // It may have been closed, or the room left, before the picker came.
      if (this.state === 'loading') this.#set('open')
    } catch {
      this.#set('absent')
    }
  }

  close(): void {
    this.#set('closed')
  }

  /** What is chosen elsewhere on the page closes the picker, and keeps the focus. */
  readonly #onPointer = (event: PointerEvent): void => {
    if (this.state === 'open' && !event.composedPath().includes(this.#host)) this.close()
  }

  #set(state: Door): void {
    this.state = state
    this.#host.requestUpdate()
  }
}
