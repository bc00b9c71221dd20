/** Reports whatever should not happen on a page: errors, violations of its policy, dialogs, requests to anywhere else. */
import type { BrowserContext, ConsoleMessage } from 'playwright-core'

export interface Expected {
  /** Whether a page may ask there. */
  readonly request: (url: string) => boolean
  /** Errors and warnings on the console that mean nothing. */
  readonly message?: (message: ConsoleMessage) => boolean
}

/** @param report is told of everything, as text */
export async function watchContext(
  context: BrowserContext,
  expected: Expected,
  report: (problem: string) => void,
): Promise<void> {
  context.on('request', (request) => {
    if (!expected.request(request.url())) report(`request to ${request.url()}`)
  })
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    if (expected.message?.(message) !== true) report(message.text())
  })
  context.on('weberror', (error) => report(error.error().message))
  context.on('dialog', (dialog) => {
    // The last one in a room is asked before the page goes.
    if (dialog.type() === 'beforeunload') {
      void dialog.accept()
      return
    }
    report(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
    addEventListener('error', (event) => console.error(`error: ${event.message}`))
  })
}

/** The browser asks for an icon of its own accord. */
export function isAboutIcon(message: ConsoleMessage): boolean {
  return message.location().url.endsWith('/favicon.ico')
}
