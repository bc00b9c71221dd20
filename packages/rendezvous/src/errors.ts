/**
 * The one error of this package, and its codes.
 */
import { STATUS, type StatusName } from './message.ts'

/** Every code with the plain sentence that belongs to it. Codes are stable; sentences may improve. */
const SENTENCES = {
  ERR_INVALID_NAMESPACE: 'The namespace is not taken.',
  ERR_INVALID_SIGNED_PEER_RECORD: 'The signed peer record is not taken.',
  ERR_INVALID_TTL: 'The TTL is not taken.',
  ERR_INVALID_COOKIE: 'The cookie is of another namespace or point, or from before its restart.',
  ERR_NOT_AUTHORIZED: 'The point does not allow this.',
  ERR_INTERNAL_ERROR: 'The point failed.',
  ERR_UNAVAILABLE: 'The point is full, or was asked too often.',
  ERR_PROTOCOL: 'The point gave no answer that can be understood.',
  ERR_UNREACHABLE: 'The point cannot be reached, or does not speak the protocol.',
  ERR_TIMEOUT: 'The point took too long.',
  ERR_ABORTED: 'It was called off.',
  ERR_NO_ADDRESSES: 'There is no address to register.',
  ERR_OPTION_INVALID: 'An option cannot be used.',
} as const

/** A stable code for `switch (error.code)`. */
export type RendezvousErrorCode = keyof typeof SENTENCES

/**
 * What the client throws: a stable `code`, a plain sentence and, where there is one, the `cause`.
 *
 * @example
 * ```ts
 * import { RendezvousError } from '@ghost-chat/rendezvous'
 *
 * const error: unknown = new RendezvousError('ERR_UNAVAILABLE')
 * if (error instanceof RendezvousError && error.code === 'ERR_UNAVAILABLE') console.log('later, then')
 * ```
 */
export class RendezvousError extends Error {
  override readonly name = 'RendezvousError'
  readonly code: RendezvousErrorCode

  constructor(code: RendezvousErrorCode, options?: ErrorOptions) {
    super(SENTENCES[code], options)
    this.code = code
  }
}

const NAMES = new Map<number, StatusName>(
  Object.entries(STATUS).map(([name, status]) => [status, name as StatusName]),
)

/** The error that a response's status means; `null` for OK. What the point says about it is nobody's to repeat. */
export function errorOfStatus(status: number): RendezvousError | null {
  const name = NAMES.get(status)
  if (name === 'OK') return null
  return new RendezvousError(
    name === undefined ? 'ERR_PROTOCOL' : (`ERR_${name.slice(2)}` as RendezvousErrorCode),
  )
}
