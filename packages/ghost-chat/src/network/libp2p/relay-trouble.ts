/**
 * What an attempt to reach a relay failed by, as far as this platform says.
 */
import type { RelayFailure, RelayFailureReason } from '../relay-failure.ts'

/** Something answered at a relay's address, and it is no relay. */
export class NoRelay extends Error {
  override readonly name = 'NoRelay'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** By the codes of Node's system calls, OpenSSL and undici. */
const REASONS: readonly (readonly [RegExp, RelayFailureReason])[] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^(?:ENOTFOUND|EAI_\w+)$/, 'no-such-host'],
  [/CERT|SELF_SIGNED|UNABLE_TO_\w*ISSUER|LEAF_SIGNATURE/, 'certificate'],
  [/^(?:EPROTO|ERR_SSL_\w+)$/, 'tls'],
  [/^(?:ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/, 'timeout'],
]

/** An error and those that led to it are looked at to this depth. */
const DEEPEST = 6

/** The reason that an error, or one that led to it, tells. */
export function troubleOf(error: unknown, depth = 0): Omit<RelayFailure, 'address'> {
  const unknown = { reason: 'unreachable' } as const
  if (!(error instanceof Error) || depth > DEEPEST) return unknown
  if (error instanceof NoRelay) return { reason: 'not-a-relay', status: error.status }
  if (error.name === 'TimeoutError') return { reason: 'timeout' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = REASONS.find(([pattern]) => pattern.test(code))
  if (known !== undefined) return { reason: known[1] }
  const causes = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error.cause]
  for (const cause of causes) {
    const trouble = troubleOf(cause, depth + 1)
    if (trouble.reason !== 'unreachable') return trouble
  }
  return unknown
}

/** A host that browsers let an https page reach without TLS. */
const LOOPBACK = /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** What a page can know of a connection that its browser forbids. */
export class PageRules {
  #isBlocked = false
  readonly #url: URL
  readonly #stop: () => void

  /** Listens for what the page's policy forbids, from now on. */
  constructor(url: string) {
    this.#url = new URL(url)
    const onViolation = (event: Event): void => {
      if (this.#concerns(event)) this.#isBlocked = true
    }
    const target = 'document' in globalThis ? globalThis : null
    target?.addEventListener('securitypolicyviolation', onViolation)
    this.#stop = () => target?.removeEventListener('securitypolicyviolation', onViolation)
  }

  /** Why the browser forbade it; `null` where it did not. The event of a violation may follow the error of the fetch. */
  async broken(): Promise<RelayFailureReason | null> {
    if (!('document' in globalThis)) return null
    await new Promise((resolve) => setTimeout(resolve, 0))
    this.#stop()
    if (this.#isBlocked) return 'blocked'
    const { protocol } = globalThis.location
    return protocol === 'https:' && this.#url.protocol === 'http:' && !LOOPBACK.test(this.#url.hostname)
      ? 'mixed-content'
      : null
  }

  stop(): void {
    this.#stop()
  }

  #concerns(event: Event): boolean {
    if (!('blockedURI' in event) || typeof event.blockedURI !== 'string') return false
    if (!URL.canParse(event.blockedURI)) return false
    const { protocol, host } = new URL(event.blockedURI)
    // A relay's websockets may have another host than its URL.
    return host === this.#url.host || protocol === 'ws:' || protocol === 'wss:'
  }
}
