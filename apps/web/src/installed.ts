/** Registers the service worker, which keeps the page's own files for when there is no network. */

const WORKER = 'worker.js'

interface ScriptPolicy {
  createScriptURL(url: string): string
}
interface PolicyMaker {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy
}

/** A room that does not say that it is settled is not waited for longer, in milliseconds. */
const PATIENCE_MS = 15_000

/**
 * Once everything that the person waits for is here: what the worker fetches would take its share of the line.
 * Without it the page works as well, while there is a network.
 */
export function keepForOffline(settled: Promise<unknown>): void {
  if (!('serviceWorker' in navigator)) return
  const register = (): void => {
    navigator.serviceWorker
      .register(trusted(WORKER))
      // By itself a browser looks for a newer one only once the old one has fallen asleep.
      .then((registration) => registration.update())
      .catch(() => undefined)
  }
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
  void Promise.race([settled, late]).then(() => {
    if (document.readyState === 'complete') register()
    else window.addEventListener('load', register, { once: true })
  })
}

/** The page's policy lets no plain text name a script; browsers that know no such policy take the text. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: PolicyMaker }
  if (trustedTypes === undefined) return url
  const policy = trustedTypes.createPolicy('ghost-chat-worker', {
    createScriptURL(asked) {
      if (asked !== WORKER) throw new TypeError('There is no such worker.')
      return asked
    },
  })
  return policy.createScriptURL(url)
}
