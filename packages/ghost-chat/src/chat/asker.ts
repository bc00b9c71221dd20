/**
 * Asking other members (SPEC SY1 to SY9): hello, roster, backlog, repair. What comes back is taken in like
 * anything else from outside, item by item.
 */
import { NetworkError, type Channel, type PeerId } from '../network/port.ts'
import { encodeRequest, parseHead, type AnswerStatus, type Request } from '../room/requests.ts'
import { LIMITS } from '../wire/limits.ts'
import type { Inbox, Judged } from './inbox.ts'
import type { Clock } from './platform.ts'

export interface Answer {
  /**
   * `unreachable`: no answer came, or what came is none. `gone`: every relay that leads to the member says that it is
   * not there.
   */
  readonly status: AnswerStatus | 'unreachable' | 'gone'
  /** Whether the member may have the request, though it gave no answer. */
  readonly handed: boolean
  /** What became of each item. */
  readonly items: readonly Judged[]
  /** Whether every item that was announced came. */
  readonly complete: boolean
}

/**
 * What the user does: joining, reading what was said before, telling somebody something. A stranger can bring about a
 * repair or a greeting in every member at once, so none of these dials a relay that a stranger names (SPEC FD7).
 */
const FOR_THE_USER: ReadonlySet<Request['ask']> = new Set(['roster', 'backlog', 'direct'])

/** Room for an answer's head. */
const HEAD_BYTES = 1_024
/** Room for what authors are called (SY14). */
const NAMES = { items: LIMITS.bylineItems, bytes: LIMITS.bylineItemBytes }
const NO_NAMES = { items: 0, bytes: 0 }
const NOTHING: Answer = Object.freeze({
  status: 'unreachable',
  handed: true,
  items: Object.freeze([]),
  complete: false,
})
const UNHANDED: Answer = Object.freeze({ ...NOTHING, handed: false })
const GONE: Answer = Object.freeze({ ...UNHANDED, status: 'gone' })

export class Asker {
  readonly #channel: Channel
  readonly #inbox: Inbox
  readonly #clock: Clock
  /** Aborted when the room is left. */
  readonly #closing = new AbortController()

  constructor(channel: Channel, inbox: Inbox, clock: Clock) {
    this.#channel = channel
    this.#inbox = inbox
    this.#clock = clock
  }

  /**
   * Asks one member and takes in what it answers. A member that fails to answer makes no error: there are
   * others.
   * @param via relays over which that member is reached, where it matters which of those at the peer is meant
   * @throws the signal's reason when it is aborted
   */
  async ask(peer: string, request: Request, signal?: AbortSignal, via?: readonly string[]): Promise<Answer> {
    signal?.throwIfAborted()
    const timeout = new AbortController()
    const callOff = this.#clock.after(LIMITS.requestTimeout, () => {
      timeout.abort(new NetworkError('ERR_UNREACHABLE', 'no answer in time'))
    })
    const signals = [timeout.signal, this.#closing.signal, ...(signal === undefined ? [] : [signal])]
    try {
      return await this.#exchange(peer as PeerId, request, AbortSignal.any(signals), via)
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof NetworkError)) return NOTHING
      if (error.code === 'ERR_PEER_GONE') return GONE
      return error.handed ? NOTHING : UNHANDED
    } finally {
      callOff()
    }
  }

  close(): void {
    this.#closing.abort(new NetworkError('ERR_CLOSED', 'the room was left'))
  }

  async #exchange(
    peer: PeerId,
    request: Request,
    signal: AbortSignal,
    via?: readonly string[],
  ): Promise<Answer> {
    const isRoster = request.ask === 'roster'
    const strangers = FOR_THE_USER.has(request.ask)
    const names = 'names' in request ? NAMES : NO_NAMES
    const maxFrames = 1 + (isRoster ? LIMITS.rosterItems : LIMITS.answerItems) + names.items
    const maxBytes = HEAD_BYTES + (isRoster ? LIMITS.rosterBytes : LIMITS.answerBytes) + names.bytes
    const items: Promise<Judged>[] = []
    let head: ReturnType<typeof parseHead> = null
    for await (const frame of this.#channel.request(peer, encodeRequest(request), {
      signal,
      maxFrames,
      maxBytes,
      strangers,
      via,
    })) {
      if (head === null) {
        head = parseHead(frame)
        if (head === null) return NOTHING
      } else if (items.length < head.count) items.push(this.#inbox.takeAnswer(frame, request, peer))
      else break
    }
    if (head === null) return NOTHING
    const complete = items.length === head.count
    return { status: head.status, handed: true, items: await Promise.all(items), complete }
  }
}
