/**
 * Queued direct messages (SPEC GC7): one line for each receiver, in the order written. A message waits while this
 * member is cut off, for its turn, and for a receiver who does not answer just now.
 */
import { GhostChatError } from '../errors.ts'
import type { Message } from '../room/message.ts'
import type { Said } from '../wire/body.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did } from '../wire/ids.ts'
import type { DirectMessages } from './direct.ts'
import type { Clock } from './platform.ts'
import { isSameWait, type Sending, type SendWait } from './queue.ts'

export interface DirectLinesInit {
  readonly direct: Pick<DirectMessages, 'isHere' | 'delay' | 'sign' | 'hand' | 'taken'>
  readonly clock: Clock
  readonly isOnline: () => boolean
}

interface Entry extends Pick<Sending, 'onWait'> {
  readonly said: Said
  readonly size: number
  /** Aborted with the reason for which it is given up. */
  readonly signal: AbortSignal
  readonly resolve: (message: Message) => void
  readonly reject: (error: unknown) => void
  wait?: SendWait
}

interface Line {
  readonly to: Did
  readonly entries: Entry[]
}

/** After an interruption a member needs so many milliseconds to learn again who is here (GC4). */
const ROSTER_PATIENCE = 5_000
/** Milliseconds until a receiver who did not take it is asked again. */
const RETRY = 2_000
/** So old, in milliseconds, an envelope may be when it is handed over once more: it must be live there (TM2). */
const OLDEST = 45_000

export class DirectLines {
  readonly #init: DirectLinesInit
  readonly #lines = new Map<Did, Line>()
  readonly #closing = new AbortController()
  #onlineSince: number | null = null
  #changed = Promise.withResolvers<undefined>()

  constructor(init: DirectLinesInit) {
    this.#init = init
  }

  /** Messages that wait, and their bytes. */
  get waiting(): { readonly messages: number; readonly bytes: number } {
    const entries = [...this.#lines.values()].flatMap((line) => line.entries)
    return { messages: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0) }
  }

  /**
   * Queues a message. Resolves when one of the receiver's sessions has taken it.
   * @throws GhostChatError `ERR_USER_GONE`, `ERR_UNREACHABLE`, `ERR_MESSAGE_EXPIRED`, `ERR_IDENTITY`, `ERR_CLOSED`; the
   * signal's reason when it is aborted
   */
  async say(to: Did, said: Said, size: number, { patience, signal, onWait }: Sending): Promise<Message> {
    signal?.throwIfAborted()
    const over = new AbortController()
    const callOff = this.#init.clock.after(patience, () => {
      over.abort(new GhostChatError('ERR_MESSAGE_EXPIRED'))
    })
    const signals = [over.signal, this.#closing.signal, ...(signal === undefined ? [] : [signal])]
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const entry: Entry = { said, size, signal: AbortSignal.any(signals), resolve, reject, onWait }
    const line = this.#lines.get(to) ?? { to, entries: [] }
    line.entries.push(entry)
    if (line.entries.length === 1) {
      this.#lines.set(to, line)
      void this.#run(line)
    } else this.#tellBehind(line)
    // The first in the line is given up by what is done for it; the others are waited for by nobody.
    const leaveLine = (): void => {
      if (line.entries[0] === entry) return
      line.entries.splice(line.entries.indexOf(entry), 1)
      reject(entry.signal.reason)
    }
    entry.signal.addEventListener('abort', leaveLine, { once: true })
    try {
      return await promise
    } finally {
      callOff()
      entry.signal.removeEventListener('abort', leaveLine)
    }
  }

  /** The connection may have changed. */
  changed(): void {
    const { clock, isOnline } = this.#init
    this.#onlineSince = isOnline() ? (this.#onlineSince ?? clock.now()) : null
    this.#changed.resolve(undefined)
    this.#changed = Promise.withResolvers<undefined>()
  }

  /** What waits fails. May be called twice. */
  close(error: GhostChatError): void {
    this.#closing.abort(error)
  }

  async #run(line: Line): Promise<void> {
    // What is sent in one go stands in the line before the first of it goes out.
    await Promise.resolve()
    for (let entry = line.entries[0]; entry !== undefined; entry = line.entries[0]) {
      try {
        entry.resolve(await this.#deliver(line, entry))
      } catch (error) {
        entry.reject(error)
      }
      line.entries.shift()
    }
    this.#lines.delete(line.to)
  }

  /** @throws what `say` throws */
  async #deliver(line: Line, { said, signal }: Entry): Promise<Message> {
    const { direct, clock } = this.#init
    let envelope: VerifiedEnvelope | null = null
    let signedAt = 0
    for (;;) {
      signal.throwIfAborted()
      const obstacle = this.#obstacle(line.to)
      if (obstacle !== null) {
        await this.#pause(line, obstacle, signal)
        continue
      }
      if (envelope === null) {
        envelope = await direct.sign(line.to, said)
        signedAt = clock.now()
      } else if (clock.now() - signedAt > OLDEST) {
        // The receiver may have this one and could not say so: another might be read twice.
        throw new GhostChatError('ERR_UNREACHABLE')
      }
      const handed = await direct.hand(envelope, line.to, signal)
      if (handed === 'taken') return direct.taken(envelope)
      // Nobody has it, so that another may be signed, with the time at which it goes out.
      if (handed !== 'unreachable') envelope = null
      if (this.#obstacle(line.to) === null) await this.#pause(line, { why: 'away', delay: RETRY }, signal)
    }
  }

  /** What stands in the way of the next message to a user. @throws GhostChatError `ERR_USER_GONE` */
  #obstacle(to: Did): { readonly why: SendWait['why']; readonly delay: number } | null {
    const { direct, clock, isOnline } = this.#init
    if (!isOnline()) return { why: 'offline', delay: Infinity }
    if (!direct.isHere(to)) {
      const rest = (this.#onlineSince ?? clock.now()) + ROSTER_PATIENCE - clock.now()
      if (rest <= 0) throw new GhostChatError('ERR_USER_GONE')
      return { why: 'away', delay: Math.min(rest, RETRY / 8) }
    }
    const delay = direct.delay(0)
    return delay > 0 ? { why: 'rate', delay } : null
  }

  /** Resolves after the delay, when the connection changes, or when the message is given up. */
  async #pause(
    line: Line,
    { why, delay }: { readonly why: SendWait['why']; readonly delay: number },
    signal: AbortSignal,
  ): Promise<void> {
    this.#tell(line, why)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const go = (): void => {
      resolve(undefined)
    }
    const callOff = delay === Infinity ? () => undefined : this.#init.clock.after(delay, go)
    signal.addEventListener('abort', go, { once: true })
    await Promise.race([promise, this.#changed.promise])
    signal.removeEventListener('abort', go)
    callOff()
  }

  /** Whoever came later waits for what the first waits for. */
  #tellBehind(line: Line): void {
    const wait = line.entries[0]?.wait
    if (wait !== undefined) this.#tell(line, wait.why)
  }

  #tell(line: Line, why: SendWait['why']): void {
    const { clock, direct } = this.#init
    for (const [place, entry] of [...line.entries].entries()) {
      const wait: SendWait = Object.freeze(
        why === 'rate' ? { why, until: new Date(clock.now() + direct.delay(place)) } : { why },
      )
      if (isSameWait(entry.wait, wait)) continue
      entry.wait = wait
      entry.onWait(wait)
    }
  }
}
