/**
 * Direct messages (SPEC DM): signed once, handed over an encrypted stream to every session of one user, kept
 * from everybody else. Those that are queued wait in `direct-lines.ts`.
 */
import { GhostChatError } from '../errors.ts'
import { signEnvelope } from '../identity/sign.ts'
import type { Message } from '../room/message.ts'
import type { Said } from '../wire/body.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did } from '../wire/ids.ts'
import type { Answer, Asker } from './asker.ts'
import type { OutboxInit } from './outbox.ts'
import { rateLimited } from './queue.ts'

export interface DirectInit extends Pick<
  OutboxInit,
  'room' | 'identity' | 'crypto' | 'verifier' | 'now' | 'onSent'
> {
  readonly asker: Pick<Asker, 'ask'>
}

/**
 * What became of an envelope. `busy` and `unhanded`: no session of the receiver has it. `unreachable`: one may have it
 * and could not say so.
 */
export type Handed = 'taken' | 'busy' | 'unhanded' | 'unreachable'

export class DirectMessages {
  readonly #init: DirectInit
  /** Signing takes its turn: a chain has one next number. */
  #tail: Promise<unknown> = Promise.resolve()
  /** Messages that are being handed over. */
  #underWay = 0

  constructor(init: DirectInit) {
    this.#init = init
  }

  /**
   * Says something to one user. Resolves when one of the user's sessions has taken it.
   * @throws GhostChatError `ERR_USER_GONE`, `ERR_RATE_LIMITED`, `ERR_UNREACHABLE`, `ERR_IDENTITY`; the signal's
   * reason when it is aborted
   */
  async say(to: Did, said: Said, signal?: AbortSignal): Promise<Message> {
    signal?.throwIfAborted()
    if (!this.isHere(to)) throw new GhostChatError('ERR_USER_GONE')
    const delay = this.delay(0)
    if (delay > 0) throw rateLimited(this.#init.room.rule(), delay)
    const envelope = await this.sign(to, said)
    const handed = await this.hand(envelope, to, signal)
    if (handed === 'taken') return this.taken(envelope)
    if (handed === 'busy') {
      throw new GhostChatError('ERR_RATE_LIMITED', 'The receiver takes no more of you just now.')
    }
    throw new GhostChatError(this.isHere(to) ? 'ERR_UNREACHABLE' : 'ERR_USER_GONE')
  }

  /** Whether a user has a session in the room. */
  isHere(to: Did): boolean {
    return this.#init.room.roster.peersOf(to).length > 0
  }

  /** Milliseconds until flood control lets one more message through, after `ahead` others (DM6). */
  delay(ahead: number): number {
    const { room, now } = this.#init
    return room.turnsToTell(this.#underWay + ahead + 1, now()).at(-1) ?? 0
  }

  sign(to: Did, said: Said): Promise<VerifiedEnvelope> {
    const { room, identity, crypto, verifier, now } = this.#init
    const signed = this.#tail.then(async () => {
      const envelope = await signEnvelope(identity, room.draftDirect(to, [said], now()), crypto)
      if (!('sign' in identity) && !(await verifier.verify(envelope)).ok) {
        throw new GhostChatError('ERR_IDENTITY', 'Its signatures do not verify.')
      }
      room.commitDirect(envelope)
      return envelope
    })
    this.#tail = signed.catch(() => undefined)
    return signed
  }

  /** Hands an envelope to every session of the receiver. One that has it already says so. */
  async hand(envelope: VerifiedEnvelope, to: Did, signal?: AbortSignal): Promise<Handed> {
    const { room, identity, asker } = this.#init
    const request = { ask: 'direct', envelope: envelope.text } as const
    const hand = (peer: string): Promise<Answer> =>
      asker.ask(peer, request, signal, room.roster.viaOf(peer, to))

    this.#underWay++
    try {
      // The sender's other tabs show it too; whether they took it matters to nobody.
      if (to !== identity.did)
        for (const peer of room.roster.peersOf(identity.did)) hand(peer).catch(() => undefined)
      return outcomeOf(await Promise.all(room.roster.peersOf(to).map(hand)))
    } finally {
      this.#underWay--
    }
  }

  /** The receiver has an envelope. */
  taken(envelope: VerifiedEnvelope): Message {
    const { room, now, onSent } = this.#init
    const [message] = room.sent(envelope, now())
    if (message === undefined) throw new GhostChatError('ERR_ENVELOPE_MALFORMED')
    onSent([message])
    return message
  }
}

function outcomeOf(answers: readonly Answer[]): Handed {
  if (answers.some(({ status }) => status === 'ok')) return 'taken'
  if (answers.some(({ status, handed }) => status === 'unreachable' && handed)) return 'unreachable'
  return answers.some(({ status }) => status === 'busy') ? 'busy' : 'unhanded'
}
