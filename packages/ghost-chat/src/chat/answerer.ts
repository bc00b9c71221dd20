/**
 * Answering what other members ask (SPEC SY2 to SY8, DM3).
 */
import type { PeerId } from '../network/port.ts'
import type { Effect } from '../room/effects.ts'
import { encodeHead, parseRequest, type AnswerStatus, type Request } from '../room/requests.ts'
import type { Room } from '../room/room.ts'
import { frameOf } from '../wire/envelope.ts'
import type { Inbox } from './inbox.ts'

export interface AnswererInit {
  readonly room: Room
  readonly inbox: Inbox
  readonly now: () => number
  readonly run: (effects: readonly Effect[]) => void
}

/** The frames of an answer; only its head for a request that is malformed, unknown or one too many. */
export async function answerRequest(
  init: AnswererInit,
  bytes: Uint8Array,
  from: PeerId,
): Promise<readonly Uint8Array[]> {
  const { room, now } = init
  const request = parseRequest(bytes)
  if (request === null) return [head('unknown')]
  if (!room.mayAsk(from, request.ask, now())) return [head('busy')]
  switch (request.ask) {
    case 'hello':
      return [head(await greeted(init, request.presence, from))]
    case 'direct':
      return [head(await told(init, request, from))]
    case 'roster':
    case 'newcomers':
    case 'backlog':
    case 'repair': {
      const items = room.answer(request, now())
      return [head('ok', items.length), ...items.map((item) => frameOf(item.text))]
    }
  }
}

/** A member says that it is here: believed if its own signature says so of the very peer that came (SY3). */
async function greeted(
  { room, inbox, run }: AnswererInit,
  presence: string,
  from: PeerId,
): Promise<AnswerStatus> {
  await inbox.takeHello(presence, from)
  if (!room.roster.isAt(from)) return 'unknown'
  run(room.greetedBy(from))
  return 'ok'
}

/** Somebody said something to this member alone. Whoever hands it over again is told that it came. */
async function told(
  { inbox }: AnswererInit,
  { envelope }: Request & { ask: 'direct' },
  from: PeerId,
): Promise<AnswerStatus> {
  const judged = await inbox.take(envelope, 'direct', { from })
  if (judged.ok || judged.code === 'seen') return 'ok'
  return judged.code === 'flood' || judged.code === 'busy' ? 'busy' : 'unknown'
}

function head(status: AnswerStatus, count = 0): Uint8Array {
  return encodeHead({ status, count })
}
