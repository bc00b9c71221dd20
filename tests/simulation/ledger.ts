/**
 * The model: everything that honest people wrote, whether it was acknowledged, and what has broken a rule.
 */
import type { Did, Message, MessageId, SessionId } from 'ghost-chat'
import { parseEnvelope, type Envelope } from 'ghost-chat/wire'
import { digestOf } from './crypto.ts'
import type { Stay } from './stay.ts'

/** One message that an honest member handed to the network. */
export interface Written {
  readonly id: MessageId
  readonly by: Stay
  readonly text: string
  readonly sid: SessionId
  /** Its envelope's place in the session's content chain. */
  readonly seq: number
  /** Its envelope's `iat` in milliseconds. */
  readonly issuedAt: number
  /** How far the stamp was ahead of true time, and the sender's clock, in milliseconds. */
  readonly ahead: number
  readonly clockError: number
  /** Its sender was told that it was sent. */
  acknowledged: boolean
}

/** More of them say nothing new. */
const MOST_FAILURES = 20

export class Ledger {
  readonly written = new Map<MessageId, Written>()
  readonly failures: string[] = []
  /** DIDs of those who mean harm: what they sign is genuine, and that is all that is asked of it. */
  readonly villains = new Set<Did>()
  /** Frames as published in the lobby, for those who replay and forge. */
  readonly recorded: Uint8Array[] = []
  published = 0
  delivered = 0
  readonly #parsed = new Map<string, Envelope | null>()

  fail(sentence: string): void {
    if (this.failures.length < MOST_FAILURES) this.failures.push(sentence)
  }

  /** An honest member hands a frame to the network. */
  wrote(by: Stay, frame: Uint8Array, now: number): Envelope | null {
    this.published++
    this.recorded.push(frame)
    if (this.recorded.length > 200) this.recorded.shift()
    const envelope = this.parsed(frame)
    if (envelope === null) this.fail(`${by.name} publishes what is no envelope`)
    if (envelope?.body.type !== 'chat') return envelope
    const { claims, body, text, signedLength } = envelope
    const id = digestOf(text.slice(0, signedLength))
    for (const [place, { content }] of body.messages.entries()) {
      const written = {
        id: `${id}.${place}` as MessageId,
        by,
        text: typeof content === 'string' ? content : JSON.stringify(content),
        acknowledged: false,
      }
      const { sid, seq, issuedAt } = claims
      const { clockError } = by
      this.written.set(written.id, { ...written, sid, seq, issuedAt, ahead: issuedAt - now, clockError })
    }
    return envelope
  }

  /** An honest member was told that its message was sent. */
  acknowledge(message: Message): void {
    const written = this.written.get(message.id)
    if (written === undefined) this.fail(`message ${message.id} was acknowledged and never published`)
    else written.acknowledged = true
  }

  /** Why a message must not be shown; `null` if it may. */
  objection(message: Message, room: string): string | null {
    if (this.villains.has(message.from)) return null
    const written = this.written.get(message.id)
    if (written === undefined) return 'nobody wrote it'
    if (written.by.did !== message.from) return `${written.by.name} wrote it`
    if (written.by.chat.name !== room) return 'it was said in another room'
    return written.text === message.text ? null : 'it said something else'
  }

  /** A frame, parsed once however many members are handed it; `null` if it is no envelope. */
  parsed(frame: Uint8Array): Envelope | null {
    // The signature and what is before it: enough to tell apart frames that were accepted.
    const name = Buffer.from(frame.subarray(-120)).toString('latin1')
    const known = this.#parsed.get(name)
    if (known !== undefined) return known
    const parsed = parseEnvelope(frame)
    const envelope = parsed.ok ? parsed.envelope : null
    if (this.#parsed.size > 20_000) this.#parsed.clear()
    this.#parsed.set(name, envelope)
    return envelope
  }
}
