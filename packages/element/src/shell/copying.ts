/** Copies a text, and says for a moment on the button how that went. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { strings } from '../strings/strings.ts'

/** Long enough to be read. */
const SHOWN_MS = 2_500

export class Copying implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #state: 'idle' | 'copied' | 'failed' = 'idle'
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  /** Stays until the next attempt: the text then has to be copied by hand. */
  get failed(): boolean {
    return this.#state === 'failed'
  }

  /** What the button says. */
  label(otherwise: string): string {
    return this.#state === 'copied' ? strings.copying.copied : otherwise
  }

  /** Browsers keep the clipboard from pages that came over plain HTTP, and pages can forbid it. */
  async copy(text: string): Promise<void> {
    clearTimeout(this.#timer)
    try {
      await navigator.clipboard.writeText(text)
      this.#become('copied')
      this.#timer = setTimeout(() => this.#become('idle'), SHOWN_MS)
    } catch {
      this.#become('failed')
    }
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer)
    this.#state = 'idle'
  }

  #become(state: 'idle' | 'copied' | 'failed'): void {
    this.#state = state
    this.#host.requestUpdate()
  }
}
