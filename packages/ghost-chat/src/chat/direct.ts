/**
 * Direct messages (SPEC DM): signed once, handed over an encrypted stream to every session of one user, kept
 * from everybody else.
 */
import { GhostChatError } from '../errors.ts'
import { signEnvelope } from '../identity/sign.ts'
import type { Message } from '../room/message.ts'
import type { Room } from '../room/room.ts'
import type { Said } from '../wire/body.ts'
import type { VerifiedEnvelope } from '../wire/envelope.ts'
import type { Did } from '../wire/ids.ts'
import type { Answer, Asker } from './asker.ts'
import type { OutboxInit } from './outbox.ts'

export interface DirectInit extends Pick<
  OutboxInit,
  'room' | 'identity' | 'crypto' | 'verifier' | 'now' | 'onSent'
> {
  readonly asker: Pick<Asker, 'ask'>
}

export class DirectMessages {
  readonly #init: DirectInit
  /** Signing takes its turn: a chain has one next number. */
  #tail: Promise<unknown> = Promise.resolve()

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
    const { room, identity, now, onSent, asker } = this.#init
    if (room.roster.peersOf(to).length === 0) throw new GhostChatError('ERR_USER_GONE')
    if (!room.mayTell(now())) throw new GhostChatError('ERR_RATE_LIMITED')
    const envelope = await this.#sign(to, said)
    const request = { ask: 'direct', envelope: envelope.text } as const
    const hand = (peer: string): Promise<Answer> =>
      asker.ask(peer, request, signal, room.roster.viaOf(peer, to))

    // The sender's other tabs show it too; whether they took it matters to nobody.
    if (to !== identity.did)
      for (const peer of room.roster.peersOf(identity.did)) hand(peer).catch(() => undefined)
    const answers = await Promise.all(room.roster.peersOf(to).map(hand))
    if (!answers.some(({ status }) => status === 'ok')) throw refusal(answers, room, to)
    const [message] = room.sent(envelope, now())
    if (message === undefined) throw new GhostChatError('ERR_ENVELOPE_MALFORMED')
    onSent([message])
    return message
  }

  #sign(to: Did, said: Said): Promise<VerifiedEnvelope> {
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
}

/** Why nobody took it. */
function refusal(answers: readonly Answer[], room: Room, to: Did): GhostChatError {
  if (answers.some(({ status }) => status === 'busy')) return new GhostChatError('ERR_RATE_LIMITED')
  if (room.roster.peersOf(to).length === 0) return new GhostChatError('ERR_USER_GONE')
  return new GhostChatError('ERR_UNREACHABLE')
}
